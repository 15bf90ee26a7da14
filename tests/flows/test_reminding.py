"""The dunning ladder on a real database, its messages in the sandbox: who is told, when, and never after the payment."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from ladder_town import SMS, TEMPLATE, LadderTown, ladder_clock, open_town, openid_of

from wendan.domains.messages.model import MessageState
from wendan.domains.messages.rules import words_of
from wendan.domains.messages.store import MESSAGES_OF_ORDER
from wendan.domains.ordering.model import Order
from wendan.domains.recovery.rules.ladder import LEFT_OUT, left_out_of
from wendan.flows.remind import remind
from wendan.sandbox.core.faults import AnswerFault


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[LadderTown]:
    async with open_town(database, tmp_path) as opened:
        yield opened


async def test_the_whole_ladder_is_climbed_by_who_never_pays(town: LadderTown):
    order = await town.order()
    await town.pass_time(minutes=29)

    assert await town.told(order) == ["1 SENT", "2 SENT", "3 DELIVERED"]
    assert [each.way for each in town.arrived()] == ["wechat", "call"]
    subscription, call = town.arrived()
    minutes = [(each.at - order.placed_at.timestamp()) / 60 for each in (subscription, call)]
    assert minutes == [3, 25]
    assert subscription.content["data"]["amount2"] == "2.00"
    await town.is_well()
    await town.pass_time(minutes=5)
    rows = await town.house.database.fetch("SELECT kind FROM timer WHERE kind IN ('reminder', 'message')")
    assert rows == []
    await town.is_well()


async def coupons_of(town: LadderTown, order: Order) -> list[tuple[str, int]]:
    rows = await town.house.database.fetch(
        "SELECT origin_key, amount_fen FROM coupon WHERE cause_order_id = $1", order.id
    )
    return [(row["origin_key"], row["amount_fen"]) for row in rows]


async def test_the_second_rung_brings_its_coupon_once_whatever_is_repeated(town: LadderTown):
    order = await town.order()
    await town.pass_time(seconds=590)
    assert await coupons_of(town, order) == []
    await town.clock.advance(11)
    await asyncio.gather(*(remind(town.house, ladder_clock(order)) for _ in range(6)))
    await town.pass_time(minutes=5)

    assert await coupons_of(town, order) == [(f"rung:{order.id}:2", 500)]
    messages = await town.house.database.read(MESSAGES_OF_ORDER, store_id=order.store_id, order_id=order.id)
    assert [message.coupon_id is not None for message in messages] == [False, True]
    assert "¥5.00 优惠券" in words_of(messages[1])[0]
    await town.is_well()


async def test_who_pays_before_the_rung_gets_no_coupon(town: LadderTown):
    order = await town.order()
    await town.pass_time(seconds=599)
    await town.pays(order)
    await town.pass_time(minutes=5)

    assert await coupons_of(town, order) == []


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, []),
        (179, []),
        (181, ["1 SENT"]),
        (599, ["1 SENT"]),
        (601, ["1 SENT", "2 SENT"]),
        (1499, ["1 SENT", "2 SENT"]),
        (1560, ["1 SENT", "2 SENT", "3 DELIVERED"]),
    ],
)
async def test_nothing_is_said_after_the_payment_is_known(town: LadderTown, seconds: int, told: list[str]):
    order = await town.order()
    await town.pass_time(seconds=seconds)
    await town.pays(order)
    before = len(town.arrived())
    await town.pass_time(minutes=40)

    assert await town.told(order) == told
    assert len(town.arrived()) == before
    await town.is_well()


async def test_a_cancelled_order_is_left_alone(town: LadderTown):
    from wendan.flows.expire import give_up

    order = await town.order()
    await town.pass_time(seconds=100)
    await give_up(town.house, order.store_id, order.id, order.diner_id)
    await town.pass_time(minutes=40)

    assert await town.told(order) == []
    assert town.arrived() == []


async def test_who_pays_in_the_very_moment_is_told_before_or_not_at_all(town: LadderTown):
    """Both commits meet in the order's version: one of them is made again from what is true then."""
    orders = [await town.order(f"客{n}") for n in range(12)]
    payments = [await town.begins(order) for order in orders]
    await town.clock.advance(200)
    jobs = [
        job
        for order, paid in zip(orders, payments, strict=True)
        for job in (remind(town.house, ladder_clock(order)), town.pays(order, paid))
    ]
    await asyncio.gather(*jobs)

    await town.is_well()
    for order in orders:
        [row] = await town.house.database.fetch(
            "SELECT confirmed_at FROM customer_order WHERE id = $1", order.id
        )
        assert row["confirmed_at"] is not None


async def test_two_workers_at_one_rung_tell_it_once(town: LadderTown):
    order = await town.order(consents=5)
    await town.clock.advance(180)
    await asyncio.gather(*(remind(town.house, ladder_clock(order)) for _ in range(6)))

    assert await town.told(order) == ["1 SENT"]
    assert len(town.arrived()) == 1
    used = await town.house.database.fetch("SELECT 1 FROM message_consent WHERE used_by IS NOT NULL")
    assert len(used) == 1


