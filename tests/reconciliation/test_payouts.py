"""到账: what a channel pays to the bank is booked once, pays the oldest days, and the books still balance."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from bill_town import TODAY, BillTown, open_bill_town
from payout_town import DAY_AFTER, TOMORROW, name, owed, parts, payouts, whole

from wendan.cli.drilling.menu import drill_store
from wendan.domains.ledger.errors import PayoutIsUnknown
from wendan.domains.reconciliation.model import Bill, BillState
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.flows.audit_night import audit_night
from wendan.flows.book_payouts import book_told
from wendan.flows.close_day import clock_of, close_days
from wendan.flows.fetch_bill import fetch_and_match, room_of
from wendan.flows.menu import open_store
from wendan.flows.statements import Span, list_payouts, read_payout, read_statements
from wendan.kernel.bills import PaidOut
from wendan.kernel.money import Fen
from wendan.platform.timers import Timer
from wendan.sandbox.core.faults import FaultPlan

# Of two yuan the channel keeps one fen.
NET = 199


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        yield opened


async def paid_out_days(town: BillTown) -> list[Bill]:
    """Two meals, the next day one, whose night paid the bank for the two; both days' bills are read."""
    await town.eats()
    await town.eats()
    await town.morning()
    first = await town.rings(await town.wants(TODAY))
    await town.eats()
    await town.morning(2)
    return [first, await town.rings(await town.wants(TOMORROW))]


async def test_a_payout_in_the_flow_of_funds_pays_the_day_before_and_leaves_the_last_day(town: BillTown):
    await paid_out_days(town)

    [payout] = await payouts(town)
    assert (payout.day, payout.amount_fen, payout.beyond_fen) == (TOMORROW, 2 * NET, 0)
    [part] = await parts(town, payout)
    assert (part.store_id, part.day, part.amount_fen) == (town.store.store_id, TODAY, 2 * NET)
    assert await owed(town, DAY_AFTER) == (NET, 0)
    assert not await town.cases()
    assert not await town.breaches()


async def test_the_same_flow_of_funds_again_books_nothing(town: BillTown):
    _, bill = await paid_out_days(town)
    before = await snapshot(town)
    with room_of(town.house, bill) as room:
        await fetch_and_match(town.house, bill, room)

    assert await snapshot(town) == before


async def snapshot(town: BillTown) -> dict[str, list]:
    tables = ("payout", "payout_part", "ledger_transaction", "ledger_book", "exception_case")
    return {
        each: sorted(map(str, await town.house.reports.fetch(f"SELECT * FROM {each}"))) for each in tables
    }


async def test_a_payout_is_never_posted_into_a_closed_day(town: BillTown):
    await town.eats()
    await town.morning()
    store = town.store.store_id
    await audit_night(town.house, Timer(store, NIGHT_TIMER, store, store, town.clock.now()))
    await town.rings_all()
    await close_days(town.house, clock_of(town.store, town.clock.now()))
    await book_told(town.house, name(town, TODAY), [PaidOut("late", Fen(NET))])

    [payout] = await payouts(town, TODAY)
    [part] = await parts(town, payout)
    assert (payout.day, part.day, part.posted_on) == (TODAY, TODAY, TOMORROW)
    assert await owed(town, TOMORROW) == (0, 0)
    assert not await town.breaches()


async def test_another_merchant_sees_nothing_of_a_payout(town: BillTown):
    await town.eats()
    await book_told(town.house, name(town, TODAY), [PaidOut("ours", Fen(100))])
    [payout] = await payouts(town)
    stranger = uuid4()

    assert await list_payouts(town.house, Span(stranger, TODAY, TODAY)) == []
    with pytest.raises(PayoutIsUnknown):
        await read_payout(town.house, payout.id, stranger)


async def test_one_number_with_another_amount_is_a_case_and_no_second_payout(town: BillTown):
    await town.eats()
    for fen in (150, 160, 160):
        await book_told(town.house, name(town, TODAY), [PaidOut("same", Fen(fen))])

    assert [each.amount_fen for each in await payouts(town)] == [150]
    [case] = await town.cases()
    assert "is booked with 1.50, and is 1.60 now" in case["reason"]


async def test_a_day_without_sales_may_have_its_payout(town: BillTown):
    await town.eats()
    await town.morning()
    await town.rings(await town.wants(TODAY))
    await town.morning(2)
    bill = await town.rings(await town.wants(TOMORROW))

    assert bill.state is BillState.EMPTY
    assert [each.amount_fen for each in await payouts(town, TOMORROW)] == [NET]
    assert await owed(town, DAY_AFTER) == (0, 0)


