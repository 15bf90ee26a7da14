"""What a payout had beyond all that we knew: a case until we learn of what it paid."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bill_town import DINER, NOON, TODAY, BillTown, open_bill_town
from payout_town import DAY_AFTER, TOMORROW, name, owed, parts, payouts, told_of, whole

from wendan.domains.catalog.model import BasketLine
from wendan.domains.catalog.store import ITEMS
from wendan.domains.payments.model import Payment
from wendan.flows.book_payouts import book_told, find_payout
from wendan.flows.case_file import CasePlace
from wendan.flows.reenter import ReentryWish, reenter
from wendan.flows.settle import settle
from wendan.flows.statements import read_statements
from wendan.kernel.bills import PaidOut
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.platform.timers import Timer


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[BillTown]:
    async with open_bill_town(database, tmp_path) as opened:
        yield opened


async def test_money_beyond_all_that_the_channel_owed_is_booked_and_a_case(town: BillTown):
    await town.eats()
    await book_told(town.house, name(town, TODAY), [PaidOut("first", Fen(500))])

    [payout] = await payouts(town)
    assert payout.beyond_fen == 300
    told = await read_statements(town.house, whole(town, TODAY))
    account = town.bench.desk.account
    closings = {line.account: line.closing_fen for line in told.balance}
    assert closings[f"bank:wechat:{account}"] == 500
    assert closings[f"payouts-beyond:wechat:{account}"] == -300
    assert sum(closings.values()) == 0
    [case] = await town.cases()
    assert (case["type"], case["amount_fen"]) == ("books-differ", 300)
    assert "3.00 beyond all that we knew it to owe" in case["reason"]
    assert not await town.breaches()


async def test_what_a_payout_had_beyond_pays_for_sales_that_turn_up_later_and_then_its_case_ends(
    town: BillTown,
):
    await town.eats()
    first = await told_of(town, TOMORROW, "first", 500)
    assert first.beyond_fen == 300
    await town.eats()
    second = await told_of(town, DAY_AFTER, "second", 150)
    await town.eats()
    third = await told_of(town, DAY_AFTER, "third", 80)

    now = {each.number: each.beyond_fen for each in await payouts(town)}
    assert (second.beyond_fen, third.beyond_fen, now) == (150, 80, {"first": 0, "second": 50, "third": 80})
    assert sorted((part.day, part.amount_fen) for part in await parts(town, first)) == [
        (TODAY, 100), (TODAY, 200), (TODAY, 200),
    ]  # fmt: skip
    assert await owed(town, DAY_AFTER) == (0, 0)
    told = await read_statements(town.house, whole(town, DAY_AFTER))
    closings = {line.account: line.closing_fen for line in told.balance}
    assert closings[f"payouts-beyond:wechat:{town.bench.desk.account}"] == -130
    assert closings[f"bank:wechat:{town.bench.desk.account}"] == 730
    open_cases = [case["reason"] for case in await town.cases() if case["state"] != "RESOLVED"]
    assert ["number first" in reason for reason in open_cases] == [False, False]
    assert not await town.breaches()


async def late_sale(town: BillTown, payment: Payment) -> None:
    """Two days later we ask, and hear that it was paid; then the alarm clocks ring that this set."""
    await town.morning(2)
    await town.asks(payment)
    await late_clocks_ring(town)


async def late_clocks_ring(town: BillTown) -> None:
    for row in await town.house.reports.fetch("SELECT * FROM timer WHERE kind = 'learned_late'"):
        await find_payout(town.house, Timer(**dict(row)))


async def test_a_sale_that_we_learn_of_after_its_payout_was_booked_is_paid_by_it_at_once(town: BillTown):
    _, payment = await town.orders()
    await town.pays(payment)
    payout = await told_of(town, TOMORROW, "first", 200)
    assert payout.beyond_fen == 200
    await late_sale(town, payment)

    [now] = await payouts(town)
    assert now.beyond_fen == 0
    assert [(part.day, part.posted_on, part.amount_fen) for part in await parts(town, now)] == [
        (TODAY, DAY_AFTER, 200)
    ]
    assert await owed(town, DAY_AFTER) == (0, 0)
    assert [case["state"] for case in await town.cases()] == ["RESOLVED"]
    assert await town.house.reports.fetch("SELECT FROM timer WHERE kind = 'learned_late'") == []
    assert not await town.breaches()


async def test_money_whose_order_is_entered_again_days_later_is_paid_by_its_own_payout(town: BillTown):
    payout = await told_of(town, TOMORROW, "first", 200)
    await town.morning(2)
    news = ChannelNews(
        *("wechat", town.bench.desk.account, Subject.PAYMENT, "old-till-1", Word.SUCCEEDED, Source.BILL),
        *(town.clock.now(), "{}", "4200000001"),
        amount_fen=Fen(200),
        happened_at=NOON,
    )
    await settle(town.house, news)
    stray = next(case for case in await town.cases() if case["type"] == "unknown-number")
    rice = next(
        item
        for item in await town.house.database.read(ITEMS, store_id=town.store.store_id)
        if item.name == "米饭"
    )
    where = CasePlace(stray["store_id"], stray["id"], town.store.merchant_id)
    await reenter(
        town.house,
        ReentryWish(where, town.store.store_id, [BasketLine(rice.id, 1)], None, "看过截图", (DINER, "小王")),
    )
    await late_clocks_ring(town)

    [now] = await payouts(town)
    assert (payout.beyond_fen, now.beyond_fen) == (200, 0)
    assert [part.day for part in await parts(town, now)] == [TODAY]
    assert await owed(town, DAY_AFTER) == (0, 0)
    assert not await town.breaches()


async def test_a_sale_that_we_learn_of_late_is_owed_since_the_day_on_which_it_was_paid(town: BillTown):
    _, payment = await town.orders()
    await town.pays(payment)
    await late_sale(town, payment)
    assert await owed(town, DAY_AFTER) == (200, 200)

    payout = await told_of(town, TOMORROW, "first", 200)
    assert payout.beyond_fen == 0
    assert [part.day for part in await parts(town, payout)] == [TODAY]
    assert await owed(town, DAY_AFTER) == (0, 0)
    assert not await town.cases()
    assert not await town.breaches()


async def test_a_refund_that_we_learn_of_late_went_on_its_own_day(town: BillTown):
    order, _ = await town.eats()
    refund = await town.gives_back(order, 50)
    await town.morning(2)
    await town.drives(refund)

    payout = await told_of(town, TOMORROW, "first", 150)
    assert (payout.beyond_fen, await owed(town, DAY_AFTER)) == (0, (0, 0))
    assert [part.amount_fen for part in await parts(town, payout)] == [150]
    assert not await town.breaches()
