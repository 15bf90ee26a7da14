"""日报 by message: each morning a merchant's groups read what yesterday took and gave back, and where its tables are.

It waits until the bills have come, so that fees are in it and everybody sees which of them are not closed. The letters
are written by the commit that stops the clock: once a day, whoever dies in between.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import MERCHANT_BY_ID
from wendan.domains.insight.model import DAY_REPORT_TIMER, DayLine
from wendan.domains.reconciliation.model import Bill, BillState
from wendan.flows.bill_file import list_bills
from wendan.flows.day_tables import read_day_lines
from wendan.flows.house import House
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.kernel.times import BEIJING
from wendan.platform.changes import Changes
from wendan.platform.ids import id_of
from wendan.platform.outbox import DAY_REPORT, DAY_REPORT_FILE, LETTERS_BY_ID, Letter, post
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
    merchant_id, now = timer.subject_id, house.clock.now()
    day = timer.due_at.astimezone(BEIJING).date() - timedelta(days=1)
    lines = await read_day_lines(house, merchant_id, day, day)
    figures = await figures_of(house, merchant_id, day, lines)
    robots, with_file = house.ways.report_robots(merchant_id), house.ways.report_files
    letters = [letter for robot in robots for letter in letters_to(robot, figures, robot in with_file, now)]
    # A ring that outlasted its lease, or whose commit was cut off, may have written them already.
    known = await house.database.read(
        LETTERS_BY_ID, store_id=HEAD_OFFICE, ids=[letter.id for letter in letters]
    )
    written = {letter.id for letter in known}
    new = [post(letter) for letter in letters if letter.id not in written]
    await house.database.commit(Changes.of(clear_timer(timer), *new))


def letters_to(robot: str, figures: Mapping[str, object], has_file: bool, now: datetime) -> Iterator[Letter]:
    """The words for one group, and the file that follows them; each its own letter, so that neither comes twice
    because the other failed. The same day's have the same ids.
    """
    whose = {name: figures[name] for name in ("merchant_id", "merchant", "day")} | {"robot": robot}
    day = f"{robot}:{figures['merchant_id']}:{figures['day']}"
    words_id = id_of(f"{DAY_REPORT}:{day}")
    yield Letter(HEAD_OFFICE, words_id, None, DAY_REPORT, {**figures, **whose}, now)
    if has_file:
        content = whose | {"follows": str(words_id)}
        yield Letter(HEAD_OFFICE, id_of(f"{DAY_REPORT_FILE}:{day}"), None, DAY_REPORT_FILE, content, now)


async def figures_of(
    house: House, merchant_id: UUID, day: date, lines: Iterable[DayLine]
) -> dict[str, object]:
    """What a day's letter says; money in fen."""
    merchant = await house.reports.read(MERCHANT_BY_ID, merchant_id=merchant_id)
    assert merchant is not None, "merchants are never deleted"
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
