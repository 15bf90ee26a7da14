"""A difference in a person's hands is settled by the very commit that ends its case, whichever door they come by."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from bill_town import DINER, BillTown, open_bill_town

from wendan.domains.incidents.model import Proposal
from wendan.domains.reconciliation.model import Bill, Difference, DifferenceState
from wendan.flows.case_file import CasePlace
from wendan.flows.repair_case import RepairWish, repair_by_person
from wendan.flows.resolve_case import Action, Decision, resolve_case
from wendan.kernel.numbers import parse_number

WORDS = "渠道已确认，记一笔"


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        yield opened


async def altered(town: BillTown, meals: int) -> tuple[Bill, list[Difference]]:
    """Meals whose amount in our books is a fen less than in the bill: a person's, each of them."""
    for _ in range(meals):
        await town.eats()
    await town.house.database.execute("UPDATE payment_fact SET amount_fen = 199")
    await town.morning()
    bill = await town.rings(await town.wants())
    return bill, await town.differences(bill)


async def done(town: BillTown, store_id: UUID, case_id: UUID) -> None:
    place = CasePlace(store_id, case_id, None)
    await resolve_case(town.house, Decision(place, Action.DONE, Proposal("done", WORDS, "会计", DINER)))


async def repairs(town: BillTown, difference: Difference) -> Difference:
    wish = RepairWish((difference.store_id, difference.id), None, (DINER, "会计"), WORDS)
    return await repair_by_person(town.house, wish)


async def open_cases(town: BillTown) -> list[UUID]:
    return [
        each["id"]
        for each in await town.cases()
        if each["state"] == "OPEN" and not each["subject"].startswith("surprises:")
    ]


async def test_a_case_that_is_done_settles_its_difference_with_the_persons_words(town: BillTown):
    bill, [difference] = await altered(town, 1)
    assert difference.state is DifferenceState.IN_CASE
    assert difference.case_id is not None

    await done(town, difference.store_id, difference.case_id)

    [settled] = await town.differences(bill)
    assert (settled.state, settled.words) == (DifferenceState.SETTLED, f"done by 会计: {WORDS}")
    assert not await open_cases(town)


async def test_a_case_shared_by_many_differences_settles_all_of_them(town: BillTown):
    bill, differences = await altered(town, 22)
    [case_id] = {each.case_id for each in differences}
    assert case_id is not None

    await done(town, town.store.store_id, case_id)

    assert {each.state for each in await town.differences(bill)} == {DifferenceState.SETTLED}


async def test_the_last_difference_repaired_by_hand_ends_the_case_that_it_shared(town: BillTown):
    bill, differences = await altered(town, 21)
    for each in differences[:-1]:
        await repairs(town, each)
    still_open = await open_cases(town)
    await repairs(town, differences[-1])

    assert still_open == [differences[0].case_id]
    assert not await open_cases(town)
    assert {each.state for each in await town.differences(bill)} == {DifferenceState.SETTLED}


async def test_a_repair_by_hand_writes_the_difference_and_the_end_of_its_case_together(town: BillTown):
    bill, [difference] = await altered(town, 1)
    # The case is never written: then the difference may not be either.
    await town.house.database.execute(
        "ALTER TABLE exception_case ADD CONSTRAINT stuck CHECK (state = 'OPEN') NOT VALID"
    )
    with pytest.raises(Exception, match="stuck"):
        await repairs(town, difference)

    assert await town.differences(bill) == [difference]


async def test_money_of_nobody_is_one_case_for_door_and_difference_and_ends_with_it(town: BillTown):
    _, payment = await town.orders()
    await town.pays(payment)
    # The channel took it under a number that leads to no store of ours.
    trades, stranger = town.bench.desk.books.trades, "x" + payment.number[1:]
    trade = trades.pop(payment.number)
    trades[stranger] = replace(trade, order=msgspec.structs.replace(trade.order, number=stranger))
    await town.morning()
    bill = await town.rings(await town.wants())
    [difference] = await town.differences(bill)
    [case] = [each for each in await town.cases() if each["type"] == "unknown-number"]

    assert parse_number(stranger) is None
    assert (difference.category, difference.state) == ("surplus-without-order", DifferenceState.IN_CASE)
    assert difference.case_id == case["id"]
    await done(town, difference.store_id, case["id"])
    [settled] = await town.differences(bill)
    assert (settled.state, settled.words) == (DifferenceState.SETTLED, f"done by 会计: {WORDS}")
    assert not await open_cases(town)


async def test_a_case_about_the_payments_money_settles_the_difference_it_holds_too(town: BillTown):
    order, payment = await town.orders()
    await town.pays(payment)
    # Our books ask for another amount than the channel took: the one door opens a case about the money.
    await town.house.database.execute("UPDATE payment SET amount_fen = 150")
    await town.morning()
    bill = await town.rings(await town.wants())
    [difference] = await town.differences(bill)
    [case] = [each for each in await town.cases() if each["type"] == "wrong-amount"]
    assert difference.case_id == case["id"]
    place = CasePlace(order.store_id, case["id"], None)
    proposal = Proposal("refund", WORDS, "会计", DINER)
    await resolve_case(town.house, Decision(place, Action.REFUND, proposal))

    [settled] = await town.differences(bill)
    assert settled.state is DifferenceState.SETTLED
    assert not await open_cases(town)
