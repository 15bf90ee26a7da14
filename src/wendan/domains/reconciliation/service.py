"""Bills and differences as `Changes`, and what a reading of a bill found as rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from wendan.domains.reconciliation.model import (
    Bill,
    BillSignal,
    BillState,
    Difference,
    DifferenceSignal,
    DifferenceState,
    Finding,
    Repair,
)
from wendan.domains.reconciliation.model.steps import DifferenceStep
from wendan.domains.reconciliation.states import BILL, DIFFERENCE
from wendan.domains.reconciliation.store.tables import BILL_TABLE, DIFFERENCE_STEP, DIFFERENCE_TABLE
from wendan.kernel.bills import BillName
from wendan.platform.changes import Changes


def want(store_id: UUID, bill_id: UUID, name: BillName, now: datetime) -> tuple[Bill, Changes]:
    """A bill that is to be fetched."""
    bill = Bill(
        store_id=store_id,
        id=bill_id,
        channel=name.channel,
        account=name.account,
        day=name.day,
        of_id=name.of,
        state=BillState.WANTED,
        version=1,
        wanted_at=now,
        asked_times=0,
    )
    return bill, Changes.of(BILL_TABLE.insert(bill))


def asked(bill: Bill, now: datetime) -> tuple[Bill, Changes]:
    """The channel is asked for it, once more."""
    counted = replace(bill, asked_times=bill.asked_times + 1, asked_at=now, version=bill.version + 1)
    return counted, Changes.of(BILL_TABLE.update(counted))


def moved(bill: Bill, signal: BillSignal, **known: Any) -> tuple[Bill, Changes]:
    """The bill after this signal, with what is known by it; no change where nothing is. Raises Contradicts."""
    after = replace(bill, state=BILL.after(bill.state, signal), **known)
    if after == bill:
        return bill, Changes()
    after = replace(after, version=bill.version + 1)
    return after, Changes.of(BILL_TABLE.update(after))


def funds_told(bill: Bill, now: datetime, by: str | None) -> tuple[Bill, Changes]:
    """Its flow of funds was read, and speaks for it where `by` names it; no change where that is known."""
    proved_by = bill.proved_by if by is None or by in bill.proved_by else [*bill.proved_by, by]
    after = replace(bill, proved_by=proved_by, funds_at=bill.funds_at or now)
    if after == bill:
        return bill, Changes()
    after = replace(after, version=bill.version + 1)
    return after, Changes.of(BILL_TABLE.update(after))


def name_of(bill: Bill) -> BillName:
    """Which bill it is."""
    return BillName(bill.channel, bill.account, bill.day, bill.of_id)


def difference_of(finding: Finding, bill: Bill, store_id: UUID, now: datetime) -> Difference:
    """A finding as a row. Its id follows from bill, number and aspect, so the same is the same whenever it is found."""
    theirs, ours = finding.theirs, finding.ours
    copies = f"{finding.number}/{finding.aspect}/{finding.movement}"
    if finding.aspect == "copies":
        copies += f"/{finding.reference}/{theirs.line if theirs else ''}"
    return Difference(
        store_id=store_id,
        id=uuid5(bill.id, copies),
        bill_id=bill.id,
        channel=bill.channel,
        account=bill.account,
        day=bill.day,
        number=finding.number,
        aspect=finding.aspect,
        category=finding.category,
        movement=finding.movement,
        reference=finding.reference,
        theirs=theirs,
        ours=ours,
        gap_fen=finding.gap_fen,
        fee_gap_millifen=finding.fee_gap_millifen,
        order_id=ours.order_id if ours else None,
        state=DifferenceState.OPEN,
        version=1,
        found_at=now,
        changed_at=now,
    )


def beside_known(found: Iterable[Difference], known: Sequence[Difference], now: datetime) -> list[Difference]:
    """What a new reading writes: new ones, those that changed, and those that are there no more."""
    before: Mapping[UUID, Difference] = {each.id: each for each in known}
    written, still = [], set()
    for each in found:
        was = before.get(each.id)
        still.add(each.id)
        if was is None:
            written.append(each)
        else:
            state = DIFFERENCE.after(was.state, DifferenceSignal.FOUND)
            written.append(replace(each, state=state, version=was.version))
    for was in known:
        if was.id not in still:
            state = DIFFERENCE.after(was.state, DifferenceSignal.VANISHED)
            written.append(replace(was, state=state, changed_at=now))
    return written


def new_ones(found: Iterable[Difference], known: Sequence[Difference]) -> list[Difference]:
    """Of what a bill's reading found, what nobody had found before."""
    before = {each.id for each in known}
    return [each for each in found if each.id not in before]


def settle_by_words(differences: Iterable[Difference], words: str, now: datetime) -> Changes:
    """What a person said is what became of them."""
    changes = Changes()
    for each in differences:
        changes += after(each, DifferenceSignal.REPAIRED, now, repair=Repair.CASE, words=words)[1]
    return changes


def after(
    difference: Difference, signal: DifferenceSignal, now: datetime, **known: Any
) -> tuple[Difference, Changes]:
    """The difference after this signal. Raises Contradicts."""
    state = DIFFERENCE.after(difference.state, signal)
    moved_on = replace(difference, state=state, version=difference.version + 1, changed_at=now, **known)
    return moved_on, Changes.of(DIFFERENCE_TABLE.update(moved_on), DIFFERENCE_STEP.insert(_step_of(moved_on)))


def _step_of(difference: Difference) -> DifferenceStep:
    return DifferenceStep(
        store_id=difference.store_id,
        difference_id=difference.id,
        version=difference.version,
        at=difference.changed_at,
        state=difference.state,
        category=difference.category,
        gap_fen=difference.gap_fen,
        repair=difference.repair,
        words=difference.words,
        case_id=difference.case_id,
    )