async def test_alipays_account_bill_is_held_against_its_business_bill_and_tells_its_payouts(
    database: str, tmp_path: Path
):
    async with open_bill_town(database, tmp_path, channel="alipay") as town:
        order, _ = await town.eats()
        refund = await town.gives_back(order, 50)
        await town.clock.advance(60)
        await town.drives(refund)
        await town.morning()
        first = await town.rings(await town.wants(TODAY))
        await town.morning(2)
        # Alipay has no bill of a day without sales, and its evening says that this is no mistake.
        await town.rings(await town.wants(TOMORROW))
        await town.clock.advance(12 * 3600)
        second = await town.rings(await town.wants(TOMORROW))
        paid = [each.amount_fen for each in await payouts(town)]
        told = await read_statements(town.house, whole(town, DAY_AFTER))
        cases, breaches = await town.cases(), await town.breaches()

    assert ("funds" in first.proved_by, first.state) == (True, BillState.CLOSED)
    assert (second.state, paid) == (BillState.EMPTY, [149])
    assert [line.total_fen for line in told.ageing] == [0]
    assert (cases, breaches) == ([], [])


@pytest.mark.parametrize("ended", ["on its day", "the day after"])
async def test_a_refund_that_failed_moved_nothing_and_is_paid_out_with_the_rest(
    database: str, tmp_path: Path, ended: str
):
    async with open_bill_town(database, tmp_path, FaultPlan(refund_closed=1.0)) as town:
        order, _ = await town.eats()
        if ended == "the day after":
            await town.clock.advance(12 * 3600 - 120)
        await town.gives_back(order)
        await town.clock.advance(3600)
        bills = []
        for nth, day in enumerate((TODAY, TOMORROW, DAY_AFTER), 1):
            await town.morning(nth)
            bills.append(await town.rings(await town.wants(day)))
            if day == TODAY:
                await town.eats()
        paid = [each.amount_fen for each in await payouts(town)]
        refunds = list(town.bench.desk.books.refunds.values())
        reasons = [case["reason"] for case in await town.cases()]

    assert {each.status for each in refunds} == {"CLOSED"}
    assert ["funds" in bill.proved_by for bill in bills[:2]] == [True, True]
    assert [reason for reason in reasons if "disagree" in reason] == []
    assert sum(paid) == 2 * NET


async def test_two_payouts_at_once_pay_each_day_of_each_store_once(town: BillTown):
    first = town.store
    plan = replace(drill_store({"wechat": town.bench.desk.account}, 100), store_no=77)
    await town.eats()
    town.store = await open_store(town.house, plan)
    await town.eats()
    told = [[PaidOut(number, Fen(250))] for number in ("one", "other")]
    await asyncio.gather(*(book_told(town.house, name(town, TODAY), each) for each in told))

    both = await payouts(town)
    paid = [part for each in both for part in (await read_payout(town.house, each.id, None)).parts]
    of_store = {
        store: sum(part.amount_fen for part in paid if part.store_id == store)
        for store in (first.store_id, town.store.store_id)
    }
    assert list(of_store.values()) == [200, 200]
    assert sum(each.beyond_fen for each in both) == 100
    sheets = (await read_statements(town.house, Span(None, TODAY, TODAY))).sheets
    assert [(sheet.own_fen, sheet.channels_fen, sheet.paid_out_fen) for sheet in sheets] == [
        (200, 0, 200)
    ] * 2
    assert not await town.breaches()


CHANGED = [
    "UPDATE payout SET amount_fen = amount_fen + {}",
    "UPDATE payout SET beyond_fen = beyond_fen - {}",
    "UPDATE payout_part SET amount_fen = amount_fen - {}",
    *(
        f"UPDATE ledger_transaction SET amounts_fen = ARRAY[amounts_fen[1] + {{0}}, amounts_fen[2] - {{0}}] WHERE kind = '{kind}'"
        for kind in ("paid-out", "paid-beyond")
    ),
]


async def test_books_that_say_otherwise_than_the_payouts_break_a_promise(town: BillTown):
    await town.eats()
    await book_told(town.house, name(town, TODAY), [PaidOut("first", Fen(500))])
    broken = {}
    for change in CHANGED:
        await town.house.database.execute(change.format("1"))
        broken[change] = {breach.promise for breach in await town.breaches()}
        await town.house.database.execute(change.format("(-1)"))

    assert broken == {change: {"P6"} for change in CHANGED}
    assert not await town.breaches()
