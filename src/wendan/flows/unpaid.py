"""Who has not paid yet, and why: the watch over every order that still waits for money."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.domains.members.model import HintKind
from wendan.domains.ordering.model import Entry, OrderState
from wendan.domains.payments.model import PaymentState
from wendan.domains.recovery.model import LastHint, LastTry, Sentence, UnpaidFacts, UnpaidReason, UnpaidRow
from wendan.domains.recovery.rules.unpaid import REASONS, why_unpaid
from wendan.domains.recovery.store import UNPAID_AFTER, UNPAID_ORDERS
from wendan.flows.house import House
from wendan.kernel.money import MOST_FEN

PAGE: Final = 50
READ_AT_ONCE: Final = 500
MOST_LOOKED_AT: Final = 5_000
FIRST: Final = (datetime.fromisoformat("1970-01-01T00:00:00+00:00"), UUID(int=0))
# What no counter reaches is still somebody's money.
NO_LIMIT: Final = MOST_FEN * 1000

_TRIES: Final = {
    PaymentState.CREATED: LastTry.OPEN,
    PaymentState.REQUESTED: LastTry.OPEN,
    PaymentState.PENDING: LastTry.OPEN,
    PaymentState.UNKNOWN: LastTry.SILENT,
    PaymentState.SUCCEEDED: LastTry.ARRIVED,
    PaymentState.FAILED: LastTry.FAILED,
    PaymentState.CLOSED: LastTry.CLOSED,
}
_HINTS: Final = {
    HintKind.LEFT_PAGE: LastHint.LEFT,
    HintKind.CAME_BACK: LastHint.BACK,
    HintKind.NETWORK_CHANGED: LastHint.NETWORK,
    HintKind.ANSWER_SLOW: LastHint.NETWORK,
    HintKind.TO_COUNTER: LastHint.NONE,
}


@dataclass(frozen=True, slots=True)
class Unpaid:
    """An unpaid order and why it is."""

    order: UnpaidRow
    reason: UnpaidReason
    age_s: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them: of these stores, for these reasons (None: any), so old, so dear, from there, seen or not."""

    store_ids: list[UUID]
    reasons: frozenset[UnpaidReason] | None = None
    least_age: timedelta = timedelta(0)
    least_fen: int = 0
    most_fen: int = NO_LIMIT
    entry: Entry | None = None
    is_seen: bool | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The longest waiting first; `after` leads to the next page, None at the end."""

    orders: list[Unpaid]
    after: tuple[datetime, UUID] | None


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many orders, and how much money, are unpaid for one reason."""

    reason: UnpaidReason
    words: Sentence
    orders: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class UnpaidCounts:
    """The counters over the list; `is_cut`: there are more than we count."""

    orders: int
    amount_fen: int
    unseen: int
    oldest_placed_at: datetime | None
    reasons: list[ReasonCount]
    entries: dict[str, int]
    is_cut: bool


def facts_of(row: UnpaidRow, now: datetime) -> UnpaidFacts:
    """What the row says, in the classifier's words. A hint from before the newest attempt is about another one."""
    is_fresh = row.hinted_at is not None and (row.tried_at is None or row.hinted_at >= row.tried_at)
    return UnpaidFacts(
        is_at_counter=row.entry == Entry.POS or row.method == "barcode",
        is_given_up=row.is_given_up,
        is_closing=row.state == OrderState.CLOSING,
        last_try=LastTry.NONE if row.try_state is None else _TRIES[PaymentState(row.try_state)],
        try_age_s=_age_s(row.tried_at, now),
        cause=row.cause,
        last_hint=_HINTS[HintKind(row.hint)] if is_fresh and row.hint is not None else LastHint.NONE,
        hint_age_s=_age_s(row.hinted_at, now),
        is_coming=row.coming_at is not None,
    )


def _age_s(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else max(0.0, (now - since).total_seconds())


async def reasons_of(house: House, store_id: UUID, order_ids: Iterable[UUID]) -> dict[UUID, UnpaidReason]:
    """Why each of these orders of a store is unpaid; those that are paid by now are left out."""
    wanted = list(order_ids)
    if not wanted:
        return {}
    rows = await house.database.read(UNPAID_ORDERS, store_ids=[store_id], order_ids=wanted)
    now = house.clock.now()
    return {row.id: why_unpaid(facts_of(row, now)) for row in rows}


async def list_unpaid(house: House, wanted: Wanted, after: tuple[datetime, UUID] | None) -> Page:
    """One page; a filter that few orders pass may give a short one that still leads on."""
    found: list[Unpaid] = []
    last, looked = after, 0
    async for each in _look(house, wanted, after or FIRST):
        last, looked = (each.order.placed_at, each.order.id), looked + 1
        if _is_wanted(each, wanted):
            found.append(each)
            if len(found) == PAGE:
                return Page(found, last)
    return Page(found, last if looked >= MOST_LOOKED_AT else None)


async def count_unpaid(house: House, wanted: Wanted) -> UnpaidCounts:
    """Counters over everything that is wanted."""
    looked, found = 0, []
    async for each in _look(house, wanted, FIRST):
        looked += 1
        if _is_wanted(each, wanted):
            found.append(each)
    orders, fen = Counter[UnpaidReason](), Counter[UnpaidReason]()
    for each in found:
        orders[each.reason] += 1
        fen[each.reason] += each.order.total_fen
    return UnpaidCounts(
        orders=len(found),
        amount_fen=sum(fen.values()),
        unseen=sum(each.order.seen_at is None for each in found),
        oldest_placed_at=min((each.order.placed_at for each in found), default=None),
        reasons=[
            ReasonCount(each, REASONS[each], orders[each], fen[each]) for each in UnpaidReason if orders[each]
        ],
        entries=dict(Counter(each.order.entry for each in found)),
        is_cut=looked >= MOST_LOOKED_AT,
    )


async def _look(house: House, wanted: Wanted, after: tuple[datetime, UUID]) -> AsyncIterator[Unpaid]:
    """Every unpaid order after this one that the database can tell is wanted, at most so many."""
    now = house.clock.now()
    for _ in range(MOST_LOOKED_AT // READ_AT_ONCE):
        rows = await house.reports.read(
            UNPAID_AFTER,
            store_ids=wanted.store_ids,
            after_at=after[0],
            after_id=after[1],
            placed_until=now - wanted.least_age,
            least_fen=wanted.least_fen,
            most_fen=wanted.most_fen,
            entry=wanted.entry,
        )
        for row in rows:
            yield Unpaid(row, why_unpaid(facts_of(row, now)), _age_s(row.placed_at, now) or 0.0)
        if len(rows) < READ_AT_ONCE:
            return
        after = (rows[-1].placed_at, rows[-1].id)


def _is_wanted(each: Unpaid, wanted: Wanted) -> bool:
    if wanted.reasons is not None and each.reason not in wanted.reasons:
        return False
    return wanted.is_seen is None or (each.order.seen_at is not None) == wanted.is_seen
