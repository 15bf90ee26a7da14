"""Money that moves at any instant of an order's expiry, with and without a death at that instant, finds its home."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import pytest
from two_accounts import FIRST, NOON

from wendan.app import open_house
from wendan.channels.port import Closing, PaymentKey
from wendan.cli.drilling.menu import drill_store
from wendan.cli.simulating.other_side import MonthChannel
from wendan.cli.simulating.timeline import Timeline
from wendan.domains.catalog.model import BasketLine, Store
from wendan.domains.catalog.store import ITEMS
from wendan.domains.ordering.model import Entry, Order, OrderState, Wish
from wendan.domains.payments.model import Fate, Payment
from wendan.flows.checkout import place
from wendan.flows.cook import hand_over
from wendan.flows.expire import expire
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.flows.order_file import read_order_file
from wendan.flows.pay import PayRequest, pay
from wendan.flows.settle import settle
from wendan.kernel.news import ChannelNews
from wendan.platform.changes import Changes
from wendan.platform.clock import ManualClock
from wendan.platform.db import Database
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.promises import find_breaches

MOST_INSTANTS = 40


class Killed(BaseException):
    """The process dies here: nothing catches this."""


class What(StrEnum):
    """What happens at the instant."""

    PAYS_AND_CALLS = "the customer pays and the callback arrives at once"
    PAYS_SILENTLY = "the customer pays and the callback is lost"
    IN_FLIGHT = "money that was on its way arrives whatever was closed, and the callback with it"
    DIES = "the process dies"
    PAYS_AND_DIES = "the customer pays and the process dies"
    DIES_THEN_CALLS = "the process dies, then money in flight arrives with its callback"


Hook = Callable[[], Awaitable[None]]


@dataclass
class Instants:
    """Counts the instants of one expiry and lets something happen at one of them."""

    at: int
    hook: Hook | None = None
    seen: int = 0

    async def pass_by(self) -> None:
        """Before and after each commit, and before and after each word with the channel."""
        n, self.seen = self.seen, self.seen + 1
        if self.hook is not None and n == self.at:
            hook, self.hook = self.hook, None
            await hook()


class WatchedDatabase(Database):
    """Tells of every commit, before and after."""

    instants: Instants

    async def commit(self, changes: Changes) -> None:
        await self.instants.pass_by()
        await super().commit(changes)
        await self.instants.pass_by()


@dataclass
class WatchedChannel(MonthChannel):
    """Tells of every question about a payment and every close, before and after."""

    instants: Instants = field(default_factory=lambda: Instants(-1))

    async def query(self, key: PaymentKey) -> ChannelNews:
        await self.instants.pass_by()
        news = await super().query(key)
        await self.instants.pass_by()
        return news

    async def close(self, key: PaymentKey) -> Closing:
        await self.instants.pass_by()
        closing = await super().close(key)
        await self.instants.pass_by()
        return closing


@dataclass
class Street:
    """A store whose orders expire while customers pay."""

    house: House
    clock: ManualClock
    channel: WatchedChannel
    store: Store
    dish: UUID
    orders: "itertools.count[int]" = field(default_factory=itertools.count)

    async def unpaid(self) -> tuple[Order, Payment]:
        """A new order whose attempt to pay is open, at the end of its time."""
        n = next(self.orders)
        wish = Wish(self.store.store_id, UUID(int=1000 + n), f"order-{n:04}", Entry.H5, None, "", "content")
        order = (await place(self.house, wish, [BasketLine(self.dish, 1)])).order
        press = PayRequest(
            order.store_id, order.id, order.diner_id, "wechat", "native", None, None, f"press-{n:04}"
        )
        payment = await pay(self.house, press)
        await self.clock.advance((order.expires_at - self.clock.now()).total_seconds() + 1)
        return order, payment

    async def expire_while(self, order: Order, instants: Instants) -> None:
        """The expiry's alarm clock rings; everything about it passes by the instants."""
        watched = WatchedDatabase(self.house.database.pool)
        watched.instants = self.channel.instants = instants
        try:
            await expire(
                replace(self.house, database=watched),
                Timer(order.store_id, "order_expiry", order.id, order.id, self.clock.now()),
            )
        except Killed:
            pass
        finally:
            self.channel.instants = Instants(-1)

    async def come_to_rest(self) -> None:
        """Whoever lives on lets every alarm clock ring for an hour."""
        timeline = Timeline(self.house, self.clock)
        await timeline.run_until(self.clock.now() + timedelta(hours=1))
        assert not timeline.broken

    def force(self, payment: Payment) -> ChannelNews:
        """Money that was on its way when the channel closed."""
        trade = self.channel.trades[payment.number]
        trade.is_paid, trade.is_closed = True, False
        return self.channel._news(payment.number, "callback")


