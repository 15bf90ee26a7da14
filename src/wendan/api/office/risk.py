"""The blacklist, its appeals, why an order was judged as it was, and the scorecards that judge."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.risk_views import (
    EntryDetail,
    EntryView,
    MonthFitView,
    NewEntry,
    RiskCard,
    ScorecardView,
    SpokenWord,
    card_view,
    entry_view,
    month_fit_view,
    scorecard_view,
)
from wendan.domains.people.model import Right
from wendan.domains.risk.errors import DecisionIsUnknown, EntryIsUnknown
from wendan.domains.risk.model import AppealState, Ask, Entry, Person
from wendan.domains.risk.store import (
    CARDS_OF_MERCHANT,
    DECISION_OF_ORDER,
    ENTRIES_OF_MERCHANT,
    ENTRY_BY_ID,
    FITS_OF_MERCHANT,
)
from wendan.flows.blacklist import Listing, blacklist_diner, lift, reject_appeal
from wendan.flows.house import House
from wendan.flows.risk import speak_for_challenger, weigh_order
from wendan.kernel.numbers import HEAD_OFFICE

_new = msgspec.json.Decoder(NewEntry)
_word = msgspec.json.Decoder(SpokenWord)
_USUAL_FEN = 3000


@get("/blacklist", gives=list[EntryView], right=Right.SEE_RISK)
async def list_blacklist(
    request: Asked,
    appeal_state: FromQuery[AppealState | None] = None,
    before: FromQuery[datetime | None] = None,
) -> Response[bytes]:
    """Who may not order, the newest first, at most 100; `before` turns the page."""
    now = request.house.clock.now()
    entries = await request.house.database.read(
        ENTRIES_OF_MERCHANT,
        merchant_id=request.staff.merchant_id,
        before=before or now + timedelta(seconds=1),
        appeal_state=appeal_state,
    )
    return answer([entry_view(entry, now) for entry in entries])


@get("/blacklist/{entry_id:uuid}", gives=EntryDetail, right=Right.SEE_RISK)
async def read_entry(request: Asked, entry_id: FromPath[UUID]) -> Response[bytes]:
    """An entry with its evidence, and the diner's score at this moment, line by line. Raises EntryIsUnknown."""
    house, merchant_id = request.house, request.staff.merchant_id
    entry = await house.database.read(ENTRY_BY_ID, entry_id=entry_id, merchant_id=merchant_id)
    if entry is None:
        raise EntryIsUnknown
    return answer(await _detail(house, entry, merchant_id))


async def _detail(house: House, entry: Entry, merchant_id: UUID | None) -> EntryDetail:
    now, latest = house.clock.now(), entry.evidence[-1:]
    store_id = latest[0].store_id if latest else HEAD_OFFICE
    amount = latest[0].total_fen if latest else _USUAL_FEN
    # As if the last of the orders in evidence were placed once more, at noon.
    ask = Ask(store_id, "h5", amount, 12, now)
    decision = await weigh_order(house, merchant_id or entry.merchant_id or HEAD_OFFICE, entry.diner_id, ask)
    return EntryDetail(entry_view(entry, now), card_view(decision))


@post("/blacklist", takes=NewEntry, gives=EntryView, right=Right.EDIT_RISK)
async def list_by_hand(request: Asked) -> Response[bytes]:
    """Put a diner on the blacklist; an operator's key does so for every merchant. Raises DinerIsListedAlready."""
    body, house, staff = await body_as(request, _new), request.house, request.staff
    person = Person(staff.id, staff.name, body.reason)
    entry = await blacklist_diner(house, Listing(staff.merchant_id, body.diner_id, body.days, person))
    return answer(entry_view(entry, house.clock.now()), 201)


@post("/blacklist/{entry_id:uuid}/removal", takes=SpokenWord, gives=EntryView, right=Right.EDIT_RISK)
async def remove_entry(request: Asked, entry_id: FromPath[UUID]) -> Response[bytes]:
    """Take a diner off: the first person proposes, another one's word does it; a waiting appeal is granted by it."""
    person = await _person(request)
    entry = await lift(request.house, (request.staff.merchant_id, entry_id), person)
    return answer(entry_view(entry, request.house.clock.now()), 200)


@post("/blacklist/{entry_id:uuid}/rejection", takes=SpokenWord, gives=EntryView, right=Right.EDIT_RISK)
async def reject(request: Asked, entry_id: FromPath[UUID]) -> Response[bytes]:
    """Answer an appeal with no; the diner reads the words. To grant it, remove the entry."""
    person = await _person(request)
    entry = await reject_appeal(request.house, (request.staff.merchant_id, entry_id), person)
    return answer(entry_view(entry, request.house.clock.now()), 200)


async def _person(request: Asked) -> Person:
    body = await body_as(request, _word)
    return Person(request.staff.id, request.staff.name, body.words)


@get("/scorecards", gives=list[ScorecardView], right=Right.SEE_RISK)
async def list_scorecards(request: Asked) -> Response[bytes]:
    """The merchant's scorecards with their reports, the newest first; none: the shipped one decides."""
    merchant_id = request.staff.merchant_id or HEAD_OFFICE
    rows = await request.house.database.read(CARDS_OF_MERCHANT, merchant_id=merchant_id)
    return answer([scorecard_view(row) for row in rows])


@get("/scorecards/months", gives=list[MonthFitView], right=Right.SEE_RISK)
async def list_month_fits(request: Asked) -> Response[bytes]:
    """What each month's refit came to, the newest first, at most twelve: a challenger, or why there is none."""
    merchant_id = request.staff.merchant_id or HEAD_OFFICE
    rows = await request.house.database.read(FITS_OF_MERCHANT, merchant_id=merchant_id)
    return answer([month_fit_view(row) for row in rows])


@post("/scorecards/{card_id:uuid}/promotion", takes=SpokenWord, gives=ScorecardView, right=Right.EDIT_RISK)
async def promote_scorecard(request: Asked, card_id: FromPath[UUID]) -> Response[bytes]:
    """A word for the challenger, after reading its report: the first person proposes, another one's word promotes it."""
    person = await _person(request)
    place = (request.staff.merchant_id or HEAD_OFFICE, card_id)
    return answer(scorecard_view(await speak_for_challenger(request.house, place, person)), 200)


@get("/stores/{store_id:uuid}/orders/{order_id:uuid}/risk", gives=RiskCard, right=Right.SEE_RISK)
async def read_decision(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """Why this order got its score, line by line. Raises DecisionIsUnknown."""
    row = await request.house.database.read(DECISION_OF_ORDER, store_id=store_id, order_id=order_id)
    if row is None:
        raise DecisionIsUnknown
    return answer(card_view(row.content, row))
