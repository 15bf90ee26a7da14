"""After a store's night every bill of its day is wanted: one for each account at a channel that has bills."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Final
from uuid import UUID

from wendan.domains.catalog.model import Store
from wendan.domains.reconciliation.model import BILL_TIMER, Bill
from wendan.domains.reconciliation.rules.days import first_asked_at
from wendan.domains.reconciliation.service import want
from wendan.domains.reconciliation.store.tables import BILL_BY_NAME
from wendan.domains.routing.rules.accounts import accounts_of
from wendan.flows.house import House
from wendan.kernel.bills import BillName
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, set_timer

BILLS_OF: Final = HEAD_OFFICE
"""An account serves many stores, so its bills are head office's."""


async def want_bills(house: House, store: Store, day: date) -> list[Bill]:
    """Every bill of this store's day, those that others wanted before included."""
    return [
        await house.decide("bills", partial(want_once, house, name)) for name in names_of(house, store, day)
    ]


def names_of(house: House, store: Store, day: date) -> Iterator[BillName]:
    """The bills in which a store's day stands."""
    for channel, account in accounts_with_bills(house, store):
        yield BillName(channel, account, day)


def accounts_with_bills(house: House, store: Store) -> Iterator[tuple[str, str]]:
    """Channel and account of every account of a store that has bills."""
    for channel in house.channels.values():
        if channel.bills is None:
            continue
        for account in accounts_of(store.accounts, store.more_accounts, channel.name):
            if channel.serves(account):
                yield channel.name, account


async def want_once(house: House, name: BillName) -> Bill:
    """The bill of this name, with its alarm clock where it is new."""
    known = await house.database.read(
        BILL_BY_NAME, store_id=BILLS_OF, channel=name.channel, account=name.account, day=name.day
    )
    if known is not None:
        return known
    stamp = house.stamp()
    bill, changes = want(BILLS_OF, stamp.id(), name, stamp.now)
    due_at = max(first_asked_at(name.day), stamp.now)
    await house.database.commit(changes + Changes.of(set_timer(clock_of(bill.id, due_at))))
    return bill


def subject_of(bill: Bill, about: str = "") -> str:
    """What a case about a bill is about; it ends with what tells whose it is."""
    return ":".join(filter(None, (about, bill.channel, bill.account, bill.day.isoformat())))


def clock_of(bill_id: UUID, due_at: datetime) -> Timer:
    """A bill's alarm clock."""
    return Timer(BILLS_OF, BILL_TIMER, bill_id, bill_id, due_at)
