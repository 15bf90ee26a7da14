"""What a difference went through is kept, step by step, whoever moved it."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from bill_town import DINER, BillTown, open_bill_town

from wendan.domains.reconciliation.errors import DifferenceIsUnknown
from wendan.domains.reconciliation.model import Difference, DifferenceState
from wendan.flows.bill_file import read_difference
from wendan.flows.fetch_bill import fetch_and_match, room_of
from wendan.flows.repair_case import RepairWish, repair_by_person
from wendan.sandbox.core.bill_faults import BillFault
from wendan.sandbox.core.faults import FaultPlan


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        yield opened


async def steps_of(town: BillTown, one: Difference) -> list[tuple[str, str | None]]:
    file = await read_difference(town.house, (one.store_id, one.id), None)
    return [(step.state, step.repair) for step in file.steps]


async def test_found_repaired_and_read_again_are_two_steps(town: BillTown):
    _, payment = await town.orders()
    await town.pays(payment)
    await town.morning()
    bill = await town.rings(await town.wants())
    [one] = await town.differences(bill)
    before = await steps_of(town, one)
    with room_of(town.house, bill) as room:
        await fetch_and_match(town.house, bill, room)

    assert before == [("OPEN", None), ("SETTLED", "settle")]
    assert await steps_of(town, one) == before


async def test_a_persons_word_is_the_last_step_and_says_who(town: BillTown):
    await town.eats()
    await town.house.database.execute("UPDATE payment_fact SET amount_fen = 199")
    await town.morning()
    bill = await town.rings(await town.wants())
    [one] = await town.differences(bill)
    await repair_by_person(
        town.house, RepairWish((one.store_id, one.id), None, (DINER, "会计"), "渠道已确认")
    )
    file = await read_difference(town.house, (one.store_id, one.id), None)

    assert [step.state for step in file.steps] == ["OPEN", "IN_CASE", "SETTLED"]
    assert file.steps[1].case_id is not None
    assert file.steps[-1].words == "会计: 渠道已确认"


async def test_what_vanishes_from_a_later_file_and_comes_back_shows_both(database: str, tmp_path: Path):
    async with open_bill_town(database, tmp_path, FaultPlan(bills={BillFault.ROW_LEFT_OUT: 1.0})) as town:
        await town.eats()
        await town.morning()
        bill = await town.rings(await town.wants())
        [one] = await town.differences(bill)
        town.bench.desk.fate.plan = FaultPlan()
        with room_of(town.house, bill) as room:
            await fetch_and_match(town.house, bill, room)
        states = [state for state, _ in await steps_of(town, one)]

    assert states[0] == "OPEN"
    assert states[-1] == DifferenceState.GONE


async def test_another_merchants_difference_is_unknown(town: BillTown):
    _, payment = await town.orders()
    await town.pays(payment)
    await town.morning()
    [one] = await town.differences(await town.rings(await town.wants()))

    with pytest.raises(DifferenceIsUnknown):
        await read_difference(town.house, (one.store_id, one.id), uuid4())
