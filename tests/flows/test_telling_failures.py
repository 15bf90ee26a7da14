"""A payment that failed while its page was closed is told by a message: once, soon, and never after the payment."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from ladder_town import LadderTown, open_town, openid_of

from wendan.domains.members.model import Consent
from wendan.domains.members.service import keep_consents
from wendan.domains.messages.rules import words_of
from wendan.domains.messages.store import MESSAGES_OF_ORDER
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.model import Order
from wendan.domains.payments.model import TELL_TIMER, Payment
from wendan.domains.recovery.errors import PolicyIsInvalid
from wendan.domains.recovery.model import PolicyChange
from wendan.flows import tell as tell_flow
from wendan.flows import tell_failure as failure_flow
from wendan.flows.answers import Answer, news_of
from wendan.flows.change_policy import Whose, change_policy
from wendan.flows.settle import settle
from wendan.flows.tell_failure import show_failure, tell_failure
from wendan.kernel.news import Cause, Source, Word
from wendan.platform.timers import Timer
from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.post.keys import FAILED


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[LadderTown]:
    async with open_town(database, tmp_path) as opened:
        # Only failures are spoken of here.
        await opened.sets(rungs=[])
        yield opened


async def sets(town: LadderTown, **failures: object) -> None:
    whose = Whose(town.store.store_id, town.store.merchant_id)
    await change_policy(town.house, whose, PolicyChange({"failures": failures}, "试一试", "老板"))


async def fails(town: LadderTown, order: Order, cause: Cause = Cause.BALANCE_INSUFFICIENT) -> Payment:
    """The diner pressed 支付 and closed the page; the channel says no."""
    payment = await town.begins(order)
    declined = Answer(Word.DECLINED, Source.CALLBACK, "{}", cause)
    await settle(town.house, news_of(payment, declined, town.clock.now()))
    return payment


async def told(town: LadderTown, order: Order) -> list[str]:
    rows = await town.house.database.fetch(
        "SELECT rung, way, state, reason FROM message WHERE order_id = $1 AND kind = 'failure' ORDER BY rung",
        order.id,
    )
    return [" ".join(str(each) for each in row.values() if each is not None) for row in rows]


def clock_of(payment: Payment) -> Timer:
    """The failure's alarm clock, ringing."""
    return Timer(payment.store_id, TELL_TIMER, payment.id, payment.order_id, payment.requested_at)


async def clocks(town: LadderTown) -> int:
    return len(await town.house.database.fetch("SELECT FROM timer WHERE kind = 'failure_told'"))


async def test_who_closed_the_page_is_told_why_that_the_money_is_safe_and_where_to_pay(town: LadderTown):
    order = await town.order(consents=0)
    await fails(town, order)
    await town.pass_time(seconds=19)
    too_early = await told(town, order)
    await town.pass_time(minutes=3)

    assert too_early == []
    assert await told(town, order) == ["1 sms DELIVERED"]
    [text] = town.arrived()
    said = text.content["variables"]
    assert said["happened"] == "余额不足"
    assert said["money"] == "没有扣款，订单为您保留。"
    assert said["link"].endswith(f"#/pages/pay/index?store={order.store_id}&order={order.id}")
    [message] = await town.house.database.read(MESSAGES_OF_ORDER, store_id=order.store_id, order_id=order.id)
    assert "余额不足" in words_of(message)[0]
    assert "No money was taken" in words_of(message)[1]
    assert await clocks(town) == 0
    await town.is_well()


async def test_a_subscription_comes_first_where_it_is_allowed(town: LadderTown):
    order, openid, stamp = await town.order(consents=0), openid_of("小明"), town.house.stamp()
    given = Consent(order.store_id, stamp.id(), order.id, order.diner_id, FAILED, stamp.now)
    await town.house.database.commit(keep_consents([given]))
    await town.gives(order, "wechat", openid)
    town.post.grant(openid, FAILED, 1)
    await fails(town, order)
    await town.pass_time(minutes=1)

    assert await told(town, order) == ["1 wechat SENT"]
    [post] = town.arrived()
    assert post.content["page"] == f"pages/pay/index?store={order.store_id}&order={order.id}"
    assert (
        post.content["data"]["thing4"]["value"] if isinstance(post.content["data"]["thing4"], dict) else True
    )


async def test_a_page_that_has_shown_it_needs_no_message(town: LadderTown):
    order = await town.order(consents=0)
    payment = await fails(town, order)
    place = (order.store_id, order.id)
    await asyncio.gather(*(show_failure(town.house, place, order.diner_id, payment.id) for _ in range(5)))
    left = await clocks(town)
    await town.pass_time(minutes=5)

    assert left == 0
    assert await told(town, order) == []
    rows = await town.house.database.fetch("SELECT payment_id FROM payment_shown")
    assert [row["payment_id"] for row in rows] == [payment.id]


async def test_only_the_orders_own_diner_can_say_so(town: LadderTown):
    order, other = await town.order("小明"), await town.order("小红")
    payment = await fails(town, order)

    for place, diner_id in (
        ((order.store_id, order.id), other.diner_id),
        ((other.store_id, other.id), other.diner_id),
    ):
        with pytest.raises(OrderIsUnknown):
            await show_failure(town.house, place, diner_id, payment.id)


@pytest.mark.parametrize("step", ["pays", "tries again", "gives up"])
async def test_who_has_acted_meanwhile_is_left_alone(town: LadderTown, step: str):
    from wendan.flows.expire import give_up

    order = await town.order(consents=0)
    await fails(town, order)
    await town.pass_time(seconds=10)
    if step == "pays":
        await town.pays(order)
    elif step == "tries again":
        await town.begins(order)
    else:
        await give_up(town.house, order.store_id, order.id, order.diner_id)
    await town.pass_time(minutes=5)

    assert await told(town, order) == []
    assert town.arrived() == []
    assert await clocks(town) == 0
    await town.is_well()


