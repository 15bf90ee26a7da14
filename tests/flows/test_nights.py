"""Nights: what a silent channel leaves, what a debt becomes, and what a month is measured by."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from value_town import MEMBER, NOON, OtherSide, Town

from wendan.app import open_house
from wendan.channels.port import PaymentAsk, PaymentKey, Prepared
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine
from wendan.domains.catalog.store import ITEMS
from wendan.domains.incidents.model import Case
from wendan.domains.insight.rules import month_of
from wendan.domains.insight.store import STORE_MONTHS
from wendan.domains.ordering.model import Order, OrderState, Purpose
from wendan.domains.payments.model import Payment, PaymentState
from wendan.domains.recovery.model import NIGHT_TIMER, PolicyChange
from wendan.flows.agree_credit import CreditTerms, agree_credit
from wendan.flows.audit_night import audit_night
from wendan.flows.change_policy import Whose, change_policy
from wendan.flows.checkout import place
from wendan.flows.expire import close_order
from wendan.flows.menu import open_store
from wendan.flows.pay import PayRequest, pay
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.promises import find_breaches

HOUR, DAY = 3600, 86_400


@dataclass
class Mute(OtherSide):
    """A channel that gives out codes and says nothing more until `says` is set."""

    says: Word | None = None
    calls_back: bool = False
    bills: None = None
    callback_headers: tuple[str, ...] = ()
    kept: None = None
    asked: list[str] = field(default_factory=list)

    def serves(self, account: str) -> bool:
        return True

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        return Prepared({"code_url": "code"}, "")

    async def query(self, key: PaymentKey) -> ChannelNews:
        self.asked.append(key.number)
        if self.says is None:
            raise Silence("away")
        now = self.clock.now()
        news = ChannelNews(
            self.name, key.account, Subject.PAYMENT, key.number, self.says, Source.QUERY, now, "{}"
        )
        paid = replace(news, amount_fen=Fen(200), currency="CNY", reference=f"42{key.number}")
        return paid if self.says is Word.SUCCEEDED else news


@pytest.fixture
async def town(database: str) -> AsyncIterator[Town]:
    clock = ManualClock(NOON)
    async with open_house(Settings(database_url=database), clock, SeededIds(1)) as house:
        store = await open_store(house, drill_store({"wechat": "1900000001"}, 100))
        wechat = Mute(clock)
        yield Town(replace(house, channels={**house.channels, "wechat": wechat}), clock, store, wechat)


async def night(town: Town) -> None:
    clock = Timer(town.store.store_id, NIGHT_TIMER, town.store.store_id, town.store.store_id, NOON)
    await audit_night(town.house, clock)


async def nights(town: Town) -> list[dict]:
    return [dict(r) for r in await town.house.reports.fetch("SELECT * FROM day_audit ORDER BY business_day")]


async def uncertain(town: Town) -> tuple[Order, Payment]:
    order = await placed(town)
    wish = PayRequest(order.store_id, order.id, MEMBER, "wechat", "native", None, None, "press")
    return order, await pay(town.house, wish)


async def placed(town: Town) -> Order:
    items = await town.house.database.read(ITEMS, store_id=town.store.store_id)
    rice = next(item for item in items if item.name == "米饭")
    return (await place(town.house, town.wish(Purpose.MEAL), [BasketLine(rice.id, 1)])).order


async def cases(town: Town, order: Order) -> list[Case]:
    return list((await town.file(order)).cases)


async def test_what_the_channel_has_not_said_by_the_end_of_the_day_is_a_case_until_it_says_it(town: Town):
    order, payment = await uncertain(town)
    await town.clock.advance(12 * HOUR)
    await night(town)
    [case] = await cases(town, order)
    await town.clock.advance(DAY)
    await night(town)
    again = await cases(town, order)
    town.wechat.says = Word.SUCCEEDED
    await town.clock.advance(DAY)
    await night(town)
    [healed] = await cases(town, order)

    assert (case.type, case.subject, case.owner, case.amount_fen) == (
        "uncertain-overnight",
        payment.number,
        "finance",
        payment.amount_fen,
    )
    assert again == [case]
    assert (healed.state, healed.resolution) == ("RESOLVED", "the channel says SUCCEEDED")
    found = await nights(town)
    assert [(n["asked"], n["arrived"], n["uncertain"]) for n in found] == [(1, 0, 1), (1, 0, 1), (1, 1, 0)]
    assert (await town.file(order)).payment(payment.id).state is PaymentState.SUCCEEDED


async def test_a_night_is_written_once_however_often_its_clock_rings(town: Town):
    await uncertain(town)
    await town.clock.advance(12 * HOUR)
    for _ in range(3):
        await night(town)

    [found] = await nights(town)
    assert found["business_day"] == date(2026, 11, 23)
    [clock] = await town.house.reports.fetch("SELECT due_at FROM timer WHERE kind = $1", NIGHT_TIMER)
    assert clock["due_at"] == NOON + timedelta(hours=36)


async def test_a_store_without_its_nights_clock_breaks_a_promise(town: Town):
    assert await find_breaches(town.house.reports, town.clock.now()) == []
    await town.house.reports.execute("DELETE FROM timer WHERE kind = $1", NIGHT_TIMER)

    [breach] = await find_breaches(town.house.reports, town.clock.now())
    assert (breach.promise, breach.store_id) == ("P3", town.store.store_id)


async def test_an_order_nobody_paid_and_nobody_cooked_is_no_debt(town: Town):
    order = await placed(town)
    await town.clock.advance(HOUR)
    await close_order(town.house, order.store_id, order.id, "EXPIRE")
    await town.clock.advance(5 * DAY)
    await night(town)

    assert (await town.file(order)).order.state is OrderState.CLOSED
    assert await town.house.reports.fetch("SELECT FROM bad_debt") == []


async def owing(town: Town) -> Order:
    terms = CreditTerms(town.store.merchant_id, MEMBER, Fen(1000), is_open=True)
    await agree_credit(town.house, terms)
    return (await town.eats("pay-later"))[0]


async def test_a_meal_that_is_owed_longer_than_the_policy_allows_is_bad_debt_until_it_is_repaid(town: Town):
    order = await owing(town)
    await town.clock.advance(32 * DAY)
    await night(town)
    before = await town.house.reports.fetch("SELECT FROM bad_debt")
    await town.clock.advance(2 * DAY)
    await night(town)
    await night(town)
    [debt] = await town.house.reports.fetch(
        "SELECT order_id, amount_fen, reason, member_id, recovered_at FROM bad_debt"
    )
    await town.topped_up(200, Purpose.REPAYMENT)
    await town.clock.advance(DAY)
    await night(town)
    [repaid] = await town.house.reports.fetch("SELECT recovered_at FROM bad_debt")

    assert before == []
    assert (debt["order_id"], debt["amount_fen"], debt["member_id"]) == (order.id, 200, MEMBER)
    assert (debt["reason"], debt["recovered_at"]) == ("pay-later-unpaid", None)
    assert repaid["recovered_at"] == town.clock.now()
    assert [n["bad_debts"] for n in await nights(town)] == [0, 1, 0]


async def test_a_policy_says_when_a_debt_is_bad(town: Town):
    whose = Whose(town.store.store_id, town.store.merchant_id)
    await change_policy(town.house, whose, PolicyChange({"bad_debt_after_hours": 24}, "收紧", "老板"))
    await owing(town)
    await town.clock.advance(32 * DAY)
    await night(town)

    assert len(await town.house.reports.fetch("SELECT FROM bad_debt")) == 1


async def test_a_month_is_measured_with_its_numerators_and_denominators(town: Town):
    await owing(town)
    order, _ = await uncertain(town)
    town.wechat.says = Word.CLOSED
    await town.clock.advance(HOUR)
    await close_order(town.house, order.store_id, order.id, "EXPIRE")
    await placed(town)
    await town.clock.advance(35 * DAY)
    await night(town)
    months = await town.house.reports.read(
        STORE_MONTHS, store_ids=[town.store.store_id], month=date(2026, 11, 1)
    )
    figures = month_of(months)
    [other] = await town.house.reports.read(
        STORE_MONTHS, store_ids=[town.store.store_id], month=date(2026, 10, 1)
    )

    assert figures.orders == 3
    assert (figures.success.part, figures.success.whole, figures.success.share) == (1, 2, 0.5)
    assert (figures.drop.part, figures.drop.whole) == (0, 1)
    assert (figures.bad_debt.part, figures.bad_debt.whole, figures.bad_debts) == (200, 200, 1)
    assert (other.orders, month_of([other]).success.share) == (0, None)
