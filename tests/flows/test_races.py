"""Two at one moment: what the drill found, held still."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import asyncpg
import pytest

from wendan.app import open_house
from wendan.channels.port import Prepared
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine
from wendan.domains.catalog.store import ITEMS
from wendan.domains.ordering.model import EXPIRY_TIMER, Entry, Order, Wish
from wendan.domains.ordering.service import alarm
from wendan.domains.payments.service import unanswered
from wendan.flows.answers import Answer, news_of
from wendan.flows.checkout import place
from wendan.flows.expire import expire, give_up
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.flows.pay import PayRequest, pay
from wendan.flows.settle import settle
from wendan.kernel.errors import Silence
from wendan.kernel.news import Source, Word
from wendan.kernel.scene import Scene
from wendan.platform.clock import ManualClock, real_pause
from wendan.platform.db import Database, until_reachable
from wendan.platform.ids import SeededIds
from wendan.platform.postgres_access import free_port
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DINER = UUID(int=7)


@pytest.fixture
async def house(database: str) -> AsyncIterator[House]:
    async with open_house(Settings(database_url=database), ManualClock(NOON), SeededIds(1)) as opened:
        yield opened


async def placed(house: House) -> Order:
    store = await open_store(house, drill_store({"wechat": "1900000001"}, 10))
    items = await house.database.read(ITEMS, store_id=store.store_id)
    rice = next(item for item in items if item.name == "米饭")
    wish = Wish(store.store_id, DINER, "key", Entry.H5, None, "", "content")
    return (await place(house, wish, [BasketLine(rice.id, 1)])).order


class SlowChannel:
    """Each preparation kills the code of the one before, as a native code does."""

    name = "wechat"

    def __init__(self) -> None:
        self.methods = {"native": Scene.QR}
        self.prepared = 0
        self.is_silent = False

    def serves(self, _: str) -> bool:
        return True

    async def prepare(self, _: object) -> Prepared:
        self.prepared += 1
        mine = self.prepared
        await real_pause(0.05)
        if self.is_silent:
            raise Silence("lost after the channel acted")
        return Prepared({"code_url": f"code {mine}"}, "")


async def test_two_presses_at_one_moment_share_one_preparation(house: House):
    order, channel = await placed(house), SlowChannel()
    shop = replace(house, channels={"wechat": channel})
    press = PayRequest(order.store_id, order.id, DINER, "wechat", "native", None, None, "press")

    first, second = await asyncio.gather(pay(shop, press), pay(shop, press))
    third = await pay(shop, replace(press, client_key="another page"))

    assert channel.prepared == 1
    assert [p.parameters for p in (first, second, third)] == [{"code_url": "code 1"}] * 3


async def test_a_code_that_a_lost_answer_may_have_killed_is_not_shown_again(house: House):
    order, channel = await placed(house), SlowChannel()
    shop = replace(house, channels={"wechat": channel})
    press = PayRequest(order.store_id, order.id, DINER, "wechat", "native", None, None, "press")
    shown = await pay(shop, press)
    await house.database.commit(unanswered(shown)[1])
    channel.is_silent = True
    await pay(shop, press)
    channel.is_silent = False
    news = news_of(shown, Answer(Word.ACCEPTED, Source.QUERY, "NOTPAY"), NOON)
    await settle(shop, news)

    again = await pay(shop, replace(press, client_key="again"))

    assert again.parameters == {"code_url": "code 3"}


async def test_an_alarm_clock_set_again_beside_the_end_of_its_order_goes_when_it_rings(house: House):
    order = await placed(house)
    await give_up(house, order.store_id, order.id, DINER)
    await house.database.commit(alarm(order, NOON))

    await expire(house, Timer(order.store_id, EXPIRY_TIMER, order.id, order.id, NOON))

    assert await house.database.fetch("SELECT kind FROM timer WHERE kind <> 'day_audit'") == []


async def test_a_server_that_is_still_starting_is_waited_for():
    port = free_port()
    waiting = asyncio.create_task(until_reachable(f"postgresql://x:y@127.0.0.1:{port}/z"))

    await asyncio.wait([waiting], timeout=0.3)

    assert not waiting.done()
    waiting.cancel()


async def test_a_connection_confused_by_a_kill_counts_as_lost():
    async def confused(*_: object) -> None:
        raise asyncpg.InternalClientError("cannot switch to state 12")

    broken = Database(SimpleNamespace(fetch=confused))

    with pytest.raises(ConnectionResetError):
        await broken.fetch("SELECT 1")
