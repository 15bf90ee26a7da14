"""Eat now, pay later is collected by its own ladder: reminders round the due day, never after the repayment, then a case."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from debt_town import TEXT_ON_DUE_DAY, Debtor, sets
from ladder_town import LadderTown, open_town

from wendan.domains.messages.rules import words_of
from wendan.domains.messages.store import MESSAGES_OF_ORDER
from wendan.domains.ordering.model import Order
from wendan.domains.recovery.errors import PolicyIsInvalid
from wendan.flows.credit_value import take_value_back
from wendan.flows.measure_ladder import measure_ladder
from wendan.flows.order_file import read_order_file
from wendan.flows.refund import RefundRequest, refund_order
from wendan.kernel.money import Fen
from wendan.promises import find_breaches
from wendan.sandbox.core.faults import AnswerFault

OVERDUE = "pay-later-overdue"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[LadderTown]:
    async with open_town(database, tmp_path, pay_later_days=3) as opened:
        yield opened


@pytest.fixture
def debtor(town: LadderTown) -> Debtor:
    return Debtor(town)


async def take_back(town: LadderTown, order: Order) -> None:
    """The money of the diner's repayment goes back to where it came from."""
    [row] = await town.house.database.fetch("SELECT id FROM customer_order WHERE purpose = 'REPAYMENT'")
    ask = RefundRequest(order.store_id, row["id"], Fen(200), "refund-1", "小王", "退")
    refund = await refund_order(town.house, ask)
    file = await read_order_file(town.house, order.store_id, row["id"])
    assert file is not None
    await take_value_back(town.house, file, refund)


async def test_a_debt_is_reminded_of_round_its_due_day_and_only_then_a_case(town: LadderTown, debtor: Debtor):
    order = await debtor.eats()
    await debtor.allows(order, 1)
    await town.pass_time(days=10, hours=21)
    too_early = [case for case in await debtor.cases() if case[0] == OVERDUE]
    told = await debtor.told(order)
    moments = [datetime.fromtimestamp(each.at, SHANGHAI) for each in town.arrived()]
    await town.is_well()
    await town.pass_time(hours=2)

    assert told == ["1 wechat SENT", "2 sms DELIVERED", "3 sms DELIVERED", "4 voice DELIVERED"]
    due_on = (order.placed_at + timedelta(days=3)).astimezone(SHANGHAI).date()
    assert [(each.date() - due_on).days for each in moments] == [-1, 0, 3, 7]
    assert {each.hour for each in moments} == {10}
    assert too_early == []
    assert (OVERDUE, "OPEN") in await debtor.cases()
    await town.is_well()


async def test_the_message_says_what_is_owed_and_leads_to_the_page_that_takes_it(
    town: LadderTown, debtor: Debtor
):
    orders = [await debtor.eats(), await debtor.eats()]
    store_id = orders[0].store_id
    await debtor.allows(orders[0], 2)
    await town.pass_time(hours=60)
    [text] = town.arrived()
    found = [
        each
        for order in orders
        for each in await town.house.database.read(MESSAGES_OF_ORDER, store_id=store_id, order_id=order.id)
    ]
    [message] = [each for each in found if each.sending_at is not None]

    assert text.content["data"]["amount2"] == "2.00"
    assert text.content["page"] == f"pages/account/index?store={store_id}&repay=1"
    assert message.variables["link"].endswith(f"#/pages/account/index?store={store_id}&repay=1")
    assert "共欠 ¥4.00" in words_of(message)[0]
    assert "In all ¥4.00 is owed" in words_of(message)[1]
    assert [each.reason for each in found if each is not message] == ["days-limit"]


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (1, []),
        (47, ["1 wechat SKIPPED no-address"]),
        (71, ["1 wechat SKIPPED no-address", "2 sms DELIVERED"]),
        (150, ["1 wechat SKIPPED no-address", "2 sms DELIVERED", "3 sms DELIVERED"]),
    ],
)
async def test_nothing_is_said_once_the_debt_is_repaid(
    town: LadderTown, debtor: Debtor, hours: int, told: list[str]
):
    order = await debtor.eats()
    await town.pass_time(hours=hours)
    await town.pays(await debtor.repays(order))
    await town.pass_time(days=9)

    assert await debtor.told(order) == told
    assert "debt-settled" in await debtor.events(order.id)
    assert await town.house.database.fetch("SELECT FROM timer WHERE kind = 'debt_due'") == []
    assert OVERDUE not in [case[0] for case in await debtor.cases()]
    await town.is_well()


async def test_a_part_that_is_repaid_leaves_the_rest_to_be_collected(town: LadderTown, debtor: Debtor):
    await sets(town, rungs=TEXT_ON_DUE_DAY)
    order = await debtor.eats()
    await town.pays(await debtor.repays(order, 50))
    await town.pass_time(days=3)

    [text] = town.arrived()
    assert text.content["variables"]["amount"] == "1.50"


async def test_nobody_is_told_while_a_repayment_may_still_be_paid(town: LadderTown, debtor: Debtor):
    await sets(town, rungs=TEXT_ON_DUE_DAY)
    order = await debtor.eats()
    await town.pass_time(hours=69, minutes=50)
    repayment = await debtor.repays(order)
    await town.pass_time(minutes=25)
    while_paying = await debtor.told(order)
    await town.pays(repayment)
    await town.pass_time(days=1)

    assert while_paying == []
    assert await debtor.told(order) == []
    assert town.arrived() == []
    await town.is_well()


