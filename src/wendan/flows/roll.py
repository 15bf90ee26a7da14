"""日内滚动核对 (E2): every second the channels' words and our books are read on, side by side, and what one of the two
lacks for longer than a minute is a difference in the day's bill, hours before that bill is written.

Two logs that only grow are read from a cursor; what agrees leaves no trace. The bill of the next day should then find
nothing new, and says so where it does.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Final
from uuid import UUID

from wendan.channels.port import ChannelRefused
from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORES
from wendan.domains.payments.store import SETTLED_FROM
from wendan.domains.reconciliation.model import Theirs
from wendan.domains.reconciliation.model.rolling import OpenItem, RollingCursor, ToldOfItem
from wendan.domains.reconciliation.rules.comparing import compare
from wendan.domains.reconciliation.rules.days import day_of
from wendan.domains.reconciliation.service import difference_of
from wendan.domains.reconciliation.store.rolling import (
    CANCEL_ITEMS,
    CURSOR,
    CURSOR_BY_ID,
    OPEN_ITEMS,
    STALE_ITEMS,
    TOLD,
    WORDS_OF_NUMBERS,
)
from wendan.flows.house import House
from wendan.flows.keep_found import keep_found
from wendan.flows.match_bill import known_numbers
from wendan.flows.payment_rows import key_of
from wendan.flows.repair import repair
from wendan.flows.settle import settle
from wendan.flows.want_bills import BILLS_OF, want_once, whose
from wendan.kernel.bills import CURRENCY, BillName, BillOutcome
from wendan.kernel.errors import GuardLost, Silence
from wendan.kernel.money import NO_FEN
from wendan.platform.changes import Change, Changes
from wendan.platform.ids import first_id_at

GRACE: Final = timedelta(seconds=60)
# What commits late is read again; nothing of ours commits later than a statement may last.
OVERLAP: Final = timedelta(seconds=10)
SAMPLED_OF: Final = timedelta(hours=1)
CURSOR_ID: Final = UUID(int=1)


async def roll(house: House) -> int:
    """One second of it; how many differences came to light. Whoever is second leaves it to whoever was first."""
    now = house.clock.now()
    cursor = await house.database.read(CURSOR_BY_ID, store_id=BILLS_OF, cursor_id=CURSOR_ID)
    since = now if cursor is None else cursor.read_until
    if cursor is not None and since >= now:
        return 0
    await house.reports.execute(OPEN_ITEMS, since - OVERLAP, now)
    await house.reports.execute(CANCEL_ITEMS)
    try:
        # Only when both logs are read: who dies before has them read again, and reading twice is reading once.
        await house.database.commit(Changes.of(_moved_on(cursor, now)))
    except GuardLost:
        return 0
    stale = await house.reports.read(STALE_ITEMS, before=now - GRACE)
    if not stale:
        return 0
    stores = {store.store_id: store for store in await house.reports.read(STORES)}
    named = [(_bill_of(item, stores[item.store_id]), item) for item in stale]
    parts = [(name, [item for _, item in part]) for name, part in groupby(named, key=itemgetter(0))]
    return sum([await _tell(house, name, items) for name, items in parts])


def _moved_on(cursor: RollingCursor | None, now: datetime) -> Change:
    if cursor is None:
        return CURSOR.insert(RollingCursor(BILLS_OF, CURSOR_ID, now, 1))
    return CURSOR.update(replace(cursor, read_until=now, version=cursor.version + 1))


async def sample(house: House) -> int:
    """Ask the channels once more about a few payments that are settled, of some store and some minute of the last hour.

    What is uncertain is asked about anyway; this is the look at what nobody doubts. How many were asked about.
    """
    stores = await house.reports.read(STORES)
    if not stores:
        return 0
    store = stores[int(house.ids.chance() * len(stores))]
    since = house.clock.now() - SAMPLED_OF * house.ids.chance()
    settled = await house.reports.read(SETTLED_FROM, store_id=store.store_id, from_id=first_id_at(since))
    asked = 0
    for payment in settled:
        channel = house.channels.get(payment.channel)
        if channel is None or channel.bills is None:
            continue
        with suppress(Silence, ChannelRefused):
            await settle(house, await channel.query(key_of(payment)))
            asked += 1
    return asked


def _bill_of(item: OpenItem, store: Store) -> BillName:
    day = day_of(item.channel, item.happened_at)
    return BillName(item.channel, item.account, day, whose(store, item.channel))


async def _tell(house: House, name: BillName, items: Sequence[OpenItem]) -> int:
    """These items are differences in this bill, and are repaired like all others."""
    bill = await house.decide("bills", partial(want_once, house, name))
    by_number = {item.number: item for item in items}
    ours = await known_numbers(house, name, list(by_number))
    theirs = await _words_of(house, by_number)
    now = house.clock.now()
    found = [
        difference_of(finding, bill, item.store_id, now)
        for number, item in by_number.items()
        for finding in compare(theirs.get(number, []), ours.get(number, []), name)
    ]
    await keep_found(house, found)
    told = [ToldOfItem(each.store_id, each.movement, each.number, each.reference, now) for each in items]
    await house.database.commit(Changes.of(*(TOLD.overwrite(each) for each in told)))
    for difference in found:
        await repair(house, difference, above_fen=house.settings.reconcile_by_itself_up_to_fen)
    return len(found)


async def _words_of(house: House, by_number: dict[str, OpenItem]) -> dict[str, list[Theirs]]:
    """The channel's words of these numbers in the form of a bill's rows."""
    items = list(by_number.values())
    said = await house.reports.read(
        WORDS_OF_NUMBERS,
        store_ids=[item.store_id for item in items],
        order_ids=[item.order_id for item in items],
        numbers=[item.number for item in items],
    )
    rows: dict[str, list[Theirs]] = {}
    for at, word in enumerate(said, start=1):
        item = by_number[word.number]
        row = Theirs(
            line=at,
            movement=item.movement,
            number=word.number,
            payment_number=word.number,
            reference=word.reference,
            amount_fen=word.amount_fen,
            fee_millifen=NO_FEN,
            owed_millifen=NO_FEN,
            outcome=BillOutcome.SUCCEEDED,
            account=item.account,
            currency=CURRENCY,
            method="",
            happened_at=word.heard_at,
            is_understood=True,
        )
        rows.setdefault(word.number, []).append(row)
    return rows
