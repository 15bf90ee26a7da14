"""日报 by message: each morning a merchant's groups read what yesterday took and gave back, and where its tables are.

It waits until the bills have come, so that fees are in it and everybody sees which of them are not closed. The letter
is written by the commit that stops the clock: once a day, whoever dies in between.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import MERCHANT_BY_ID, STORES_OF_MERCHANT
from wendan.domains.insight.model import DAY_REPORT_TIMER, DayLine
from wendan.domains.insight.store import DAY_LINES
from wendan.domains.reconciliation.model import Bill, BillState
from wendan.flows.bill_file import list_bills
from wendan.flows.house import House
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.kernel.times import BEIJING
from wendan.platform.changes import Changes
from wendan.platform.outbox import DAY_REPORT, Letter, post
from wendan.platform.timers import Timer, clear_timer, set_timer

_DONE: Final = (BillState.CLOSED, BillState.EMPTY)


async def wake_report(house: House, store: Store) -> None:
    """After a store's night its merchant's report has its alarm clock, where somebody is to hear it."""
    if house.ways.report_robots(store.merchant_id):
        due_at = next_report_at(house, house.clock.now())
        await house.database.commit(Changes.of(set_timer(_clock(store.merchant_id, due_at))))


def next_report_at(house: House, now: datetime) -> datetime:
    """The next time of the day at which reports are told."""
    today = datetime.combine(now.astimezone(BEIJING).date(), house.settings.day_report_at, BEIJING)
    return today if now < today else today + timedelta(days=1)


async def tell_day(house: House, timer: Timer) -> None:
    """The alarm clock of a merchant's report."""
    await house.decide("report", partial(_tell_once, house, timer))


async def _tell_once(house: House, timer: Timer) -> None:
    stamp, merchant_id = house.stamp(), timer.subject_id
    day = timer.due_at.astimezone(BEIJING).date() - timedelta(days=1)
    content = await figures_of(house, merchant_id, day)
    letter = Letter(HEAD_OFFICE, stamp.id(), None, DAY_REPORT, content, stamp.now)
    await house.database.commit(Changes.of(clear_timer(timer), post(letter)))


async def figures_of(house: House, merchant_id: UUID, day: date) -> dict[str, object]:
    """What a day's letter says; money in fen."""
    merchant, stores = await house.reports.read(MERCHANT_BY_ID, STORES_OF_MERCHANT, merchant_id=merchant_id)
    assert merchant is not None, "merchants are never deleted"
    store_ids = [store.store_id for store in stores]
    lines = await house.reports.read(DAY_LINES, store_ids=store_ids, since=day, until=day)
    bills = await list_bills(house, merchant_id, (day, day))
    return {
        "merchant_id": str(merchant_id),
        "merchant": merchant.name,
        "day": day.isoformat(),
        **_sums(lines),
        **_bills(bills),
        "link": f"{house.settings.base_url}/console/#/reports?since={day}&until={day}",
    }


def _sums(lines: Iterable[DayLine]) -> dict[str, object]:
    sums, by_channel = Counter[str](), Counter[str]()
    for line in lines:
        sums["paid"] += line.paid
        sums["paid_fen"] += line.paid_fen
        sums["returned"] += line.returned
        sums["returned_fen"] += line.returned_fen
        sums["promoted_fen"] += line.promoted_fen
        sums["fee_fen"] += line.fee_fen
        by_channel[line.channel] += line.paid_fen - line.returned_fen
    names = ("paid", "paid_fen", "returned", "returned_fen", "promoted_fen", "fee_fen")
    channels = {channel: fen for channel, fen in by_channel.most_common() if fen}
    return {**{name: sums[name] for name in names}, "by_channel": channels}


def _bills(bills: Iterable[Bill]) -> dict[str, object]:
    listed = list(bills)
    return {"bills": len(listed), "bills_open": sum(bill.state not in _DONE for bill in listed)}


def _clock(merchant_id: UUID, due_at: datetime) -> Timer:
    return Timer(HEAD_OFFICE, DAY_REPORT_TIMER, merchant_id, merchant_id, due_at)
