"""商家优惠: what the merchant's own promotion at the channel took off is not settled, and is booked as what it is."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from bill_town import NOON, TODAY, BillTown, open_bill_town

from wendan.api.statement_sheets import sheets_of
from wendan.domains.insight.model import DayLine
from wendan.domains.insight.store import DAY_LINES
from wendan.domains.ledger.model.statements import StoreSheet
from wendan.domains.payments.model import Payment
from wendan.domains.reconciliation.model import Bill, BillState
from wendan.domains.reconciliation.store.tables import SHARES_OF_BILL
from wendan.flows.bill_shares import write_shares
from wendan.flows.check_funds import gap_of
from wendan.flows.fetch_bill import fetch_and_match, room_of
from wendan.flows.order_file import read_order_file
from wendan.flows.statements import Span, list_payouts, read_statements
from wendan.kernel.bills import Funds
from wendan.kernel.money import Fen
from wendan.sandbox.core.faults import FaultPlan
from wendan.sandbox.core.wallet import Pay

TOMORROW, DAY_AFTER = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
# Two meals of two yuan, fifty fen of the second by the merchant's promotion; of that one a yuan went back, and with it half
# of what the promotion had paid. A fen is kept of each meal, of what goes back none.
SETTLED, BACK, PROMOTED, FEES = 200 + 150, 75, 25, 2
POSTED = """SELECT accounts, amounts_fen FROM ledger_transaction
    WHERE kind = 'promotion-borne' ORDER BY business_day, id"""


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        yield opened


async def a_promoted_day(town: BillTown) -> Bill:
    """Two meals, one with a promotion and half of it given back; its bill is read the next morning."""
    await town.eats()
    order, _ = await town.eats(promoted_fen=50)
    refund = await town.gives_back(order, 100)
    await town.clock.advance(60)
    await town.drives(refund)
    await town.morning()
    return await town.rings(await town.wants(TODAY))


async def posted(town: BillTown) -> list[dict[str, int]]:
    rows = await town.house.reports.fetch(POSTED)
    return [dict(zip(row["accounts"], row["amounts_fen"], strict=True)) for row in rows]


async def sheet(town: BillTown) -> StoreSheet:
    told = await read_statements(town.house, Span(town.store.merchant_id, TODAY, DAY_AFTER))
    [found] = told.sheets
    assert sum(line.closing_fen for line in told.balance) == 0
    return found


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
async def test_a_promoted_payment_and_its_refund_leave_no_case_and_after_the_payout_nothing_is_owed(
    database: str, tmp_path: Path, channel: str
):
    async with open_bill_town(database, tmp_path, channel=channel) as town:
        bill = await a_promoted_day(town)
        await town.morning(2)
        # Alipay has no bill of a day without sales, and its evening says that this is no mistake.
        await town.rings(await town.wants(TOMORROW))
        await town.clock.advance(12 * 3600)
        await town.rings(await town.wants(TOMORROW))
        span = Span(town.store.merchant_id, TODAY, DAY_AFTER)
        payouts = await list_payouts(town.house, span)
        told = await read_statements(town.house, span)
        store, promotions = await sheet(town), await posted(town)
        cases, breaches = await town.cases(), await town.breaches()

    assert (bill.state, "funds" in bill.proved_by, bill.differences) == (BillState.CLOSED, True, 0)
    assert (bill.theirs_fen, bill.promoted_fen) == (300, PROMOTED)
    [entry] = promotions
    assert sorted(entry.values()) == [-PROMOTED, PROMOTED]
    assert {account.split(":")[0] for account, fen in entry.items() if fen > 0} == {"channel-promotions"}
    paid_out = SETTLED - BACK - store.fees_fen
    assert [(each.amount_fen, each.beyond_fen) for each in payouts] == [(paid_out, 0)]
    assert [line.total_fen for line in told.ageing] == [0]
    assert (store.promotions_fen, store.own_fen, store.paid_out_fen) == (PROMOTED, paid_out, paid_out)
    assert (cases, breaches) == ([], [])


async def test_the_order_is_paid_in_full_whoever_paid_it(town: BillTown):
    order, payment = await town.eats(promoted_fen=120)

    file = await read_order_file(town.house, order.store_id, order.id)
    assert file is not None
    assert file.order.state == "CONFIRMED"
    assert [fact.amount_fen for fact in file.facts] == [payment.amount_fen] == [200]


async def test_the_same_bill_again_posts_no_promotion_again(town: BillTown):
    bill = await a_promoted_day(town)
    before = await posted(town)
    with room_of(town.house, bill) as room:
        await fetch_and_match(town.house, bill, room)

    assert len(before) == 1
    assert await posted(town) == before
    assert not await town.breaches()


async def test_of_another_file_only_what_is_beyond_the_last_is_posted_fees_and_promotions_under_one_guard(
    town: BillTown,
):
    bill = await a_promoted_day(town)
    shares = await town.house.reports.read(SHARES_OF_BILL, bill_id=bill.id)
    more = [
        replace(share, promoted_fen=Fen(share.promoted_fen + 3), fee_fen=Fen(share.fee_fen + 1))
        for share in shares
    ]
    await town.house.database.commit(await write_shares(town.house, bill, (shares, more), "another file"))

    assert [max(entry.values()) for entry in await posted(town)] == [PROMOTED, 3 * len(shares)]
    assert not await town.breaches()


async def test_a_promotion_that_no_ledger_knows_breaks_a_promise(town: BillTown):
    await a_promoted_day(town)
    await town.house.reports.execute("UPDATE bill_share SET promoted_fen = promoted_fen + 1")

    subjects = {breach.subject.split(":")[0] for breach in await town.breaches()}
    assert subjects == {"receivable", "channel-promotions"}


async def test_the_days_report_has_promotions_beside_the_fees(town: BillTown):
    await a_promoted_day(town)
    ask = {"store_ids": [town.store.store_id], "since": TODAY, "until": TODAY}
    lines: list[DayLine] = await town.house.reports.read(DAY_LINES, **ask)

    [of_bill] = [line for line in lines if line.method == ""]
    assert of_bill.promoted_fen == PROMOTED
    assert sum(line.paid_fen - line.returned_fen for line in lines) == 300
    assert {line.promoted_fen for line in lines if line.method} == {0}


async def test_the_workbook_has_them_in_the_stores_line(town: BillTown):
    await a_promoted_day(town)
    told = await read_statements(town.house, Span(town.store.merchant_id, TODAY, TODAY))
    by_title = {each.title: each for each in sheets_of(told, [], {})}
    [line] = by_title["门店结算单"].rows

    found = dict(zip(by_title["门店结算单"].heading, line, strict=True))
    assert (found["商家优惠（元）"], found["手续费（元）"], found["本店应得（元）"]) == (0.25, 0.02, 2.73)


async def test_a_refund_that_fails_takes_no_promotion_back(database: str, tmp_path: Path):
    async with open_bill_town(database, tmp_path, FaultPlan(refund_closed=1.0)) as town:
        bill = await a_promoted_day(town)
        entries = await posted(town)

    assert bill.promoted_fen == 50
    assert [max(entry.values()) for entry in entries] == [50]


async def test_promotions_come_by_chance_where_the_plan_says_so(database: str, tmp_path: Path):
    async with open_bill_town(database, tmp_path, FaultPlan(promoted=1.0)) as town:
        paid: list[Payment] = []
        for _ in range(3):
            _, payment = await town.orders()
            trade = town.bench.desk.books.trades[payment.number]
            await town.bench.wallet.pay(trade, Pay())
            paid.append(payment)
        promoted = [town.bench.desk.books.trades[each.number].promoted_fen for each in paid]

    assert all(0 < fen <= 100 for fen in promoted)
    assert len(set(promoted)) > 1


def told(theirs: int, promoted: int) -> Bill:
    known = {"theirs_fen": Fen(theirs), "promoted_fen": Fen(promoted), "fee_millifen": 2000}
    of_day = (TODAY, BillState.MATCHED, 1, NOON, 1)
    return Bill(UUID(int=1), UUID(int=2), "wechat", "19", *of_day, **known)


def test_two_bills_agree_when_the_account_moved_by_all_but_the_promotions():
    funds = Funds(Fen(SETTLED), Fen(BACK), 2000)

    assert gap_of(told(300, PROMOTED), funds) is None
    gap = gap_of(told(300, PROMOTED - 1), funds)
    assert gap is not None
    assert "3.00, 0.24 of it by the merchant's own promotions, its account moved by 2.75" in gap
    assert gap_of(told(300, 0), funds) == "its rows come to 3.00, its account moved by 2.75"
