"""What needs a person: looked at, decided, proposed, confirmed by another, led to an order."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from wendan.api.bodies import ReenterMoney, ResolveCase
from wendan.api.case_lists import WantedState, WantedType, Whose, counts_of, list_of
from wendan.api.case_views import CaseDetail, CaseView, case_view, money_view
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.placing import basket_of
from wendan.api.refusals import RequestIsInvalid
from wendan.domains.incidents.errors import ActionDoesNotFit
from wendan.domains.incidents.model import Case, Proposal
from wendan.domains.incidents.rules import needs_second
from wendan.domains.insight.model import CaseCounts
from wendan.domains.ordering.model import OrderView
from wendan.domains.ordering.store import VIEWS_LIKE_MONEY
from wendan.domains.people.model import Right
from wendan.flows.case_file import CasePlace, demand_own_store, read_case_file
from wendan.flows.make_good import may_make_good
from wendan.flows.reenter import ReentryWish, reenter
from wendan.flows.resolve_case import REENTER, Decision, possible_actions, resolve_case, withdraw_proposal

# The path names the store of the case; the query where the order may be.
InStore = Annotated[UUID, QueryParameter(name="store_id")]
ALIKE_WITHIN = timedelta(minutes=60)
_resolve = msgspec.json.Decoder(ResolveCase)
_reenter = msgspec.json.Decoder(ReenterMoney)


@get("/cases", gives=list[CaseView], right=Right.SEE_CASES)
async def list_cases(
    request: Asked,
    store_id: FromPath[UUID],
    wanted_state: WantedState = None,
    wanted_type: WantedType = None,
    before: FromQuery[datetime | None] = None,
) -> Response[bytes]:
    """The store's open cases, the most urgent first, or its resolved ones, the newest first."""
    whose = Whose([store_id], request.staff.merchant_id)
    return answer(await list_of(request.house, whose, (wanted_state, wanted_type), before))


@get("/cases/counts", gives=CaseCounts, right=Right.SEE_CASES)
async def count_cases(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """To-do counters of the store's cases."""
    return answer(await counts_of(request.house, Whose([store_id], request.staff.merchant_id)))


@get("/cases/{case_id:uuid}", gives=CaseDetail, right=Right.SEE_CASES)
async def read_case(request: Asked, store_id: FromPath[UUID], case_id: FromPath[UUID]) -> Response[bytes]:
    """A case with its order, its money and what can be decided."""
    file = await read_case_file(request.house, _place(request, store_id, case_id))
    case, order_id = file.case, file.case.order_id
    page = await request.desk.pages.of(store_id, order_id) if order_id is not None else None
    limit = await request.house.policies.four_eyes_above(store_id, request.staff.merchant_id)
    is_for_two = needs_second(case, limit)
    shown = case_view(case, request.house.clock.now())
    return answer(
        CaseDetail(
            shown,
            page,
            money_view(file),
            possible_actions(file, request.house.stamp()),
            is_for_two,
            may_make_good(file),
        )
    )


@post(
    "/cases/{case_id:uuid}/resolve",
    takes=ResolveCase,
    gives=CaseView,
    right=Right.DECIDE_CASES,
    status_code=200,
)
async def decide_case(request: Asked, store_id: FromPath[UUID], case_id: FromPath[UUID]) -> Response[bytes]:
    """Decide a case: `refund` or `accept` the money it is about, or `done` where there is none.

    Above the limit the first decision becomes the proposal, and another person must decide the same.
    """
    body = await body_as(request, _resolve)
    staff = request.staff
    proposal = Proposal(body.action, body.words, staff.name, staff.id)
    place = _place(request, store_id, case_id)
    return _shown(request, await resolve_case(request.house, Decision(place, body.action, proposal)))


@post("/cases/{case_id:uuid}/withdraw", gives=CaseView, right=Right.DECIDE_CASES, status_code=200)
async def withdraw(request: Asked, store_id: FromPath[UUID], case_id: FromPath[UUID]) -> Response[bytes]:
    """Drop what was proposed for a case."""
    return _shown(request, await withdraw_proposal(request.house, _place(request, store_id, case_id)))


@get("/cases/{case_id:uuid}/duplicates", gives=list[OrderView], right=Right.SEE_CASES)
async def list_duplicates(
    request: Asked,
    store_id: FromPath[UUID],
    case_id: FromPath[UUID],
    in_store: InStore,
) -> Response[bytes]:
    """Orders of a store that may be the one this money was paid for: same amount within the hour, or its number."""
    file = await read_case_file(request.house, _place(request, store_id, case_id))
    await demand_own_store(request.house, in_store, request.staff.merchant_id)
    money = money_view(file)
    if money is None:
        raise ActionDoesNotFit(action=REENTER)
    found = await request.house.database.read(
        VIEWS_LIKE_MONEY,
        store_id=in_store,
        since=money.heard_at - ALIKE_WITHIN,
        until=money.heard_at + ALIKE_WITHIN,
        amount_fen=money.amount_fen,
        channel=money.channel,
        account=money.account,
        reference=money.reference,
    )
    return answer(found)


@post(
    "/cases/{case_id:uuid}/reenter",
    takes=ReenterMoney,
    gives=CaseView,
    right=Right.DECIDE_CASES,
    status_code=200,
)
async def reenter_money(request: Asked, store_id: FromPath[UUID], case_id: FromPath[UUID]) -> Response[bytes]:
    """补单: money of an unknown number becomes a confirmed order of exactly that amount."""
    body = await body_as(request, _reenter)
    if not body.has_no_duplicate:
        raise RequestIsInvalid(field="has_no_duplicate", why="look for duplicates first")
    wish = ReentryWish(
        _place(request, store_id, case_id),
        body.store_id,
        basket_of(body.lines),
        body.table_no,
        body.words,
        (request.staff.id, request.staff.name),
    )
    return _shown(request, await reenter(request.house, wish))


def _place(request: Asked, store_id: UUID, case_id: UUID) -> CasePlace:
    return CasePlace(store_id, case_id, request.staff.merchant_id)


def _shown(request: Asked, case: Case) -> Response[bytes]:
    return answer(case_view(case, request.house.clock.now()))
