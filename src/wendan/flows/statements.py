"""The books as finance reads them: statements over some days, the entries behind a line, and which days are closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.ledger.errors import PayoutIsUnknown
from wendan.domains.ledger.model.days import DayClose
from wendan.domains.ledger.model.payouts import Payout, PayoutPart
from wendan.domains.ledger.model.statements import (
    AccountEntry,
    AgedAmount,
    BalanceLine,
    DayAmount,
    MoneyFlow,
    StoreAmount,
    StoreLine,
    StoreSheet,
    Turnover,
)
from wendan.domains.ledger.rules.statements import ageing, lines_of, money_flows, sheet_of, trial_balance
from wendan.domains.ledger.store.days import CLOSES
from wendan.domains.ledger.store.payouts import PARTS_OF_PAYOUT, PAYOUT_BY_ID, PAYOUTS
from wendan.domains.ledger.store.statements import ENTRIES, MOVEMENTS, RECEIVABLES, TURNOVERS
from wendan.domains.reconciliation.model import Bill
from wendan.domains.reconciliation.model.figures import ClosedBill, Unsettled
from wendan.domains.reconciliation.store.tables import CLOSED_BILLS, UNSETTLED_OF_BOOKS
from wendan.domains.routing.rules.accounts import accounts_of
from wendan.flows.close_day import closings_of
from wendan.flows.house import House
from wendan.flows.want_bills import BILLS_OF, asked_of, books_of, whose
from wendan.kernel.numbers import HEAD_OFFICE

FUND = ("guarantee-fund",)
VALUE = ("stored-value", "member-debt", "promotions", "value-clearing")


@dataclass(frozen=True, slots=True)
class Span:
    """Which books over which days; `store_id` None: the whole merchant with head office; no merchant: the whole house."""

    merchant_id: UUID | None
    since: date
    until: date
    store_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Statements:
    """试算平衡, 门店结算单, 渠道应收账龄, 差异账龄, 保障基金, 储值负债 and 资金流向 of the same days."""

    since: date
    until: date
    balance: list[BalanceLine]
    sheets: list[StoreSheet]
    ageing: list[AgedAmount]
    differences: list[AgedAmount]
    fund: list[StoreLine]
    value: list[StoreLine]
    flows: list[MoneyFlow]


@dataclass(frozen=True, slots=True)
class BookStanding:
    """日结: how far a store's book is closed, how far its nights are audited, and the bills it waits for."""

    store_id: UUID
    name: str
    closed_through: date | None
    audited_through: date | None
    waits_for: list[Bill]
    closes: list[DayClose]


@dataclass(frozen=True, slots=True)
class PayoutFile:
    """A payout, and which days of which stores it paid."""

    payout: Payout
    parts: list[PayoutPart]


async def read_statements(house: House, span: Span) -> Statements:
    """All statements of a merchant, or of one of its stores. Raises StoreIsUnknown."""
    stores = await _stores(house, span)
    asked = {
        "store_ids": _books(span, stores),
        "merchant_id": span.merchant_id,
        "places": sorted(_places(house, stores)),
        "until": span.until,
    }
    turnovers = await house.reports.read(TURNOVERS, **asked, since=span.since)
    receivables = await house.reports.read(RECEIVABLES, **asked)
    # What moved in head office's own book came from stores and goes to members: no money of these days.
    movements = await house.reports.read(
        MOVEMENTS, store_ids=[store.store_id for store in stores], since=span.since, until=span.until
    )
    theirs = asked_of({book for store in stores for book in books_of(house, store)})
    closed = await house.reports.read(CLOSED_BILLS, **theirs)
    unsettled = await house.reports.read(UNSETTLED_OF_BOOKS, until=span.until, **theirs)
    of_store: dict[UUID, list[Turnover]] = {}
    for each in turnovers:
        of_store.setdefault(each.store_id, []).append(each)
    return Statements(
        span.since,
        span.until,
        trial_balance(turnovers),
        [sheet_of(store.store_id, of_store.get(store.store_id, ())) for store in stores],
        ageing(_confirmed(receivables, closed, stores), span.until),
        ageing(map(_as_amount, unsettled), span.until),
        lines_of(turnovers, FUND),
        lines_of(turnovers, VALUE),
        money_flows(movements),
    )


