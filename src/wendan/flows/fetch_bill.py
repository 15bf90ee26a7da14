"""The alarm clock of a bill: fetched, read, held against our books, its differences repaired, until nothing is left.

A bill that is not there is asked for until the evening and then a person's matter too; it is never taken for an
empty one. What is not proved whole is not used. Every step may be repeated: the same file changes nothing.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from wendan.channels.bills import NoBill
from wendan.channels.port import ChannelRefused
from wendan.domains.incidents.model import Case, CaseType, Finding
from wendan.domains.incidents.service import open_case, resolve
from wendan.domains.incidents.store import OPEN_CASES_OF_STORE
from wendan.domains.reconciliation.errors import (
    JavaIsMissing,
    MatchingDidNotFinish,
    SparkDidNotFinish,
    SparkIsMissing,
)
from wendan.domains.reconciliation.model import Bill, BillSignal, BillState
from wendan.domains.reconciliation.rules.days import asked_again_at, bounds, is_overdue
from wendan.domains.reconciliation.service import asked, moved, name_of
from wendan.domains.reconciliation.store.tables import BILL_BY_ID, MONEY_OF_DAY
from wendan.flows.check_funds import check_funds, wants_funds
from wendan.flows.house import House
from wendan.flows.match_bill import BillFile, match_bill
from wendan.flows.repair import repair_bill
from wendan.flows.want_bills import BILLS_OF, clock_of, subject_of
from wendan.kernel.bills import Asked, BillRefused, Flaw
from wendan.kernel.errors import Silence
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer, clear_timer, set_timer

_ABOUT_BILLS = (CaseType.BILL_MISSING, CaseType.BILL_REFUSED)
_DONE = (BillState.MATCHED, BillState.CLOSED, BillState.EMPTY)


async def follow_bill(house: House, timer: Timer) -> None:
    """The alarm clock of a bill."""
    bill = await house.decide("bills", partial(_count_once, house, timer.subject_id))
    if bill is None:
        return
    with room_of(house, bill) as room:
        if bill.state not in _DONE:
            await fetch_and_match(house, bill, room)
        elif wants_funds(house, bill):
            await check_funds(house, bill.id, room)
    await repair_bill(house, timer.subject_id)
    await house.decide("bills", partial(_rest_once, house, timer.subject_id))


async def ring_now(house: House, bill: Bill) -> None:
    """Whoever asks need not wait for the alarm clock."""
    await house.database.commit(Changes.of(set_timer(clock_of(bill.id, house.clock.now()))))


async def fetch_and_match(house: House, bill: Bill, room: Path) -> None:
    """Ask the channel for the file and hold it against our books; whatever fails is written down."""
    bills = house.channels[bill.channel].bills
    assert bills is not None, "nobody wants bills of who has none"
    path = room / "bill"
    try:
        expected = await bills.bill(name_of(bill), path)
    except NoBill as no:
        if no.is_empty:
            await match_bill(house, bill, BillFile(None, Asked(name_of(bill)), room))
        else:
            await house.decide(
                "bills", partial(_absent_once, house, bill.id, no.code, is_told=not no.is_coming)
            )
        # A day without sales may have its payouts.
        await check_funds(house, bill.id, room)
        return
    except (Silence, ChannelRefused) as silent:
        await house.decide("bills", partial(_absent_once, house, bill.id, str(silent)))
        return
    if await believe(house, bill, BillFile(path, expected, room)):
        await check_funds(house, bill.id, room)


async def believe(house: House, bill: Bill, file: BillFile) -> bool:
    """Read a file that is here and hold it against our books; or say why it is not believed, or not yet."""
    try:
        await match_bill(house, bill, file)
    except BillRefused as refused:
        await house.decide("bills", partial(_refused_once, house, bill.id, refused))
        return False
    except (SparkIsMissing, JavaIsMissing, SparkDidNotFinish, MatchingDidNotFinish) as away:
        # Nothing is wrong with the file: it is asked for again, and is a person's matter in the evening.
        words = f"{away} {away.facts.get('words', '')}".strip()
        await house.decide("bills", partial(_absent_once, house, bill.id, words))
        return False
    return True


@contextmanager
def room_of(house: House, bill: Bill) -> Iterator[Path]:
    """Room on disk for one bill, away again afterwards."""
    place = house.settings.reconcile_dir or house.settings.data_dir / "bills"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, prefix=f"{bill.channel}-{bill.day}-") as room:
        yield Path(room)


async def _count_once(house: House, bill_id: UUID) -> Bill | None:
    """Set the next ring before anything else: who dies in between is followed by it."""
    bill = await house.database.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill_id)
    if bill is None or (bill.state is BillState.EMPTY and not wants_funds(house, bill)):
        await house.database.commit(Changes.of(clear_timer(clock_of(bill_id, house.clock.now()))))
        return None
    now = house.clock.now()
    counted, changes = asked(bill, now) if bill.state not in _DONE else (bill, NOTHING)
    again = set_timer(clock_of(bill_id, asked_again_at(bill.day, now)))
    await house.database.commit(changes + Changes.of(again))
    return counted


async def _rest_once(house: House, bill_id: UUID) -> None:
    """What is closed, with its funds, needs no alarm clock; nobody need look for a bill that came after all."""
    bill, cases = await house.database.read(
        BILL_BY_ID, OPEN_CASES_OF_STORE, store_id=BILLS_OF, bill_id=bill_id
    )
    assert bill is not None
    now = house.clock.now()
    changes = NOTHING
    if bill.state in _DONE:
        for case in (each for each in cases if _is_about(each, bill)):
            changes += resolve(case, "the bill has come", now)[1]
    if bill.state in (BillState.CLOSED, BillState.EMPTY) and not wants_funds(house, bill):
        changes += Changes.of(clear_timer(clock_of(bill_id, now)))
    await house.database.commit(changes)


async def _absent_once(house: House, bill_id: UUID, words: str, *, is_told: bool = False) -> None:
    """`is_told`: the channel itself says that there is none. By the evening of a day without money it is right."""
    bill = await house.database.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill_id)
    assert bill is not None
    if is_told and is_overdue(bill.day, house.clock.now()) and not await _has_money(house, bill):
        await house.database.commit(moved(bill, BillSignal.EMPTY, words=None)[1])
        return
    await _tell_once(house, bill_id, _Trouble(BillSignal.NOT_READY, CaseType.BILL_MISSING, words))


async def _has_money(house: House, bill: Bill) -> bool:
    since, until = bounds(name_of(bill))
    known = await house.reports.read(
        MONEY_OF_DAY,
        channel=bill.channel,
        account=bill.account,
        since=since,
        until=until,
        of_id=bill.of_id,
    )
    return known is None or known.rows > 0


async def _refused_once(house: House, bill_id: UUID, refused: BillRefused) -> None:
    await _tell_once(
        house, bill_id, _Trouble(BillSignal.REFUSED, CaseType.BILL_REFUSED, str(refused), refused.flaw)
    )


@dataclass(frozen=True, slots=True)
class _Trouble:
    signal: BillSignal
    case_type: CaseType
    words: str
    flaw: Flaw | None = None


async def _tell_once(house: House, bill_id: UUID, trouble: _Trouble) -> None:
    """A person hears of a refused file at once, of a missing one in the evening."""
    bill, cases = await house.database.read(
        BILL_BY_ID, OPEN_CASES_OF_STORE, store_id=BILLS_OF, bill_id=bill_id
    )
    assert bill is not None
    stamp, signal = house.stamp(), trouble.signal
    if signal is BillSignal.NOT_READY and is_overdue(bill.day, stamp.now):
        signal = BillSignal.OVERDUE
    words = trouble.words[:400]
    _, changes = moved(bill, signal, words=words, flaw=trouble.flaw)
    if signal is not BillSignal.NOT_READY:
        reason = f"the bill of {bill.channel} {bill.account} of {bill.day}: {words}"
        finding = Finding(BILLS_OF, None, trouble.case_type, subject_of(bill), reason)
        changes += open_case(finding, cases, stamp.id(), stamp.now)[1]
    await house.database.commit(changes)


def _is_about(case: Case, bill: Bill) -> bool:
    return case.type in _ABOUT_BILLS and case.subject == subject_of(bill)
