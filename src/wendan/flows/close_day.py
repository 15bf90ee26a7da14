"""日结: a store's day is closed when its night was audited and every bill of it is; days close in their order.

From then on nothing is posted into it: what is found later belongs to a later day. Its alarm clock is set by the
night's audit and rings until nothing is left to close. Head office's own book, with the members' value, follows the
slowest store.
"""

from collections.abc import Sequence
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
from wendan.domains.ledger.store.days import BOOK_OF_STORE, BOOKS_OF_STORES, SLOWEST, TALLIES_THROUGH
from wendan.domains.reconciliation.model import Bill
from wendan.domains.reconciliation.store.tables import WAITING_BILLS
from wendan.domains.recovery.store import AUDITED_THROUGH
from wendan.flows.house import House
from wendan.flows.want_bills import asked_of, books_of
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
    [closing] = await closings_of(house, [store])
    later = clock_of(store, house.clock.now() + LOOKED_EVERY)
    again = clear_timer(timer) if closing.is_done else set_timer(later)
    await house.database.commit(Changes.of(again))


def clock_of(store: Store, due_at: datetime) -> Timer:
    """The alarm clock of a store's book."""
    return Timer(store.store_id, CLOSING_TIMER, store.store_id, store.store_id, due_at)


async def closings_of(house: House, stores: Sequence[Store]) -> list[Closing]:
    """How far each store's book is, and what it waits for, in the stores' order."""
    ids = [store.store_id for store in stores]
    books, audits = await house.database.read(BOOKS_OF_STORES, AUDITED_THROUGH, store_ids=ids)
    of_store = {book.store_id: book for book in books}
    audited = {each.store_id: each.business_day for each in audits}
    places = {store.store_id: set(books_of(house, store)) for store in stores}
    waiting = await house.reports.read(WAITING_BILLS, **asked_of(set().union(*places.values())))
    return [
        _closing(
            of_store.get(store_id),
            audited.get(store_id),
            [bill for bill in waiting if (bill.channel, bill.account, bill.of_id) in places[store_id]],
        )
        for store_id in ids
    ]


def _closing(book: Book | None, audited: date | None, waiting: list[Bill]) -> Closing:
    """What is open again in a closed day holds up no later one."""
    closed = book.closed_through if book else None
    return Closing(book, audited, [bill for bill in waiting if closed is None or bill.day > closed])


async def _close_once(house: House, store: Store) -> None:
    [closing] = await closings_of(house, [store])
    if closing.through is not None:
        await _close(house, store.store_id, closing.book, closing.through)


async def _close_head_office_once(house: House) -> None:
    own, slowest = await house.database.read(BOOK_OF_STORE, SLOWEST, store_id=HEAD_OFFICE)
    through = closable_through(own, slowest.closed_through if slowest else None, None)
    if through is not None:
        await _close(house, HEAD_OFFICE, own, through)


async def _close(house: House, store_id: UUID, book: Book | None, through: date) -> None:
    after = book.closed_through if book else None
    tallies = await house.reports.read(TALLIES_THROUGH, store_id=store_id, after=after, through=through)
    await house.database.commit(close_through(book, store_id, through, (tallies, house.clock.now())))