@pytest.fixture
async def street(database: str) -> AsyncIterator[Street]:
    clock = ManualClock(NOON)
    async with open_house(Settings(database_url=database), clock, SeededIds(1)) as opened:
        channel = WatchedChannel(clock)
        house = replace(opened, channels={**opened.channels, "wechat": channel})
        store = await open_store(house, drill_store({"wechat": FIRST}, 1000))
        items = await house.database.read(ITEMS, store_id=store.store_id)
        yield Street(house, clock, channel, store, next(item.id for item in items if item.name == "米饭"))


def hook_of(street: Street, payment: Payment, what: What) -> Hook:
    async def happen() -> None:
        if what in (What.PAYS_AND_CALLS, What.PAYS_SILENTLY, What.PAYS_AND_DIES):
            street.channel.trades[payment.number].ask = replace(
                street.channel.trades[payment.number].ask,
                expires_at=street.clock.now() + timedelta(seconds=5),
            )
            news = street.channel.take(payment.number)
            if what is What.PAYS_AND_CALLS and news is not None:
                await settle(street.house, news)
        if what is What.IN_FLIGHT:
            await settle(street.house, street.force(payment))
        if what in (What.DIES, What.PAYS_AND_DIES, What.DIES_THEN_CALLS):
            raise Killed

    return happen


async def home_of(street: Street, order: Order, payment: Payment) -> str:
    """Where the money is in the end; and nothing about the order is unfinished."""
    file = await read_order_file(street.house, order.store_id, order.id)
    assert file is not None
    own = file.payment(payment.id)
    is_paid = street.channel.trades[payment.number].is_paid
    if not is_paid:
        assert (file.order.state, own.fate) == (OrderState.CLOSED, Fate.NONE)
        return "nowhere: nobody paid"
    if own.fate is Fate.KEPT:
        assert file.order.state is OrderState.CONFIRMED
        await hand_over(street.house, order.store_id, order.id, "counter")
        return "order"
    returned = sum(refund.amount_fen for refund in file.refunds if refund.state == "SUCCEEDED")
    if returned == own.received_fen:
        assert file.order.state is OrderState.CLOSED
        return "refund"
    assert any(case.state == "OPEN" and case.amount_fen == own.amount_fen for case in file.cases), file
    return "case"


@pytest.mark.parametrize("what", list(What))
async def test_money_at_any_instant_of_an_expiry_ends_in_an_order_a_refund_or_a_case(
    street: Street, what: What
):
    homes: dict[str, int] = {}
    for at in range(MOST_INSTANTS):
        order, payment = await street.unpaid()
        instants = Instants(at, hook_of(street, payment, what))
        await street.expire_while(order, instants)
        if instants.hook is not None:
            break  # the expiry has fewer instants than that
        if what is What.DIES_THEN_CALLS:
            await settle(street.house, street.force(payment))
        await street.come_to_rest()
        home = await home_of(street, order, payment)
        homes[home] = homes.get(home, 0) + 1

    assert 8 <= at < MOST_INSTANTS
    await street.come_to_rest()
    assert await find_breaches(street.house.database, street.clock.now()) == []
    if what is What.DIES:
        assert homes == {"nowhere: nobody paid": at}
    elif what in (What.IN_FLIGHT, What.DIES_THEN_CALLS):
        assert "nowhere: nobody paid" not in homes
    else:
        assert homes["order"] > 0
