"""After a store's night every bill of its day is wanted: one for each account at a channel that has bills.

The drawers of a store and the members' accounts of a merchant are channels too, and so have theirs.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import partial
from typing import Final
from uuid import UUID

from wendan.domains.balances.rules import KIND_OF_CHANNEL
from wendan.domains.catalog.model import Store
from wendan.domains.reconciliation.model import BILL_TIMER, Bill
from wendan.domains.reconciliation.rules.days import first_asked_at
from wendan.domains.reconciliation.service import want
from wendan.domains.reconciliation.store.tables import BILL_BY_NAME
from wendan.domains.routing.rules.accounts import OWN, accounts_of
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
    for channel, account, of in books_of(house, store):
        yield BillName(channel, account, day, of)


def books_of(house: House, store: Store) -> Iterator[tuple[str, str, UUID | None]]:
    """Channel, account and owner of every account of a store that has bills; no owner where it is a contract's."""
    for channel in house.channels.values():
        if channel.bills is None:
            continue
        for account in accounts_of(store.accounts, store.more_accounts, channel.name):
            if channel.serves(account):
                yield channel.name, account, whose(store, channel.name)


def asked_of(books: Collection[tuple[str, str, UUID | None]]) -> dict[str, object]:
    """What questions about the bills of these books ask with."""
    listed = list(books)
    return {
        "store_id": BILLS_OF,
        "channels": [channel for channel, _, _ in listed],
        "accounts": [account for _, account, _ in listed],
        "ofs": [of for _, _, of in listed],
    }


def whose(store: Store, channel: str) -> UUID | None:
    """Whose book it is, where the account is the house's own: members' accounts are the merchant's, drawers the store's."""
    if channel in KIND_OF_CHANNEL:
        return store.merchant_id
    return store.store_id if channel in OWN else None


def home_of_strays(bill: Bill) -> UUID:
    """Where a number lies that leads to no store: a drawer's is in its own."""
    is_of_store = bill.of_id is not None and bill.channel not in KIND_OF_CHANNEL
    return bill.of_id or HEAD_OFFICE if is_of_store else HEAD_OFFICE


async def want_once(house: House, name: BillName) -> Bill:
    """The bill of this name, with its alarm clock where it is new."""
    known = await house.database.read(
        BILL_BY_NAME,
        store_id=BILLS_OF,
        channel=name.channel,
        account=name.account,
        day=name.day,
        of_id=name.of,
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
    of = str(bill.of_id) if bill.of_id else ""
    return ":".join(filter(None, (about, of, bill.channel, bill.account, bill.day.isoformat())))


def clock_of(bill_id: UUID, due_at: datetime) -> Timer:
    """A bill's alarm clock."""
    return Timer(BILLS_OF, BILL_TIMER, bill_id, bill_id, due_at)
