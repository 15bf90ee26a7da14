"""The ladder speaks through customer service, while the diner's own word has opened a window for it, and counts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from ladder_town import LadderTown, open_town, openid_of

from wendan.domains.members.store import WINDOW_OF_DINER
from wendan.domains.messages.model import Heard, MessageSignal
from wendan.domains.messages.store import MESSAGES_OF_ORDER
from wendan.flows.authorise import diner_of
from wendan.flows.hear_customer import hear_customer
from wendan.flows.tell import learn
from wendan.notify.port import Why
from wendan.sandbox.post.push import Says

RUNG = {"channel": "customer-service", "template": "pay-now", "incentive_fen": 0}
ONE = [{"after_minutes": 3, **RUNG}]
MANY = [{"after_minutes": n, **RUNG} for n in range(3, 10)]
URL = "http://house"


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[LadderTown]:
    async with open_town(database, tmp_path) as made:
        await made.sets(rungs=ONE, most_per_order=20, most_per_day=50)
        made.diners["小明"] = diner_of(openid_of("小明"))
        yield made


async def says(town: LadderTown, who: str = "小明", kind: str = "text", times: int = 1) -> None:
    """To WeChat, which pushes it to the house."""
    said = Says(openid_of(who), URL, kind=kind)
    town.post.platform.chat.opens(said.openid, is_said=kind == "text")
    await pushes(town, said, times)


async def pushes(town: LadderTown, said: Says, times: int = 1) -> None:
    """The house hears of it; that alone opens nothing at WeChat."""
    town.post.platform.chat.said += 1
    pushed = town.post.pushes.pushed(said)
    for _ in range(times):
        await hear_customer(town.house, *pushed)


async def left(town: LadderTown) -> int | None:
    window = await town.house.database.read(WINDOW_OF_DINER, diner_id=diner_of(openid_of("小明")))
    return None if window is None else window.messages_left


async def test_without_an_open_window_the_rung_is_left_out_with_its_reason(town: LadderTown):
    order = await town.order(consents=0)
    await town.pass_time(minutes=4)

    assert await town.told(order) == ["1 SKIPPED no-window"]
    assert town.arrived() == []
    await town.is_well()


async def test_a_word_of_the_diners_lets_the_reminder_through_and_is_counted(town: LadderTown):
    await says(town)
    order = await town.order(consents=0)
    await town.pass_time(minutes=4)

    assert await town.told(order) == ["1 SENT"]
    [taken] = town.arrived("wechat-service")
    assert taken.to == openid_of("小明")
    assert await left(town) == 4
    await town.is_well()


async def test_nobody_is_told_more_than_the_window_holds(town: LadderTown):
    await town.sets(rungs=MANY, most_per_order=20, most_per_day=50)
    await says(town)
    order = await town.order(consents=0)
    await town.pass_time(minutes=10)

    assert await town.told(order) == [
        *(f"{n} SENT" for n in range(1, 6)),
        "6 SKIPPED no-window",
        "7 SKIPPED no-window",
    ]
    assert len(town.arrived("wechat-service")) == 5


async def test_whoever_only_looked_in_is_told_within_a_minute_or_not_at_all(town: LadderTown):
    await says(town, kind="enter")
    order = await town.order(consents=0)
    await town.pass_time(minutes=4)

    assert await town.told(order) == ["1 SKIPPED no-window"]


async def test_the_same_push_again_opens_no_second_window(town: LadderTown):
    await says(town, times=3)
    await town.order(consents=0)
    await town.pass_time(minutes=4)
    assert await left(town) == 4
    await says(town, kind="enter")
    assert await left(town) == 4
    await town.clock.advance(1)
    await says(town)
    assert await left(town) == 5


async def test_another_persons_word_opens_nothing_for_this_one(town: LadderTown):
    await says(town, "小红")
    order = await town.order(consents=0)
    await town.pass_time(minutes=4)

    assert await town.told(order) == ["1 SKIPPED no-window"]


async def test_two_orders_at_one_moment_take_two_messages_of_the_window(town: LadderTown):
    await says(town)
    orders = [await town.order(consents=0) for _ in range(2)]
    await town.pass_time(minutes=4)

    assert [await town.told(order) for order in orders] == [["1 SENT"], ["1 SENT"]]
    assert await left(town) == 3


async def test_what_was_written_is_kept_nowhere_and_the_openid_lies_closed(town: LadderTown):
    await says(town)

    [row] = await town.house.database.fetch("SELECT * FROM service_window")
    assert openid_of("小明") not in str(dict(row))
    assert "在吗" not in str(dict(row))
    assert await town.house.database.fetch("SELECT id FROM inbox") == []


async def test_a_window_that_wechat_calls_closed_is_closed_here_until_the_next_word(town: LadderTown):
    await town.sets(rungs=MANY, most_per_order=20, most_per_day=50)
    await pushes(town, Says(openid_of("小明"), URL))
    order = await town.order(consents=0)
    await town.pass_time(minutes=5, seconds=30)
    refused = await town.told(order)
    await says(town)
    await town.pass_time(minutes=1)

    assert refused == ["1 UNDELIVERABLE no-consent", "2 SKIPPED no-window", "3 SKIPPED no-window"]
    assert (await town.told(order))[3:] == ["4 SENT"]
    await town.is_well()


async def test_a_refusal_closes_no_window_that_a_later_word_has_opened(town: LadderTown):
    await says(town)
    order = await town.order(consents=0)
    await town.pass_time(minutes=4)
    [sent] = await town.house.database.read(MESSAGES_OF_ORDER, store_id=order.store_id, order_id=order.id)
    await says(town)
    await learn(town.house, sent, Heard(MessageSignal.LOST, Why.NO_CONSENT))

    assert await town.told(order) == ["1 UNDELIVERABLE no-consent"]
    window = await town.house.database.read(WINDOW_OF_DINER, diner_id=order.diner_id)
    assert window is not None
    assert window.messages_left == 5
    assert window.open_until > town.clock.now()
