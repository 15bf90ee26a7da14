"""A person has a difference repaired that was not repaired unasked; two, where much money is at stake."""

from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from wendan.domains.incidents.model import Case, CaseState, CaseType, Proposal, Step
from wendan.domains.incidents.rules import next_step, told
from wendan.domains.incidents.service import propose, resolve, withdraw
from wendan.domains.incidents.store import MY_CASE
from wendan.domains.ledger.store.days import BOOK_OF_STORE
from wendan.domains.reconciliation.errors import DifferenceIsOver
from wendan.domains.reconciliation.model import Difference, Repair
from wendan.domains.reconciliation.rules.repairing import repair_of, size_fen
from wendan.domains.reconciliation.states import OVER
from wendan.domains.reconciliation.store.tables import IN_CASE
from wendan.flows.bill_file import my_difference
from wendan.flows.house import House
from wendan.flows.repair import current_one, repair
from wendan.flows.settle_difference import settled_by_words
from wendan.platform.changes import NOTHING

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
        if repair_of(difference) is not Repair.CASE:
            await repair(house, difference, above_fen=None)
        await house.decide("repair", partial(_end_once, house, wish, difference))
    return await current_one(house, difference)


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


async def _end_once(house: House, wish: RepairWish, before: Difference) -> None:
    """Where nothing fits by itself, the person's word is the repair, and it is written with the end of its case.

    A case that holds more, other differences or money, only has no proposal any more.
    """
    case, current = await _case(house, before), await current_one(house, before)
    in_case, book = await house.database.read(
        IN_CASE, BOOK_OF_STORE, store_id=before.store_id, case_id=before.case_id
    )
    stamp, words = house.stamp(), f"{wish.staff[1]}: {wish.words}"
    is_open = case is not None and case.state is CaseState.OPEN
    holds_it = is_open and current.case_id == before.case_id
    changes = NOTHING
    if current.state not in OVER and (holds_it or repair_of(current) is Repair.CASE):
        changes += settled_by_words([current], words, stamp, book)
    if case is not None and is_open:
        holds_more = case.type is not CaseType.BOOKS_DIFFER or any(each.id != before.id for each in in_case)
        resolution = told(case, wish.proposal())
        changes += withdraw(case)[1] if holds_more else resolve(case, resolution, stamp.now, wish.staff[1])[1]
    await house.database.commit(changes)


async def _case(house: House, difference: Difference) -> Case | None:
    if difference.case_id is None:
        return None
    return await house.database.read(
        MY_CASE, store_id=difference.store_id, case_id=difference.case_id, merchant_id=None
    )
