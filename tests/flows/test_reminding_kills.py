"""Reminders while somebody dies between two steps: told once, or known to be in doubt, and never after the payment."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from ladder_town import SMS, LadderTown, ladder_clock, open_town

from wendan.domains.messages.model import MESSAGE_TIMER
from wendan.domains.ordering.model import Order
from wendan.flows import remind as remind_flow
from wendan.flows import tell as tell_flow
from wendan.flows.follow import follow
from wendan.flows.remind import remind
from wendan.notify.ways import NO_WAYS
from wendan.platform.inbox import Callback, keep
from wendan.platform.timers import Timer
from wendan.promises import find_breaches
from wendan.sandbox.core.faults import AnswerFault


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[LadderTown]:
    async with open_town(database, tmp_path) as opened:
        yield opened


async def message_clock(town: LadderTown, order: Order) -> Timer:
    [row] = await town.house.database.fetch(
        "SELECT subject_id, due_at FROM timer WHERE kind = 'message' AND order_id = $1", order.id
    )
    return Timer(order.store_id, MESSAGE_TIMER, row["subject_id"], order.id, row["due_at"])


class Died(BaseException):
    """kill -9, as near as one process can come to it."""


async def dies(*_: object, **__: object) -> None:
    raise Died


async def killed_at(town: LadderTown, order: Order, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The first rung rings, and its worker dies before the call (`tell`) or after it (`learn`)."""
    await town.clock.advance(180)
    with monkeypatch.context() as patched:
        patched.setattr(remind_flow if step == "tell" else tell_flow, step, dies)
        with pytest.raises(Died):
            await remind(town.house, ladder_clock(order))


async def test_killed_before_the_call_a_subscription_is_never_sent_twice(
    town: LadderTown, monkeypatch: pytest.MonkeyPatch
):
    order = await town.order(consents=3)
    await killed_at(town, order, monkeypatch, "tell")
    assert await town.told(order) == ["1 SENDING"]
    await town.pass_time(minutes=5)

    assert await town.told(order) == ["1 UNKNOWN"]
    assert town.arrived() == []
    await town.is_well()


async def test_killed_after_the_call_a_subscription_is_not_sent_again(
    town: LadderTown, monkeypatch: pytest.MonkeyPatch
):
    order = await town.order(consents=3)
    await killed_at(town, order, monkeypatch, "learn")
    await town.pass_time(minutes=5)

    assert await town.told(order) == ["1 UNKNOWN"]
    assert len(town.arrived()) == 1
    await town.is_well()


@pytest.mark.parametrize("step", ["tell", "learn"])
async def test_killed_anywhere_a_text_message_comes_once(
    town: LadderTown, monkeypatch: pytest.MonkeyPatch, step: str
):
    await town.sets(rungs=SMS)
    order = await town.order()
    await killed_at(town, order, monkeypatch, step)
    assert await town.told(order) == ["1 SENDING"]
    await town.pass_time(minutes=5)

    assert await town.told(order) == ["1 DELIVERED"]
    assert len(town.arrived()) == 1
    await town.is_well()


async def test_killed_before_the_call_and_paid_meanwhile_it_is_never_sent(
    town: LadderTown, monkeypatch: pytest.MonkeyPatch
):
    await town.sets(rungs=SMS)
    order = await town.order()
    await killed_at(town, order, monkeypatch, "tell")
    await town.pays(order)
    await town.pass_time(minutes=5)

    assert await town.told(order) == ["1 SKIPPED is-paid"]
    assert town.arrived() == []
    await town.is_well()


async def test_two_workers_follow_one_message_and_it_comes_once(
    town: LadderTown, monkeypatch: pytest.MonkeyPatch
):
    await town.sets(rungs=SMS)
    order = await town.order()
    await killed_at(town, order, monkeypatch, "tell")
    clock = await message_clock(town, order)
    for _ in range(3):
        await town.clock.advance(70)
        await asyncio.gather(*(follow(town.house, clock) for _ in range(4)))

    assert len(town.arrived()) == 1
    await town.pass_time(minutes=2)
    assert await town.told(order) == ["1 DELIVERED"]


@pytest.mark.parametrize("has_answered", [True, False])
async def test_a_report_whose_receiver_died_is_asked_about(
    town: LadderTown, monkeypatch: pytest.MonkeyPatch, has_answered: bool
):
    await town.sets(rungs=SMS)
    order = await town.order()
    await town.pass_time(seconds=181)
    message = (await message_clock(town, order)).subject_id
    kept = Callback(
        order.store_id,
        town.house.stamp().id(),
        "sms",
        "gateway",
        f"{message}:delivered",
        {},
        b"{}",
        town.clock.now(),
    )
    assert await keep(town.house.database, kept)
    if not has_answered:
        town.post.desk.fate.script("ask", [AnswerFault.UNAVAILABLE_BEFORE] * 2)
    await town.pass_time(minutes=2)

    assert await town.told(order) == ["1 DELIVERED"]
    assert await town.house.database.fetch("SELECT 1 FROM inbox WHERE processed_at IS NULL") == []


async def test_the_promises_notice_a_nagging_and_a_forgotten_message(town: LadderTown):
    await town.sets(rungs=SMS)
    order, forgotten = await town.order("客1"), await town.order("客2")
    await town.pass_time(seconds=181)
    await town.pays(order)
    for sql in (
        "UPDATE message SET sending_at = sending_at + interval '1 minute' WHERE order_id = $1",
        "DELETE FROM timer WHERE kind = 'message' AND order_id <> $1",
    ):
        await town.house.database.execute(sql, order.id)

    found = {
        (each.promise, each.order_id) for each in await find_breaches(town.house.reports, town.clock.now())
    }
    assert found == {("P10", order.id), ("P3", forgotten.id)}


async def test_a_way_that_is_taken_away_leaves_nobody_asking_for_ever(town: LadderTown):
    await town.sets(rungs=SMS)
    order = await town.order()
    await town.pass_time(seconds=180)
    clock = await message_clock(town, order)
    await follow(replace(town.house, ways=NO_WAYS), clock)

    assert await town.told(order) == ["1 SENT"]
    assert await town.house.database.fetch("SELECT 1 FROM timer WHERE kind = 'message'") == []
    await town.is_well()
