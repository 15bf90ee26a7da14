"""Cards at the counter: what the store's own terminal took or gave back, by the numbers on its slip."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from wendan.api.counter_bodies import CouponCode
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as, idempotency_key
from wendan.api.views import OrderPage
from wendan.domains.people.model import Right
from wendan.domains.routing.rules.accounts import BANK_CARD
from wendan.domains.shifts.model import Slip
from wendan.flows.return_card import CardReturned, return_card
from wendan.flows.show_coupon import coupon_shown
from wendan.flows.take_at_counter import Taking, take

SlipNumber = Annotated[str, Meta(pattern=r"^[0-9A-Za-z-]{1,32}$")]


class CardTaken(Struct, frozen=True, forbid_unknown_fields=True):
    """The slip of a card payment: 凭证号, and 终端号 where a store has more than one terminal."""

    voucher: SlipNumber
    terminal_no: SlipNumber = "1"
    method: Literal["terminal", "contactless"] = "terminal"
    coupon_code: CouponCode | None = None


class CardGivenBack(Struct, frozen=True, forbid_unknown_fields=True):
    """The slip of a refund made on the terminal."""

    refund_id: UUID
    voucher: SlipNumber
    terminal_no: SlipNumber = "1"


_taken = msgspec.json.Decoder(CardTaken)
_given_back = msgspec.json.Decoder(CardGivenBack)


@post(
    "/orders/{order_id:uuid}/card",
    takes=CardTaken,
    gives=OrderPage,
    is_repeatable=True,
    right=Right.TAKE_MONEY,
    status_code=200,
)
async def take_card_for_order(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """The terminal took the order's total, less what a coupon takes off; if it was paid by phone just then, a refund waits for the terminal."""
    key = idempotency_key(request)
    body = await body_as(request, _taken)
    slip = Slip(body.terminal_no, body.voucher)
    coupon_id = await coupon_shown(request.house, store_id, body.coupon_code)
    place = (store_id, order_id)
    taking = Taking(*place, BANK_CARD, body.method, request.cashier, key, slip=slip, coupon_id=coupon_id)
    await take(request.house, taking)
    return answer(await request.desk.pages.of(store_id, order_id))


@post(
    "/orders/{order_id:uuid}/card-refunds",
    takes=CardGivenBack,
    gives=OrderPage,
    right=Right.TAKE_MONEY,
    status_code=200,
)
async def give_card_money_back(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """A waiting card refund was made on the terminal; saying so again with the same slip changes nothing."""
    body = await body_as(request, _given_back)
    slip = Slip(body.terminal_no, body.voucher)
    await return_card(request.house, CardReturned(store_id, order_id, body.refund_id, slip, request.cashier))
    return answer(await request.desk.pages.of(store_id, order_id))
