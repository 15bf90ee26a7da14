"""A bill from the sandbox to closed books, with what was lost on the way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bill_town import DINER, TODAY, BillTown, open_bill_town

from wendan.channels.bills import GivesFunds
from wendan.domains.reconciliation.model import BillState, DifferenceSignal, DifferenceState
from wendan.domains.reconciliation.service import name_of
from wendan.flows.check_funds import check_funds
from wendan.flows.fetch_bill import believe, fetch_and_match, room_of
from wendan.flows.keep_found import keep_found
from wendan.flows.match_bill import BillFile
from wendan.flows.order_file import read_order_file
from wendan.flows.repair import repair
from wendan.flows.repair_case import RepairWish, repair_by_person


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        yield opened


async def state_of(town: BillTown, order) -> str:
    file = await read_order_file(town.house, order.store_id, order.id)
    assert file is not None
    return file.order.state


async def test_a_day_on_which_both_books_agree_is_closed_with_its_fees(town: BillTown):
    for _ in range(3):
        await town.eats()
    await town.morning()

    bill = await town.rings(await town.wants())

    assert (bill.state, bill.rows, bill.differences) == (BillState.CLOSED, 3, 0)
    assert (bill.theirs_fen, bill.ours_fen) == (600, 600)
    assert {"sha1", "funds"} <= set(bill.proved_by)
    [fee] = await town.house.reports.fetch(
        "SELECT accounts, amounts_fen FROM ledger_transaction WHERE kind = 'fee-charged'"
    )
    assert list(fee["amounts_fen"]) == [3, -3]
    assert not await town.breaches()


async def test_money_of_which_nobody_told_us_is_found_in_the_bill_and_feeds_its_guest(town: BillTown):
    order, payment = await town.orders()
    await town.pays(payment)
    await town.morning()

    bill = await town.rings(await town.wants())

    [difference] = await town.differences(bill)
    assert (difference.category, difference.state) == ("surplus-with-order", DifferenceState.SETTLED)
    assert difference.words is not None
    assert bill.state is BillState.CLOSED
    file = await read_order_file(town.house, order.store_id, order.id)
    assert file is not None
    assert file.payment(payment.id).state == "SUCCEEDED"
    [fact] = file.facts
    assert (fact.source, fact.amount_fen) == ("bill", 200)
    assert not await town.breaches()


async def test_the_same_bill_again_changes_nothing(town: BillTown):
    _, payment = await town.orders()
    await town.pays(payment)
    await town.eats()
    await town.morning()
    bill = await town.rings(await town.wants())
    before = await snapshot(town)
    with room_of(town.house, bill) as room:
        await fetch_and_match(town.house, bill, room)

    assert await snapshot(town) == before


async def test_what_was_settled_meanwhile_is_not_opened_again_by_a_reading_from_before(town: BillTown):
    await town.eats()
    await town.house.database.execute("UPDATE payment_fact SET amount_fen = 199")
    await town.morning()
    bill = await town.rings(await town.wants())
    [known] = await town.differences(bill)
    wish = RepairWish((known.store_id, known.id), None, (DINER, "会计"), "渠道已确认")
    settled = await repair_by_person(town.house, wish)
    before = replace(known, state=DifferenceState.OPEN)
    await keep_found(town.house, [before])

    assert await town.differences(bill) == [settled]
    assert await repair(town.house, before, above_fen=100_000) is DifferenceSignal.REPAIRED
    assert [case["state"] for case in await town.cases() if case["subject"] == str(known.id)] == ["RESOLVED"]


async def snapshot(town: BillTown) -> dict[str, list]:
    tables = (
        "difference",
        "difference_step",
        "bill_share",
        "ledger_transaction",
        "payment_fact",
        "exception_case",
    )
    return {
        table: sorted(map(str, await town.house.reports.fetch(f"SELECT * FROM {table}"))) for table in tables
    }


async def test_a_flow_of_funds_that_says_otherwise_is_a_case_beside_the_closed_bill(town: BillTown):
    await town.eats()
    await town.morning()
    bill = await town.wants()
    # The account moves by a meal of which the bill of an hour before knew nothing.
    bills = town.house.channels["wechat"].bills
    assert isinstance(bills, GivesFunds)
    with room_of(town.house, bill) as room:
        expected = await bills.bill(name_of(bill), room / "bill")
        row = town.bench.desk.books.trades
        [trade] = row.values()
        town.bench.desk.books.trades["other"] = replace(trade, reference="4200000000000000000000000001")
        assert await believe(town.house, bill, BillFile(room / "bill", expected, room))
        await check_funds(town.house, bill.id, room)

    [case] = await town.cases()
    assert (case["type"], case["subject"]) == ("books-differ", f"funds:wechat:{bill.account}:{bill.day}")
    assert "its rows come to 2.00, its account moved by 4.00" in case["reason"]


async def test_a_refund_known_here_and_on_its_way_in_the_bill_is_no_difference(town: BillTown):
    order, _ = await town.eats()
    refund = await town.gives_back(order)
    await town.morning()
    await town.drives(refund)

    bill = await town.rings(await town.wants())

    assert (bill.state, bill.rows, bill.returned_fen, bill.differences) == (BillState.CLOSED, 2, 200, 0)
    assert not await town.breaches()


async def test_a_payment_of_the_last_second_stands_in_the_next_days_bill_and_both_days_close(town: BillTown):
    await town.eats()
    # As if our books dated it a day before the channel does.
    await town.house.database.execute("UPDATE payment_fact SET happened_at = happened_at - interval '1 day'")
    await town.morning(1)
    day_after = await town.rings(await town.wants(TODAY))
    before = await town.rings(await town.wants(TODAY - timedelta(days=1)))

    [crossed] = await town.differences(day_after)
    [lacking] = await town.differences(before)
    assert (crossed.category, crossed.state) == ("cross-day", "SETTLED")
    assert (lacking.category, lacking.state) == ("shortage", "SETTLED")
    assert lacking.words == f"in the bill of {TODAY}"
    assert (day_after.state, before.state) == (BillState.CLOSED, BillState.CLOSED)


@pytest.mark.parametrize("channel", ["alipay", "unionpay", "campus-card"])
class TestEveryChannel:
    @pytest.fixture
    async def town(self, database: str, tmp_path: Path, channel: str) -> AsyncIterator[BillTown]:
        async with open_bill_town(database, tmp_path, channel=channel) as opened:
            yield opened

    async def test_what_was_paid_given_back_and_never_told_is_closed_the_next_morning(self, town: BillTown):
        order, _ = await town.eats()
        refund = await town.gives_back(order)
        await town.clock.advance(60)
        await town.drives(refund)
        await town.eats()
        _, unknown = await town.orders()
        await town.pays(unknown)
        await town.morning()

        bill = await town.rings(await town.wants())

        assert (bill.state, bill.rows) == (BillState.CLOSED, 4)
        assert [(d.category, d.state) for d in await town.differences(bill)] == [
            ("surplus-with-order", DifferenceState.SETTLED)
        ]
        assert (bill.theirs_fen, bill.ours_fen, bill.gap_fen) == (400, 200, 200)
        assert not await town.breaches()

    async def test_a_day_without_money_is_nobodys_trouble(self, town: BillTown):
        # A bill of yesterday, when the shop was closed.
        await town.morning()
        bill = await town.rings(await town.wants())
        await town.clock.advance(12 * 3600)
        bill = await town.rings(bill)

        # UnionPay sends a file all the same, with nothing in it.
        assert bill.state in (BillState.EMPTY, BillState.CLOSED)
        assert bill.rows == 0
        assert not await town.cases()
        left = "SELECT 1 FROM timer WHERE kind = 'bill' AND subject_id = $1"
        assert not await town.house.reports.fetch(left, bill.id)


async def test_a_bill_full_of_oddities_is_one_case_and_not_a_hundred(town: BillTown):
    for _ in range(22):
        await town.eats()
    await town.house.database.execute("UPDATE payment_fact SET amount_fen = 199")
    await town.morning()
    bill = await town.rings(await town.wants())

    found = await town.differences(bill)
    store_cases = [case for case in await town.cases() if case["store_id"] == town.store.store_id]
    assert [(d.category, d.state) for d in found] == [("amount-differs", "IN_CASE")] * 22
    assert [case["subject"] for case in store_cases] == [f"many:wechat:{bill.account}:{bill.day}"]
    assert {d.case_id for d in found} == {store_cases[0]["id"]}

    # One of them, by a person: the case goes on holding the others.
    first = found[0]
    wish = RepairWish((first.store_id, first.id), None, (DINER, "会计"), "渠道已确认")
    repaired = await repair_by_person(town.house, wish)
    [still] = [case for case in await town.cases() if case["store_id"] == town.store.store_id]
    assert repaired.state is DifferenceState.SETTLED
    assert (still["state"], still["proposed_action"]) == ("OPEN", None)
