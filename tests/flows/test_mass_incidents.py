"""An outage on the house's own database: found, answered once, made good once, and told in the end."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from two_accounts import FIRST, NOON, TwoAccounts

from wendan.app import open_house
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine, Store
from wendan.domains.catalog.store import ITEMS
from wendan.domains.mass_incidents.errors import IncidentIsUnknown, NobodyToMakeGood, TrafficIsMoved
from wendan.domains.mass_incidents.model import INCIDENT_TIMER, Incident, IncidentKind, IncidentState
from wendan.domains.ordering.model import Entry, Order, Wish
from wendan.domains.payments.model import Payment
from wendan.domains.recovery.model import Compensation, Incidents
from wendan.domains.routing.model import Act
from wendan.flows.answers import Answer, news_of
from wendan.flows.checkout import place
from wendan.flows.compensate import compensate, go_on_compensating
from wendan.flows.contain import Answering, contain, dismiss
from wendan.flows.detect import Normals, detect
from wendan.flows.give_feedback import DinersOrder, give_feedback
from wendan.flows.hear_mentions import Heard, Said, hear_mentions
from wendan.flows.house import House
from wendan.flows.incident_file import read_incident_file
from wendan.flows.menu import open_store
from wendan.flows.pay import PayRequest, pay
from wendan.flows.settle import settle
from wendan.kernel.news import Source, Word
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.promises import find_breaches

BOSS = "老板"


@pytest.fixture
async def house(database: str) -> AsyncIterator[House]:
    async with open_house(Settings(database_url=database), ManualClock(NOON), SeededIds(1)) as opened:
        channels = {name: TwoAccounts(name) for name in ("wechat", "alipay")}
        yield replace(opened, channels={**opened.channels, **channels})


@pytest.fixture
async def store(house: House) -> Store:
    return await open_store(house, drill_store({"wechat": FIRST, "alipay": FIRST}, 1000))


async def order_of(house: House, store: Store, n: int, bowls: int = 1) -> Order:
    items = await house.database.read(ITEMS, store_id=store.store_id)
    rice = next(item for item in items if item.name == "米饭")
    wish = Wish(store.store_id, UUID(int=1000 + n), f"order-{n:04}", Entry.H5, None, "", "content")
    return (await place(house, wish, [BasketLine(rice.id, bowls)])).order


async def tried(
    house: House, store: Store, n: int, channel: str = "wechat", bowls: int = 1
) -> tuple[Order, Payment]:
    """Customer n comes a second later, orders and presses pay."""
    assert isinstance(house.clock, ManualClock)
    await house.clock.advance(1)
    order = await order_of(house, store, n, bowls)
    press = PayRequest(
        order.store_id, order.id, order.diner_id, channel, "native", None, None, f"press-{n:04}"
    )
    return order, await pay(house, press)


async def paid(house: House, payment: Payment) -> None:
    now = house.clock.now()
    news = news_of(payment, Answer(Word.SUCCEEDED, Source.CALLBACK, "{}"), now)
    await settle(
        house, replace(news, amount_fen=payment.amount_fen, reference=f"42{payment.number}", happened_at=now)
    )


async def an_outage(house: House, store: Store, customers: int = 12) -> Incident:
    """So many customers meet a silent WeChat within half a minute; one more pays by Alipay."""
    wechat = house.channels["wechat"]
    assert isinstance(wechat, TwoAccounts)
    wechat.silent = {FIRST}
    for n in range(customers):
        await tried(house, store, n)
    _, payment = await tried(house, store, 900, "alipay")
    await paid(house, payment)
    [found] = await detect(house, Normals(house.reports))
    return found


def answering(incident: Incident, merchant_id: UUID | None = None) -> Answering:
    return Answering(incident.id, merchant_id, BOSS)


async def ring(house: House, incident: Incident) -> None:
    await go_on_compensating(
        house, Timer(HEAD_OFFICE, INCIDENT_TIMER, incident.id, incident.id, house.clock.now())
    )


async def rows(house: House, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await house.database.fetch(sql)]


async def test_a_silent_channel_is_found_once_however_many_processes_look(house: House, store: Store):
    wechat = house.channels["wechat"]
    assert isinstance(wechat, TwoAccounts)
    wechat.silent = {FIRST}
    for n in range(12):
        await tried(house, store, n)
    found = await asyncio.gather(*(detect(house, Normals(house.reports)) for _ in range(3)))

    [incident] = [each for some in found for each in some]
    assert (incident.kind, incident.channel, incident.state) == (
        IncidentKind.PAYMENTS,
        "wechat",
        IncidentState.OPEN,
    )
    assert incident.propose_channel == "alipay"
    assert await rows(house, "SELECT count(*) FROM incident") == [(1,)]
    [(content,)] = await rows(house, "SELECT content ->> 'reason' FROM outbox WHERE topic = 'incident-found'")
    assert content == "100% of the last attempts by wechat went wrong, usually 1%"


async def test_one_confirmation_moves_the_traffic_and_the_second_says_by_whom(house: House, store: Store):
    incident = await an_outage(house, store)
    moved = await contain(house, answering(incident, store.merchant_id))
    await house.routes.exchange(house.database)

    [switch] = house.routes.switches
    assert (switch.channel, switch.to_channel, switch.act) == ("wechat", "alipay", Act.MOVE)
    assert switch.until_at == switch.set_at + timedelta(minutes=30)
    assert (moved.state, moved.switch_id) == (IncidentState.CONTAINED, switch.id)
    with pytest.raises(TrafficIsMoved):
        await contain(house, answering(incident, store.merchant_id))


async def test_another_merchants_incident_is_unknown(house: House, store: Store):
    incident = await an_outage(house, store)
    stranger = answering(incident, UUID(int=99))

    for answer in (
        contain(house, stranger),
        dismiss(house, stranger, "不是我"),
        compensate(house, stranger, 20),
    ):
        with pytest.raises(IncidentIsUnknown):
            await answer
    with pytest.raises(IncidentIsUnknown):
        await read_incident_file(house, incident.id, UUID(int=99))


async def test_where_the_policy_says_so_the_traffic_moves_by_itself(house: House, store: Store):
    house = policied(house, incidents=Incidents(moves_by_itself=True, moved_for_minutes=5))
    incident = await an_outage(house, store)
    await house.routes.exchange(house.database)

    [switch] = house.routes.switches
    assert (switch.set_by, switch.until_at - switch.set_at) == ("自动", timedelta(minutes=5))
    assert (await read_incident_file(house, incident.id, None)).incident.state is IncidentState.CONTAINED


def policied(house: House, **more: object) -> House:
    house.policies.default = msgspec.structs.replace(house.policies.default, **more)
    return house


async def test_whoever_could_not_pay_gets_one_coupon_and_whoever_paid_otherwise_none(
    house: House, store: Store
):
    incident = await an_outage(house, store)
    begun = await compensate(house, answering(incident), 25)
    await ring(house, begun)
    await ring(house, begun)

    given = await rows(house, "SELECT cause_order_id, amount_fen FROM coupon")
    totals = dict(await rows(house, "SELECT id, total_fen FROM customer_order WHERE confirmed_at IS NULL"))
    assert {order_id: -(-total // 4) for order_id, total in totals.items()} == dict(given)
    assert len(given) == len(totals) == 12
    toll = (await read_incident_file(house, incident.id, None)).toll
    assert (toll.orders, toll.paid_after_all, toll.coupons) == (12, 0, 12)
    assert toll.coupons_fen == sum(amount for _, amount in given)
    assert await rows(house, "SELECT count(*) FROM timer WHERE kind = 'mass_incident'") == [(0,)]


async def test_where_the_budget_ends_making_good_stops_and_goes_on_when_it_is_raised(
    house: House, store: Store
):
    budget = Compensation(per_case_fen=1000, per_day_fen=1000, fund_per_month_fen=5000)
    house = policied(house, compensation=budget)
    incident = await an_outage(house, store)
    [(share,)] = await rows(house, "SELECT DISTINCT ceil(total_fen * 0.5)::int FROM customer_order")
    await ring(house, await compensate(house, answering(incident), 50))
    reached = budget.per_day_fen // share
    assert 0 < reached < 12
    assert await rows(house, "SELECT count(*), sum(amount_fen)::int FROM coupon") == [
        (reached, reached * share)
    ]
    assert await rows(house, "SELECT count(*) FROM timer WHERE kind = 'mass_incident'") == [(0,)]

    policied(house, compensation=Compensation(per_case_fen=1000, per_day_fen=5000, fund_per_month_fen=5000))
    assert isinstance(house.clock, ManualClock)
    await house.clock.advance(11)  # so long a policy is kept
    await ring(house, await compensate(house, answering(incident), 50))
    assert await rows(house, "SELECT count(*), sum(amount_fen)::int FROM coupon") == [(12, 12 * share)]
    assert await find_breaches(house.database, house.clock.now()) == []


async def test_an_incident_ends_when_the_channel_answers_again(house: House, store: Store):
    incident = await an_outage(house, store)
    wechat = house.channels["wechat"]
    assert isinstance(wechat, TwoAccounts)
    wechat.silent = set()
    assert isinstance(house.clock, ManualClock)
    await house.clock.advance(11 * 60)
    for n in range(100, 110):
        _, payment = await tried(house, store, n)
        await paid(house, payment)
    await detect(house, Normals(house.reports))

    told = await read_incident_file(house, incident.id, store.merchant_id)
    assert told.incident.state is IncidentState.OVER
    by_channel = {
        minute.channel: (minute.seen, minute.bad)
        for minute in told.minutes
        if minute.at < NOON + timedelta(minutes=5)
    }
    assert by_channel == {"wechat": (12, 12), "alipay": (1, 0)}


async def test_what_the_public_says_counts_once_and_many_words_are_an_incident(house: House, store: Store):
    said = [Said(f"w{n}", NOON - timedelta(minutes=n), "校园网又崩了，支付失败还扣款") for n in range(14)]
    first = await hear_mentions(house, store.merchant_id, "weibo", [*said, Said("w99", NOON, "今天的面不错")])
    again = await hear_mentions(house, store.merchant_id, "weibo", said)

    assert (first, again) == (Heard(new=15, known=0, watched=14), Heard(new=0, known=14, watched=0))
    [incident] = await detect(house, Normals(house.reports))
    assert (incident.kind, incident.words) == (IncidentKind.WORDS, "14 mentions within an hour, usually 0")
    with pytest.raises(NobodyToMakeGood):
        await compensate(house, answering(incident), 20)
    assert isinstance(house.clock, ManualClock)
    await house.clock.advance(1)
    assert len((await read_incident_file(house, incident.id, store.merchant_id)).mentions) == 14


async def test_feedback_about_lost_money_is_heard_with_the_publics_words(house: House, store: Store):
    order, payment = await tried(house, store, 1)
    await paid(house, payment)
    whose = DinersOrder(order.store_id, order.id, order.diner_id)
    await give_feedback(house, whose, 1, "重复扣款！")
    await give_feedback(house, whose, 1, "重复扣款，等了一小时")
    await give_feedback(house, whose, 5, "退了，谢谢")

    assert await rows(house, "SELECT source, text, keywords FROM mention") == [
        ("feedback", "重复扣款，等了一小时", ["重复扣款", "扣款"])
    ]


async def test_whoever_is_made_good_reads_of_it_on_their_orders_page(house: House, store: Store):
    incident = await an_outage(house, store)
    await ring(house, await compensate(house, answering(incident), 20))

    told = await rows(house, "SELECT kind, state, variables ->> 'reason' FROM message")
    assert told == [("coupon", "SENT", "incident")] * 12
    assert await rows(house, "SELECT count(*) FROM message AS m JOIN coupon AS c ON c.id = m.coupon_id") == [
        (12,)
    ]


async def test_an_order_too_large_for_the_budget_of_a_case_keeps_nobody_else_waiting(
    house: House, store: Store
):
    house = policied(
        house, compensation=Compensation(per_case_fen=100, per_day_fen=50_000, fund_per_month_fen=50_000)
    )
    wechat = house.channels["wechat"]
    assert isinstance(wechat, TwoAccounts)
    wechat.silent = {FIRST}
    feast, _ = await tried(house, store, 500, bowls=50)
    incident = await an_outage(house, store)
    await ring(house, await compensate(house, answering(incident), 50))
    await ring(house, incident)

    given = [order_id for (order_id,) in await rows(house, "SELECT cause_order_id FROM coupon")]
    assert len(given) == 12
    assert feast.id not in given
    toll = (await read_incident_file(house, incident.id, None)).toll
    assert (toll.orders, toll.coupons) == (13, 12)