def _confirmed(
    receivables: Sequence[StoreAmount], closed: Sequence[ClosedBill], stores: Sequence[Store]
) -> Iterator[DayAmount]:
    """Receivables, each with whether the bill of its day and of whose book it is in is closed."""
    of_store = {store.store_id: store for store in stores}
    done = {(bill.channel, bill.account, bill.of_id, bill.day) for bill in closed}
    for each in receivables:
        _, channel, account = each.account.split(":", 2)
        store = of_store.get(each.store_id)
        of = whose(store, channel) if store else None
        yield DayAmount(each.account, each.day, each.fen, (channel, account, of, each.day) in done)


def _as_amount(each: Unsettled) -> DayAmount:
    return DayAmount(f"difference:{each.channel}:{each.account}", each.day, each.gap_fen)


async def list_entries(
    house: House, span: Span, account: str, after: UUID | None = None
) -> list[AccountEntry]:
    """The transactions of an account, the newest first, a hundred after this one. Raises StoreIsUnknown."""
    stores = await _stores(house, span)
    places = _places(house, stores)
    is_mine = (
        span.merchant_id is None
        or account.endswith(f":{span.merchant_id}")
        or account.partition(":")[2] in places
    )
    books = _books(span, stores) if is_mine else [store.store_id for store in stores]
    return await house.reports.read(
        ENTRIES, store_ids=books, account=account, since=span.since, until=span.until, after_id=after
    )


async def list_payouts(house: House, span: Span) -> list[Payout]:
    """到账 at the accounts of these books, the newest first, at most two thousand. Raises StoreIsUnknown."""
    stores = await _stores(house, span)
    is_whole_house = span.merchant_id is None and span.store_id is None
    places = None if is_whole_house else sorted(_places(house, stores))
    return await house.reports.read(
        PAYOUTS, store_id=BILLS_OF, places=places, since=span.since, until=span.until
    )


async def read_payout(house: House, payout_id: UUID, merchant_id: UUID | None) -> PayoutFile:
    """Raises PayoutIsUnknown, for another merchant's too."""
    stores = await house.reports.read(STORES_OF_MERCHANT, merchant_id=merchant_id)
    payout, parts = await house.reports.read(
        PAYOUT_BY_ID,
        PARTS_OF_PAYOUT,
        store_id=BILLS_OF,
        payout_id=payout_id,
        store_ids=[HEAD_OFFICE, *(store.store_id for store in stores)],
    )
    if payout is None:
        raise PayoutIsUnknown
    if merchant_id is not None and f"{payout.channel}:{payout.account}" not in _places(house, stores):
        raise PayoutIsUnknown
    return PayoutFile(payout, parts)


async def read_books(house: House, span: Span) -> list[BookStanding]:
    """Every store's book: which of these days are closed, and what the others wait for. Raises StoreIsUnknown."""
    stores = await _stores(house, span)
    ids = [store.store_id for store in stores]
    closes = await house.reports.read(CLOSES, store_ids=ids, since=span.since, until=span.until)
    of_store: dict[UUID, list[DayClose]] = {}
    for close in closes:
        of_store.setdefault(close.store_id, []).append(close)
    return [
        BookStanding(
            store.store_id,
            store.name,
            closing.book.closed_through if closing.book else None,
            closing.audited,
            closing.waits_for,
            of_store.get(store.store_id, []),
        )
        for store, closing in zip(stores, await closings_of(house, stores), strict=True)
    ]


async def _stores(house: House, span: Span) -> list[Store]:
    stores = await house.reports.read(STORES_OF_MERCHANT, merchant_id=span.merchant_id)
    if span.store_id is None:
        return stores
    mine = [store for store in stores if store.store_id == span.store_id]
    if not mine:
        raise StoreIsUnknown
    return mine


def _books(span: Span, stores: list[Store]) -> list[UUID]:
    ids = [store.store_id for store in stores]
    return ids if span.store_id else [*ids, HEAD_OFFICE]


def _places(house: House, stores: list[Store]) -> set[str]:
    """Channel and account of every contract of these stores; what is the house's own is known by its store."""
    return {
        f"{name}:{account}"
        for store in stores
        for name in house.channels
        if whose(store, name) is None
        for account in accounts_of(store.accounts, store.more_accounts, name)
    }