async def test_a_repayment_that_is_given_up_stops_no_reminder(town: LadderTown, debtor: Debtor):
    await sets(town, rungs=TEXT_ON_DUE_DAY)
    order = await debtor.eats()
    await town.pass_time(hours=69, minutes=50)
    await debtor.repays(order)
    await town.pass_time(hours=2)

    assert await debtor.told(order) == ["1 sms DELIVERED"]


async def test_a_busy_gateway_is_asked_again(town: LadderTown, debtor: Debtor):
    await sets(town, rungs=TEXT_ON_DUE_DAY)
    order = await debtor.eats()
    town.post.desk.fate.script("sms", [AnswerFault.LIMITED, AnswerFault.SYSTEM_ERROR_BEFORE])
    await town.pass_time(hours=71)

    assert await debtor.told(order) == ["1 sms DELIVERED"]


async def test_quiet_hours_are_waited_for(town: LadderTown, debtor: Debtor):
    await sets(town, rungs=TEXT_ON_DUE_DAY, quiet_from_hour=9, quiet_until_hour=15)
    await debtor.eats()
    await town.pass_time(days=4)

    [text] = town.arrived()
    assert datetime.fromtimestamp(text.at, SHANGHAI).hour == 15


async def test_a_meal_that_is_refunded_is_owed_by_nobody(town: LadderTown, debtor: Debtor):
    order = await debtor.eats()
    ask = RefundRequest(order.store_id, order.id, Fen(200), "refund-1", "小王", "退")
    await refund_order(town.house, ask)
    await town.pass_time(days=12)

    assert await debtor.told(order) == []
    assert town.arrived() == []
    await town.is_well()


async def test_a_repayment_that_goes_back_wakes_the_debt_again(town: LadderTown, debtor: Debtor):
    order = await debtor.eats()
    await town.pays(await debtor.repays(order))
    await town.pass_time(minutes=1)
    settled = await town.house.database.fetch("SELECT FROM timer WHERE kind = 'debt_due'")
    await take_back(town, order)
    again = await town.house.database.fetch("SELECT FROM timer WHERE kind = 'debt_due'")

    assert (len(settled), len(again)) == (0, 1)


async def test_without_rungs_a_case_is_opened_as_ever(town: LadderTown, debtor: Debtor):
    await sets(town, rungs=[], case_after_hours=0)
    await debtor.eats()
    await town.pass_time(days=3, seconds=1)

    assert (OVERDUE, "OPEN") in await debtor.cases()
    assert town.arrived() == []


async def test_repaying_closes_the_case_and_the_account_pays_again(town: LadderTown, debtor: Debtor):
    await sets(town, rungs=[], case_after_hours=0)
    order = await debtor.eats()
    await town.pass_time(days=3, seconds=1)
    await town.pays(await debtor.repays(order))
    await town.pass_time(seconds=5)

    assert (OVERDUE, "RESOLVED") in await debtor.cases()
    await debtor.eats()
    await town.is_well()


@pytest.mark.parametrize(
    "rungs",
    [
        [TEXT_ON_DUE_DAY[0], TEXT_ON_DUE_DAY[0]],
        [{"days_from_due": 0, "channel": "in-page", "template": "debt-due"}],
        [{"days_from_due": 91, "channel": "sms", "template": "debt-due"}],
    ],
)
async def test_a_ladder_that_cannot_be_climbed_is_refused(town: LadderTown, rungs: list[object]):
    with pytest.raises(PolicyIsInvalid):
        await sets(town, rungs=rungs)


async def test_the_promises_notice_a_reminder_of_a_repaid_debt_and_a_debt_nobody_watches(
    town: LadderTown, debtor: Debtor
):
    await sets(town, rungs=TEXT_ON_DUE_DAY)
    order = await debtor.eats()
    await town.pass_time(hours=71)
    await town.pays(await debtor.repays(order))
    await town.pass_time(seconds=5)
    await town.house.database.execute(
        "UPDATE message SET sending_at = sending_at + interval '2 hours' WHERE order_id = $1", order.id
    )
    forgotten = await debtor.eats()
    await town.house.database.execute("DELETE FROM timer WHERE kind = 'debt_due'")

    found = await find_breaches(town.house.reports, town.clock.now())
    assert {(each.promise, each.order_id) for each in found} == {("P10", order.id), ("P3", forgotten.id)}


async def test_debts_are_counted_apart_from_unpaid_orders(town: LadderTown, debtor: Debtor):
    await sets(town, rungs=TEXT_ON_DUE_DAY, most_per_day=20)
    first, _, _ = [await debtor.eats() for _ in range(3)]
    since = town.clock.now()
    await town.pass_time(days=3)
    await town.pays(await debtor.repays(first))
    await town.pass_time(seconds=5)
    figures = await measure_ladder(town.house, [town.store.store_id], since, town.clock.now())

    [rung] = figures.debts
    assert (rung.rung, rung.way, rung.told, rung.delivered) == (1, "sms", 3, 3)
    assert (rung.repaid.part, rung.repaid.whole) == (1, 3)
    assert figures.rungs == []
