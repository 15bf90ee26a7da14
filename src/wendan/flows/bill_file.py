"""Bills as finance sees them: a day's list, one bill with its stores and differences, and what repairing would do."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wendan.domains.reconciliation.errors import BillIsUnknown, DifferenceIsUnknown
from wendan.domains.reconciliation.model import Bill, BillShare, Difference, DifferenceState, Repair
from wendan.domains.reconciliation.model.figures import Tally
from wendan.domains.reconciliation.model.steps import DifferenceStep
from wendan.domains.reconciliation.rules.repairing import exceeds, repair_of, size_fen
from wendan.domains.reconciliation.states import UNEXPLAINED
from wendan.domains.reconciliation.store.tables import (
    BILL_BY_ID,
    DIFFERENCE_BY_ID,
    DIFFERENCES_OF_BILL,
    MY_BILLS,
    SHARES_OF_BILL,
    STEPS_OF_DIFFERENCE,
    TALLIES_OF_BILL,
)
from wendan.flows.house import House
from wendan.flows.want_bills import BILLS_OF
from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class BillFile:
    """One bill, what of it each store had, and the differences counted and listed."""

    bill: Bill
    shares: list[BillShare]
    tallies: list[Tally]
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class DifferenceFile:
    """One difference and what it went through, the oldest first; at most five hundred steps."""

    difference: Difference
    steps: list[DifferenceStep]


@dataclass(frozen=True, slots=True)
class Plan:
    """What repairing would do about one difference. `needs_person`: more money than is repaired unasked."""

    difference: Difference
    repair: Repair
    size_fen: Fen
    needs_person: bool
    needs_second: bool


async def list_bills(house: House, merchant_id: UUID | None, days: tuple[date, date]) -> list[Bill]:
    """The bills of these days, the newest first; an operator (None) sees every merchant's."""
    since, until = days
    return await house.reports.read(
        MY_BILLS, store_id=BILLS_OF, since=since, until=until, merchant_id=merchant_id
    )


async def read_bill_file(house: House, bill_id: UUID, merchant_id: UUID | None) -> BillFile:
    """Raises BillIsUnknown, for another merchant's bill too."""
    bill = await my_bill(house, bill_id, merchant_id)
    shares, tallies, differences = await house.reports.read(
        SHARES_OF_BILL, TALLIES_OF_BILL, DIFFERENCES_OF_BILL, bill_id=bill_id
    )
    return BillFile(bill, shares, tallies, differences)


async def my_bill(house: House, bill_id: UUID, merchant_id: UUID | None) -> Bill:
    """Raises BillIsUnknown."""
    bill = await house.reports.read(BILL_BY_ID, store_id=BILLS_OF, bill_id=bill_id)
    if bill is None:
        raise BillIsUnknown
    mine = await list_bills(house, merchant_id, (bill.day, bill.day))
    if bill.id not in {each.id for each in mine}:
        raise BillIsUnknown
    return bill


async def my_difference(house: House, place: tuple[UUID, UUID], merchant_id: UUID | None) -> Difference:
    """The difference `place` names by store and id. Raises DifferenceIsUnknown, for another merchant's too."""
    found = await house.database.read(DIFFERENCE_BY_ID, store_id=place[0], difference_id=place[1])
    if found is None:
        raise DifferenceIsUnknown
    try:
        await my_bill(house, found.bill_id, merchant_id)
    except BillIsUnknown:
        raise DifferenceIsUnknown from None
    return found


async def read_difference(house: House, place: tuple[UUID, UUID], merchant_id: UUID | None) -> DifferenceFile:
    """Raises DifferenceIsUnknown."""
    difference = await my_difference(house, place, merchant_id)
    steps = await house.reports.read(STEPS_OF_DIFFERENCE, store_id=place[0], difference_id=place[1])
    return DifferenceFile(difference, steps)


async def plan_repairs(house: House, bill_id: UUID, merchant_id: UUID | None) -> list[Plan]:
    """What would be done about every difference that is not settled. Changes nothing. Raises BillIsUnknown."""
    file = await read_bill_file(house, bill_id, merchant_id)
    second_above = await house.policies.four_eyes_above(BILLS_OF, merchant_id)
    unasked = house.settings.reconcile_by_itself_up_to_fen
    return [
        Plan(each, repair_of(each), size_fen(each), exceeds(each, unasked), exceeds(each, second_above))
        for each in file.differences
        if each.state in (*UNEXPLAINED, DifferenceState.IN_CASE)
    ]
