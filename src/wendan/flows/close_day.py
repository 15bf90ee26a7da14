"""日结: a store's day is closed when its night was audited and every bill of it is; days close in their order.

From then on nothing is posted into it: what is found later belongs to a later day. Its alarm clock is set by the
night's audit and rings until nothing is left to close. Head office's own book, with the members' value, follows the
slowest store.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.ledger.model.days import CLOSING_TIMER, Book
from wendan.domains.ledger.rules.days import closable_through
from wendan.domains.ledger.service import close_through
from wendan.domains.ledger.store.days import BOOK_OF_STORE, BOOKS_OF_HOUSE, TALLIES_THROUGH
from wendan.domains.reconciliation.model import Bill
from wendan.domains.reconciliation.store.tables import WAITING_BILLS
from wendan.domains.recovery.store import LAST_AUDIT
from wendan.flows.house import House
from wendan.flows.want_bills import BILLS_OF, accounts_with_bills
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, clear_timer, set_timer

LOOKED_EVERY: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Closing:
    """How far a store's nights are audited, and the bills its book waits for, the oldest first."""

    book: Book | None
    audited: date | None
    waits_for: list[Bill]

    @property
    def through(self) -> date | None:
        """The last day that may be closed, None where none may."""
        oldest = self.waits_for[0].day if self.waits_for else None
        return closable_through(self.book, self.audited, oldest)

    @property
    def is_done(self) -> bool:
        """Whether every audited day is closed."""
        return self.audited is None or (self.book is not None and self.book.closed_through == self.audited)


async def close_days(house: House, timer: Timer) -> None:
    """The alarm clock of a store's book."""
    store = await house.database.read(STORE_BY_ID, store_id=timer.store_id)
    assert store is not None
    await house.decide("books", partial(_close_once, house, store))
    await house.decide("books", partial(_close_head_office_once, house))
    is_done = (await closing_of(house, store)).is_done
    again = clear_timer(timer) if is_done else set_timer(clock_of(store, house.clock.now() + LOOKED_EVERY))
    await house.database.commit(Changes.of(again))


def clock_of(store: Store, due_at: datetime) -> Timer:
    """The alarm clock of a store's book."""
    return Timer(store.store_id, CLOSING_TIMER, store.store_id, store.store_id, due_at)


async def closing_of(house: House, store: Store) -> Closing:
    """How far a store's book is, and what it waits for."""
    book, audit = await house.database.read(BOOK_OF_STORE, LAST_AUDIT, store_id=store.store_id)
    places = list(accounts_with_bills(house, store))
    waiting = await house.reports.read(
        WAITING_BILLS,
        store_id=BILLS_OF,
        channels=[channel for channel, _ in places],
        accounts=[account for _, account in places],
        after=book.closed_through if book else None,
    )
    return Closing(book, audit.business_day if audit else None, waiting)


async def _close_once(house: House, store: Store) -> None:
    closing = await closing_of(house, store)
    if closing.through is not None:
        await _close(house, store.store_id, closing.book, closing.through)


async def _close_head_office_once(house: House) -> None:
    own, books = await house.database.read(BOOK_OF_STORE, BOOKS_OF_HOUSE, store_id=HEAD_OFFICE)
    closed = [book.closed_through for book in books]
    slowest = min((day for day in closed if day is not None), default=None)
    through = None if None in closed else closable_through(own, slowest, None)
    if through is not None:
        await _close(house, HEAD_OFFICE, own, through)


async def _close(house: House, store_id: UUID, book: Book | None, through: date) -> None:
    after = book.closed_through if book else None
    tallies = await house.reports.read(TALLIES_THROUGH, store_id=store_id, after=after, through=through)
    await house.database.commit(close_through(book, store_id, through, (tallies, house.clock.now())))
