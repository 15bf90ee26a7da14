"""催付漏斗 and 催付复盘: what each rung brings, what a month proposes, and a person's word to it."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.refusals import RequestIsInvalid
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.messages.model import ReviewState, Verdict
from wendan.domains.people.errors import NotAllowed
from wendan.domains.people.model import Right
from wendan.domains.recovery.rules.review import Proposal
from wendan.flows.measure_ladder import LadderFigures, measure_ladder
from wendan.flows.review_ladder import LadderReview, decide_review, list_reviews, review_month

DAYS = 30


class ReviewView(Struct, frozen=True):
    """A month's review; `policy_id` is the version that accepting made."""

    id: UUID
    month: date
    state: ReviewState
    figures: LadderFigures
    proposal: Proposal
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    words: str | None
    policy_id: UUID | None


class ReviewMonth(Struct, frozen=True, forbid_unknown_fields=True):
    """Which month, such as 2026-10."""

    month: Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class DecideReview(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the proposal becomes the merchant's policy, and why."""

    is_accepted: bool
    words: Annotated[str, Meta(min_length=2, max_length=500, pattern=r"^[^\x00]*$")]


_month = msgspec.json.Decoder(ReviewMonth)
_decision = msgspec.json.Decoder(DecideReview)


@get("/ladder", gives=LadderFigures, right=Right.SEE_DASHBOARD)
async def read_ladder(
    request: Asked,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    store_id: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """Each rung against the hold-out, of the last 30 days where nothing else is asked."""
    house = request.house
    end = until or house.clock.now()
    begin = since or end - timedelta(days=DAYS)
    if begin.tzinfo is None or end.tzinfo is None:
        raise RequestIsInvalid(field="since", why="a moment needs its time zone")
    stores = await house.reports.read(STORES_OF_MERCHANT, merchant_id=request.staff.merchant_id)
    mine = [store.store_id for store in stores if store_id in (None, store.store_id)]
    return answer(await measure_ladder(house, mine, begin, end))


@get("/ladder/reviews", gives=list[ReviewView], right=Right.SEE_POLICIES)
async def list_ladder_reviews(request: Asked) -> Response[bytes]:
    """Every month's review, the newest first."""
    return answer([_view(each) for each in await list_reviews(request.house, _merchant(request))])


@post("/ladder/reviews", takes=ReviewMonth, gives=ReviewView, right=Right.EDIT_POLICIES, status_code=200)
async def make_ladder_review(request: Asked) -> Response[bytes]:
    """The review of a month that is over, made now if the night has not made it."""
    body = await body_as(request, _month)
    month = date.fromisoformat(f"{body.month}-01")
    return answer(_view(await review_month(request.house, _merchant(request), month)))


@post(
    "/ladder/reviews/{review_id:uuid}/decision",
    takes=DecideReview,
    gives=ReviewView,
    right=Right.EDIT_POLICIES,
    status_code=200,
)
async def decide_ladder_review(request: Asked, review_id: FromPath[UUID]) -> Response[bytes]:
    """Accepted, the proposal is the merchant's next policy; rejected, nothing changes. Either way it stays."""
    body = await body_as(request, _decision)
    verdict = Verdict(body.is_accepted, body.words, request.staff.name)
    return answer(_view(await decide_review(request.house, (_merchant(request), review_id), verdict)))


def _merchant(request: Asked) -> UUID:
    """An operator belongs to no merchant. Raises NotAllowed."""
    merchant_id = request.staff.merchant_id
    if merchant_id is None:
        raise NotAllowed
    return merchant_id


def _view(review: LadderReview) -> ReviewView:
    row = review.row
    return ReviewView(
        row.id,
        row.month,
        row.state,
        review.content.figures,
        review.content.proposal,
        row.made_at,
        row.decided_by,
        row.decided_at,
        row.words,
        row.policy_id,
    )
