"""Somebody is on a case, and makes good with a coupon."""

from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath
from msgspec import Struct

from wendan.api.bodies import GiveCoupon, MakeGood
from wendan.api.case_views import CaseView, case_view
from wendan.api.coupon_views import CouponView, coupon_view
from wendan.api.desk import Asked
from wendan.api.parse import REPLAYED_HEADER, answer, body_as, idempotency_key
from wendan.domains.people.model import Right
from wendan.flows.case_file import CasePlace
from wendan.flows.give_by_hand import Present, give_by_hand
from wendan.flows.give_coupon import take_back_coupon
from wendan.flows.make_good import Apology, answer_case, make_good
from wendan.kernel.money import Fen

_give = msgspec.json.Decoder(GiveCoupon)
_make_good = msgspec.json.Decoder(MakeGood)


class MadeGoodView(Struct, frozen=True):
    """`coupon` is null while another person must confirm it."""

    case: CaseView
    coupon: CouponView | None


@post("/cases/{case_id:uuid}/answer", gives=CaseView, right=Right.DECIDE_CASES, status_code=200)
async def answer_first(request: Asked, store_id: FromPath[UUID], case_id: FromPath[UUID]) -> Response[bytes]:
    """Say that somebody is on the case; who says so first has answered, within five minutes as is promised."""
    place = CasePlace(store_id, case_id, request.staff.merchant_id)
    answered = await answer_case(request.house, place, request.staff.name)
    return answer(case_view(answered, request.house.clock.now()))


@post(
    "/cases/{case_id:uuid}/make-good",
    takes=MakeGood,
    gives=MadeGoodView,
    right=Right.DECIDE_CASES,
    status_code=200,
)
async def make_case_good(
    request: Asked, store_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[bytes]:
    """补偿: a coupon for the customer of the case's order, out of the store's budget; above the limit two must say so.

    It closes a case that holds no money; money still waits for a decision of its own.
    """
    body = await body_as(request, _make_good)
    staff = request.staff
    place = CasePlace(store_id, case_id, staff.merchant_id)
    apology = Apology(place, Fen(body.amount_fen), body.words, staff.id, staff.name)
    made = await make_good(request.house, apology)
    coupon = None if made.coupon is None else coupon_view(made.coupon)
    return answer(MadeGoodView(case_view(made.case, request.house.clock.now()), coupon))


@post("/coupons", takes=GiveCoupon, gives=CouponView, right=Right.DECIDE_CASES, is_repeatable=True)
async def give_coupon(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """发券: a coupon for the customer of an order, out of the store's budget; 201, or 200 when it was given before."""
    key, body = idempotency_key(request), await body_as(request, _give)
    present = Present(
        store_id,
        body.order_id,
        Fen(body.amount_fen),
        Fen(body.min_spend_fen),
        body.words,
        request.staff.name,
        key,
    )
    coupon, was_given = await give_by_hand(request.house, present)
    replay = {REPLAYED_HEADER: "true"} if was_given else {}
    return answer(coupon_view(coupon), 200 if was_given else 201, replay)


@post("/coupons/{coupon_id:uuid}/withdraw", gives=CouponView, right=Right.DECIDE_CASES, status_code=200)
async def withdraw_coupon(
    request: Asked, store_id: FromPath[UUID], coupon_id: FromPath[UUID]
) -> Response[bytes]:
    """收回: take back a coupon of this store that nobody has used."""
    return answer(coupon_view(await take_back_coupon(request.house, store_id, coupon_id)))
