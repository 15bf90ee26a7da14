"""A person has a difference repaired that was not repaired unasked; two, where much money is at stake."""

from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from wendan.domains.incidents.model import Case, CaseState, Proposal, Step
from wendan.domains.incidents.rules import next_step, told
from wendan.domains.incidents.service import propose, resolve, withdraw
from wendan.domains.incidents.store import MY_CASE
from wendan.domains.reconciliation.errors import DifferenceIsOver
from wendan.domains.reconciliation.model import Difference, DifferenceSignal, Repair
from wendan.domains.reconciliation.rules.repairing import repair_of, size_fen
from wendan.domains.reconciliation.states import OVER
from wendan.domains.reconciliation.store.tables import DIFFERENCE_BY_ID
from wendan.flows.bill_file import my_difference
from wendan.flows.house import House
from wendan.flows.repair import note, repair

REPAIR: Final = "repair"


@dataclass(frozen=True, slots=True)
class RepairWish:
    """Who wants which difference repaired, and why."""

    place: tuple[UUID, UUID]  # the difference's store and id
    merchant_id: UUID | None
    staff: tuple[UUID, str]
    words: str

    def proposal(self) -> Proposal:
        """The wish as a decision about the difference's case."""
        return Proposal(REPAIR, self.words, self.staff[1], self.staff[0], str(self.place[1]))


async def repair_by_person(house: House, wish: RepairWish) -> Difference:
    """The difference after its repair; unchanged where a second person must say the same first.

    Raises DifferenceIsUnknown, DifferenceIsOver, CaseIsResolved, AnotherPersonMustConfirm, ProposalDiffers.
    """
    difference = await my_difference(house, wish.place, wish.merchant_id)
    if difference.state in OVER:
        raise DifferenceIsOver(state=difference.state)
    if await house.decide("repair", partial(_decide_once, house, wish, difference)) is Step.EXECUTE:
        await _carry_out(house, wish, difference)
        await house.decide("repair", partial(_resolve_once, house, wish, difference))
    changed = await house.database.read(
        DIFFERENCE_BY_ID, store_id=difference.store_id, difference_id=difference.id
    )
    assert changed is not None, "differences are never deleted"
    return changed


async def _carry_out(house: House, wish: RepairWish, difference: Difference) -> None:
    """Where nothing fits by itself, the person's word is the repair."""
    if repair_of(difference) is Repair.CASE:
        words = f"{wish.staff[1]}: {wish.words}"
        await note(house, difference, DifferenceSignal.REPAIRED, Repair.CASE, words)
    else:
        await repair(house, difference, above_fen=None)


async def _decide_once(house: House, wish: RepairWish, difference: Difference) -> Step:
    """What has no case yet is small enough for one person: whatever is larger was given one."""
    case = await _case(house, difference)
    if case is None:
        return Step.EXECUTE
    above = await house.policies.four_eyes_above(difference.store_id, wish.merchant_id)
    step = next_step(case, wish.proposal(), above, size_fen(difference))
    if step is Step.PROPOSE:
        await house.database.commit(propose(case, wish.proposal(), house.clock.now())[1])
    return step


async def _resolve_once(house: House, wish: RepairWish, difference: Difference) -> None:
    """A case of its own is done with it. One that holds more, other oddities or money, only has no proposal any more."""
    case = await _case(house, difference)
    if case is None or case.state is not CaseState.OPEN:
        return
    if case.subject == str(difference.id):
        resolution = told(case, wish.proposal())
        changes = resolve(case, resolution, house.clock.now(), wish.staff[1])[1]
    else:
        changes = withdraw(case)[1]
    await house.database.commit(changes)


async def _case(house: House, difference: Difference) -> Case | None:
    if difference.case_id is None:
        return None
    return await house.database.read(
        MY_CASE, store_id=difference.store_id, case_id=difference.case_id, merchant_id=None
    )