async def test_one_consent_is_one_message(town: LadderTown):
    first, second = await town.order(), await town.order(consents=0)
    await town.pass_time(seconds=185)

    assert sorted([await town.told(first), await town.told(second)]) == [["1 SENT"], ["1 SKIPPED no-consent"]]


async def test_a_rung_without_its_way_is_left_out_with_its_reason(town: LadderTown):
    nobody = await town.order("陌生人", consents=0, phone=None)
    silent = await town.order("安静")
    await town.gives(silent, "voice", "13800138000", is_allowed=False)
    await town.pass_time(minutes=28)

    assert await town.told(nobody) == ["1 SKIPPED no-address", "2 SENT", "3 SKIPPED no-address"]
    assert await town.told(silent) == ["1 SENT", "2 SENT", "3 SKIPPED not-allowed"]


async def test_the_hold_out_hears_nothing_and_is_told_apart(town: LadderTown):
    await town.sets(holdout_percent=50)
    orders = [await town.order(f"客{n}") for n in range(16)]
    policy = await town.house.policies.of_order(orders[0])
    await town.pass_time(minutes=11)

    lots = {order.id: [left_out_of(policy.reminding, rung, order.id) for rung in (1, 2)] for order in orders}
    assert {lot for both in lots.values() for lot in both} == {None, *LEFT_OUT}
    for order in orders:
        expected = [f"SKIPPED {lot}" if lot else "SENT" for lot in lots[order.id]]
        assert await town.told(order) == [f"{n} {state}" for n, state in enumerate(expected, 1)]
    assert len(town.arrived()) == sum(first is None for first, _ in lots.values())


async def test_quiet_hours_are_waited_for(town: LadderTown):
    """The shop's clock says noon: quiet until one, for an order that waits two hours."""
    await town.sets(
        quiet_from_hour=11,
        quiet_until_hour=13,
        rungs=SMS,
    )
    order = await town.order()
    await town.house.database.execute(
        "UPDATE customer_order SET expires_at = placed_at + interval '2 hours' WHERE id = $1", order.id
    )
    await town.pass_time(minutes=59)
    assert await town.told(order) == []
    await town.pass_time(minutes=2)

    assert await town.told(order) == ["1 DELIVERED"]
    assert town.arrived()[0].at == (order.placed_at + timedelta(hours=1)).timestamp()


async def test_the_day_has_its_limit(town: LadderTown):
    await town.sets(most_per_day=2)
    orders = [await town.order(consents=3) for _ in range(3)]
    await town.pass_time(minutes=4)

    told = sorted([await town.told(order) for order in orders])
    assert told == [["1 SENT"], ["1 SENT"], ["1 SKIPPED days-limit"]]


# ---- what the other side says


@pytest.mark.parametrize(
    ("number", "ending"),
    [
        ("13800130001", "1 UNDELIVERABLE unreachable"),
        ("13800130002", "1 UNDELIVERABLE refused-by-person"),
        ("13800130000", "1 UNDELIVERABLE bad-address"),
    ],
)
async def test_a_message_is_followed_to_its_end(town: LadderTown, number: str, ending: str):
    await town.sets(rungs=SMS)
    order = await town.order(phone=number)
    await town.pass_time(minutes=6)

    assert await town.told(order) == [ending]
    await town.is_well()


async def test_who_is_busy_is_asked_again_while_it_is_worth_it(town: LadderTown):
    await town.sets(rungs=SMS)
    order = await town.order()
    town.post.desk.fate.script("sms", [AnswerFault.LIMITED, AnswerFault.SYSTEM_ERROR_BEFORE])
    await town.pass_time(minutes=8)

    assert await town.told(order) == ["1 DELIVERED"]
    assert len(town.arrived()) == 1


@pytest.mark.parametrize(
    "fault", [AnswerFault.LOST, AnswerFault.UNAVAILABLE_BEFORE, AnswerFault.UNAVAILABLE_AFTER]
)
async def test_silence_is_asked_about_and_comes_to_one_message(town: LadderTown, fault: AnswerFault):
    await town.sets(rungs=SMS)
    order = await town.order()
    town.post.desk.fate.script("sms", [fault])
    await town.pass_time(minutes=8)

    assert await town.told(order) == ["1 DELIVERED"]
    assert len(town.arrived()) == 1
    await town.is_well()


async def test_a_subscription_in_doubt_stays_in_doubt(town: LadderTown):
    order = await town.order(consents=3)
    town.post.desk.fate.script("subscribe", [AnswerFault.LOST])
    await town.pass_time(minutes=8)

    assert await town.told(order) == ["1 UNKNOWN"]
    await town.is_well()


async def test_what_is_kept_of_a_diner_lies_closed(town: LadderTown):
    order = await town.order()
    await town.pass_time(minutes=26)

    for table in ("diner_address", "message"):
        rows = await town.house.database.fetch(f"SELECT to_json(t)::text AS row FROM {table} AS t")
        assert rows
        assert not any("13800138000" in row["row"] or openid_of("小明") in row["row"] for row in rows)
    messages = await town.house.database.read(MESSAGES_OF_ORDER, store_id=order.store_id, order_id=order.id)
    assert {message.state for message in messages} <= set(MessageState)
    assert messages[0].template == TEMPLATE
