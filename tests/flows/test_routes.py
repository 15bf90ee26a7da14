"""Routes on the house's own database: pulses shared between processes, accounts to fall back on, a hand on the switch."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from two_accounts import FIRST, NOON, SECOND, TwoAccounts

from wendan.app import open_house
from wendan.channels.port import PaymentKey
from wendan.channels.watched import WatchedChannel
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine
from wendan.domains.catalog.store import ITEMS
from wendan.domains.ordering.model import Entry, Order, Wish
from wendan.domains.payments.errors import PaymentMethodIsNotOffered
from wendan.domains.payments.model import PaymentState
from wendan.domains.routing.errors import ChannelIsUnknown, NothingWouldBeLeft, SwitchIsUnknown
from wendan.domains.routing.model import Act, BreakerState, Client, Route, Way
from wendan.domains.routing.rules.breaker import LEAST_BEATS
from wendan.flows.checkout import place
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.flows.pay import PayRequest, pay
from wendan.flows.probe import probe
from wendan.flows.recommend import Customer, recommend
from wendan.flows.switch_routes import SwitchWish, end_switch, switch_route
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings

DINER = UUID(int=7)


@pytest.fixture
async def house(database: str) -> AsyncIterator[House]:
    async with open_house(Settings(database_url=database), ManualClock(NOON), SeededIds(1)) as opened:
        yield opened


@pytest.fixture
def channel() -> TwoAccounts:
    return TwoAccounts()


@pytest.fixture
def shop(house: House, channel: TwoAccounts) -> House:
    return replace(house, channels={**house.channels, "wechat": WatchedChannel(channel, house.routes.feel)})


async def placed(house: House) -> Order:
    plan = replace(drill_store({"wechat": FIRST}, 10), more_accounts={"wechat": [SECOND]})
    store = await open_store(house, plan)
    items = await house.database.read(ITEMS, store_id=store.store_id)
    rice = next(item for item in items if item.name == "米饭")
    wish = Wish(store.store_id, DINER, "key", Entry.H5, None, "", "content")
    return (await place(house, wish, [BasketLine(rice.id, 1)])).order


def press(order: Order, method: str = "native", **more: str) -> PayRequest:
    return PayRequest(order.store_id, order.id, DINER, "wechat", method, None, None, "press", **more)


def a_wish(act: Act, channel: str, **more: object) -> SwitchWish:
    return replace(SwitchWish(None, channel, act, "银行故障", timedelta(minutes=30), "老板"), **more)


async def rows(house: House, sql: str) -> list:
    return [tuple(row) for row in await house.database.fetch(sql)]


async def test_an_account_that_refuses_for_reasons_of_its_own_is_left_for_the_next_in_one_press(
    shop, channel
):
    order = await placed(shop)
    channel.refusing = {FIRST: Cause.OUR_MISTAKE}
    payment = await pay(shop, press(order))
    again = await pay(shop, press(order))

    assert (payment.account, payment.parameters) == (SECOND, {"code_url": f"code of {SECOND}"})
    assert again.id == payment.id
    found = await rows(shop, "SELECT account, state FROM payment ORDER BY attempt")
    assert found == [(FIRST, "FAILED"), (SECOND, "PENDING")]
    assert [account for account, _ in channel.asked] == [FIRST, SECOND]


async def test_the_customers_own_trouble_does_not_send_the_payment_anywhere_else(shop, channel):
    order = await placed(shop)
    channel.refusing = {FIRST: Cause.LIMIT_EXCEEDED}
    payment = await pay(shop, press(order))

    assert (payment.account, payment.state, payment.cause) == (
        FIRST,
        PaymentState.FAILED,
        Cause.LIMIT_EXCEEDED,
    )
    assert [account for account, _ in channel.asked] == [FIRST]


async def test_silence_is_no_proof_of_death_so_nothing_is_tried_elsewhere(shop, channel):
    order = await placed(shop)
    channel.silent = {FIRST}
    payment = await pay(shop, press(order))

    assert (payment.account, payment.state) == (FIRST, PaymentState.UNKNOWN)
    assert len(channel.asked) == 1


async def test_with_every_account_dead_the_customer_is_told_and_no_account_is_asked_twice(shop, channel):
    order = await placed(shop)
    channel.refusing = {FIRST: Cause.OUR_MISTAKE, SECOND: Cause.CHANNEL_BUSY}
    payment = await pay(shop, press(order))

    assert (payment.state, payment.cause) == (PaymentState.FAILED, Cause.CHANNEL_BUSY)
    assert [account for account, _ in channel.asked] == [FIRST, SECOND]


async def test_a_scanned_code_is_asked_about_once_and_never_sent_again(shop, channel):
    order = await placed(shop)
    channel.silent = {FIRST}
    first = await pay(shop, press(order, "barcode", auth_code="134567890123456789"))
    channel.silent = set()
    second = await pay(shop, press(order, "barcode", auth_code="134567890123456780"))

    assert first.id == second.id
    assert len(channel.asked) == 1
    kept = await rows(shop, "SELECT row_to_json(p)::text FROM payment AS p")
    assert "134567890123456789" not in kept[0][0]


async def ill(house: House, channel: TwoAccounts, account: str) -> None:
    watched = house.channels["wechat"]
    channel.silent = {account}
    key = PaymentKey(account, "NOBODY", "native", NOON, NOON)
    for _ in range(LEAST_BEATS):
        with pytest.raises(Silence):
            await watched.query(key)


async def test_new_payments_leave_an_ill_account_at_once(shop, channel):
    order = await placed(shop)
    await ill(shop, channel, FIRST)
    payment = await pay(shop, press(order))

    assert payment.account == SECOND


async def test_another_process_learns_of_the_illness_by_the_database(shop, channel, database):
    await ill(shop, channel, FIRST)
    await shop.routes.exchange(shop.database)
    async with open_house(Settings(database_url=database), ManualClock(NOON), SeededIds(2)) as other:
        await other.routes.exchange(other.database)
        breaker = other.routes.breakers[Route("wechat", FIRST, "native")]

        assert breaker.state is BreakerState.OPEN
        assert other.routes.breakers[Route("wechat", FIRST, "*")].state is BreakerState.OPEN


async def test_pulses_of_two_processes_add_up_and_nothing_is_counted_twice(shop, channel):
    await ill(shop, channel, FIRST)
    await shop.routes.exchange(shop.database)
    await shop.routes.exchange(shop.database)
    await ill(shop, channel, FIRST)
    await shop.routes.exchange(shop.database)

    [row] = await rows(shop, "SELECT sum(ill), sum(well) FROM route_pulse WHERE method = 'native'")
    assert row == (2 * LEAST_BEATS, 0)
    beats = shop.routes.pulses(Route("wechat", FIRST, "native"), NOON - timedelta(minutes=5))
    assert sum(pulse.ill for pulse in beats) == 2 * LEAST_BEATS


async def test_probes_bring_the_traffic_back_without_risking_a_customer(shop, channel):
    await ill(shop, channel, FIRST)
    route = Route("wechat", FIRST, "native")
    await shop.clock.advance(11)
    await shop.routes.exchange(shop.database)
    assert shop.routes.breakers[route].state is BreakerState.HALF_OPEN
    channel.silent = set()
    for _ in range(3):
        await probe(shop)
        await shop.routes.exchange(shop.database)

    assert shop.routes.breakers[route].state is BreakerState.CLOSED
    assert channel.asked == []


async def test_who_is_well_again_is_judged_by_what_came_after_the_illness(shop, channel):
    way = Way("wechat", "native")
    await ill(shop, channel, FIRST)
    assert shop.routes.health()[way] == 0
    await shop.clock.advance(11)
    await shop.routes.exchange(shop.database)
    channel.silent = set()
    for _ in range(LEAST_BEATS):
        await probe(shop)
    await shop.routes.exchange(shop.database)
    assert way not in shop.routes.health()

    key = PaymentKey(FIRST, "NOBODY", "native", NOON, NOON)
    for _ in range(LEAST_BEATS):
        await shop.channels["wechat"].query(key)
    assert shop.routes.health()[way] == 1


async def test_a_payment_remembers_which_channels_were_away_when_it_began(shop, channel):
    order = await placed(shop)
    await ill(shop, channel, FIRST)
    assert (await pay(shop, press(order))).away == []
    await ill(shop, channel, SECOND)
    channel.silent = set()
    again = await pay(shop, replace(press(order, "barcode", auth_code="13" * 9), client_key="again"))

    assert again.away == ["wechat"]
    assert await rows(shop, "SELECT away FROM payment ORDER BY attempt") == [([],), (["wechat"],)]


async def offered(house: House, order: Order) -> list[str]:
    found = await recommend(house, (order.store_id, order.id), Customer(Client.POS, None, {}))
    return [offer.channel for offer in found]


async def test_a_closed_channel_takes_nothing_new_until_it_comes_back_by_itself(shop):
    order = await placed(shop)
    await switch_route(shop, a_wish(Act.CLOSE, "wechat"))
    await shop.routes.exchange(shop.database)

    assert "wechat" not in await offered(shop, order)
    with pytest.raises(PaymentMethodIsNotOffered):
        await pay(shop, press(order))
    await shop.clock.advance(29 * 60)
    assert "wechat" not in await offered(shop, order)
    await shop.clock.advance(61)
    await shop.routes.exchange(shop.database)
    assert "wechat" in await offered(shop, order)


async def test_a_drained_channel_is_not_offered_but_who_has_begun_may_go_on(shop):
    order = await placed(shop)
    begun = await pay(shop, press(order))
    switch = await switch_route(shop, a_wish(Act.DRAIN, "wechat", method="native"))
    await shop.routes.exchange(shop.database)

    assert "native" not in [
        offer.method
        for offer in await recommend(shop, (order.store_id, order.id), Customer(Client.POS, None, {}))
    ]
    assert (await pay(shop, press(order))).id == begun.id
    ended = await end_switch(shop, switch.id, None, "老板")
    assert ended.ended_by == "老板"


async def test_what_cannot_be_switched_is_refused_and_nothing_is_written(shop):
    for wish, refusal in (
        (a_wish(Act.CLOSE, "unheard-of"), ChannelIsUnknown),
        (a_wish(Act.MOVE, "wechat", to_channel="wechat"), NothingWouldBeLeft),
        (a_wish(Act.MOVE, "wechat"), NothingWouldBeLeft),
        (a_wish(Act.MOVE, "wechat", to_channel="unionpay"), ChannelIsUnknown),
    ):
        with pytest.raises(refusal):
            await switch_route(shop, wish)
    with pytest.raises(SwitchIsUnknown):
        await end_switch(shop, UUID(int=5), None, "老板")
    assert await rows(shop, "SELECT id FROM route_switch") == []


async def test_one_merchants_switch_moves_nobody_elses_traffic(shop):
    order = await placed(shop)
    stranger = UUID(int=99)
    switch = await switch_route(shop, a_wish(Act.CLOSE, "wechat", merchant_id=stranger))
    await shop.routes.exchange(shop.database)

    assert "wechat" in await offered(shop, order)
    with pytest.raises(SwitchIsUnknown):
        await end_switch(shop, switch.id, UUID(int=98), "别人")