async def test_every_failure_is_told_once_up_to_the_orders_limit(town: LadderTown):
    order = await town.order(consents=0)
    for _ in range(3):
        payment = await fails(town, order)
        await town.pass_time(minutes=1)
        await asyncio.gather(*(tell_failure(town.house, clock_of(payment)) for _ in range(3)))

    assert await told(town, order) == ["1 sms DELIVERED", "2 sms DELIVERED", "3 sms SKIPPED orders-limit"]
    assert len(town.arrived()) == 2


async def test_two_workers_tell_one_failure_once(town: LadderTown):
    order = await town.order(consents=0)
    payment = await fails(town, order)
    await town.clock.advance(21)
    await asyncio.gather(*(tell_failure(town.house, clock_of(payment)) for _ in range(6)))

    assert len(await told(town, order)) == 1
    assert len(town.arrived()) == 1


async def test_failures_of_one_diner_at_one_moment_keep_the_days_limit(town: LadderTown):
    await sets(town, most_per_day=2)
    failed = [await fails(town, await town.order(consents=0)) for _ in range(6)]
    await town.clock.advance(21)
    await asyncio.gather(*(tell_failure(town.house, clock_of(payment)) for payment in failed))

    assert len(town.arrived()) == 2
    rows = await town.house.database.fetch("SELECT reason FROM message WHERE state = 'SKIPPED'")
    assert [row["reason"] for row in rows] == ["days-limit"] * 4


async def test_money_that_comes_in_the_very_moment_is_before_or_after_but_never_told_of_as_failed(
    town: LadderTown,
):
    """A channel may take back its no: the confirmation and the message meet in the order's version."""
    orders = [await town.order(f"客{n}", consents=0) for n in range(12)]
    failed = [await fails(town, order) for order in orders]
    await town.clock.advance(25)
    jobs = [
        job
        for order, payment in zip(orders, failed, strict=True)
        for job in (tell_failure(town.house, clock_of(payment)), town.pays(order, payment))
    ]
    await asyncio.gather(*jobs)

    await town.is_well()
    rows = await town.house.database.fetch("SELECT FROM customer_order WHERE confirmed_at IS NOT NULL")
    assert len(rows) == 12
    assert await clocks(town) == 0


class Died(BaseException):
    """kill -9, as near as one process can come to it."""


async def dies(*_: object, **__: object) -> None:
    raise Died


@pytest.mark.parametrize("step", ["tell", "learn"])
async def test_killed_anywhere_it_comes_once(town: LadderTown, monkeypatch: pytest.MonkeyPatch, step: str):
    order = await town.order(consents=0)
    payment = await fails(town, order)
    await town.clock.advance(21)
    with monkeypatch.context() as patched:
        patched.setattr(failure_flow if step == "tell" else tell_flow, step, dies)
        with pytest.raises(Died):
            await tell_failure(town.house, clock_of(payment))
    await town.pass_time(minutes=5)

    assert await told(town, order) == ["1 sms DELIVERED"]
    assert len(town.arrived()) == 1
    await town.is_well()


async def test_killed_before_the_call_and_paid_meanwhile_it_is_never_sent(
    town: LadderTown, monkeypatch: pytest.MonkeyPatch
):
    order = await town.order(consents=0)
    payment = await fails(town, order)
    await town.clock.advance(21)
    with monkeypatch.context() as patched:
        patched.setattr(failure_flow, "tell", dies)
        with pytest.raises(Died):
            await tell_failure(town.house, clock_of(payment))
    await town.pays(order)
    await town.pass_time(minutes=5)

    assert await told(town, order) == ["1 sms SKIPPED is-paid"]
    assert town.arrived() == []
    await town.is_well()


async def test_who_cannot_be_reached_has_a_reason(town: LadderTown):
    nobody = await town.order("陌生人", consents=0, phone=None)
    silent = await town.order("安静", consents=0)
    await town.gives(silent, "sms", "13800138000", is_allowed=False)
    await fails(town, nobody)
    await fails(town, silent)
    await town.pass_time(minutes=1)

    assert await told(town, nobody) == ["1 sms SKIPPED no-address"]
    assert await told(town, silent) == ["1 sms SKIPPED not-allowed"]


async def test_quiet_hours_that_outlast_the_order_are_a_reason(town: LadderTown):
    await sets(town, quiet_from_hour=11, quiet_until_hour=13)
    order = await town.order(consents=0)
    await fails(town, order)
    await town.pass_time(minutes=2)

    assert await told(town, order) == ["1 sms SKIPPED quiet-hours"]


async def test_a_busy_gateway_is_asked_again(town: LadderTown):
    order = await town.order(consents=0)
    await fails(town, order)
    town.post.desk.fate.script("sms", [AnswerFault.LIMITED])
    await town.pass_time(minutes=5)

    assert await told(town, order) == ["1 sms DELIVERED"]


async def test_who_cancelled_knows_it_and_no_ways_means_no_clock(town: LadderTown):
    await fails(town, await town.order(consents=0), Cause.CUSTOMER_CANCELLED)
    await sets(town, ways=[])
    await fails(town, await town.order(consents=0))

    assert await clocks(town) == 0


async def test_the_page_itself_is_no_way_to_reach_who_closed_it(town: LadderTown):
    with pytest.raises(PolicyIsInvalid):
        await sets(town, ways=["in-page"])
