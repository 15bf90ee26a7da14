"""The customers' stories by kind, and the door that lets only so many in at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from wendan.cli.drilling.cashier import FAILURES
from wendan.cli.drilling.customer import Customer
from wendan.cli.drilling.guaranteed import is_guaranteed
from wendan.cli.drilling.passes import bluff, hungry
from wendan.cli.drilling.plan import Kind, Way
from wendan.cli.drilling.street import Street

Leave = Callable[[], None]
Story = Callable[[Customer, Leave], Awaitable[None]]


def _way(customer: Customer) -> Way:
    return customer.street.plan.way_of(customer.n)


async def _pays(customer: Customer, _: Leave) -> None:
    customer.open_page()
    await customer.pay(_way(customer))
    await hungry(customer)
    await customer.until_certain()


async def _pays_and_goes(customer: Customer, _: Leave) -> None:
    customer.open_page()
    await customer.pay(_way(customer))


async def _comes_back(customer: Customer, leave: Leave) -> None:
    payment = await customer.press_pay(_way(customer))
    if payment is not None:
        customer.street.cashier.leave(payment)
    leave()
    await customer.nap(20, 400, "away")
    await _pays(customer, leave)


async def _never_pays(customer: Customer, leave: Leave) -> None:
    if customer.chance("presses") < 0.7:
        await customer.press_pay(_way(customer))
    leave()
    await bluff(customer)


async def _cancels(customer: Customer, leave: Leave) -> None:
    """Some cancel before paying, some change their mind at the cashier, some pay and cancel in one moment."""
    roll = customer.chance("cancels")
    payment = await customer.press_pay(_way(customer)) if roll > 0.3 else None
    await customer.nap(1, 30, "hesitates")
    if payment is not None and roll > 0.8:
        paying = asyncio.create_task(customer.street.cashier.pay(payment))
        await customer.cancel()
        customer.has_paid = await paying == "paid"
    else:
        await customer.cancel()
    leave()


async def _late(customer: Customer, leave: Leave) -> None:
    """Began in time, types the password when the order's time is over; some even after it was closed.

    A channel that takes money after it said "closed", and then loses every callback, can be found by its bill
    only; the drill has no bills, so it asks nothing impossible.
    """
    payment = await customer.press_pay(_way(customer))
    leave()
    if payment is None or customer.street.cashier.begin(payment) != "begun":
        return
    over_s = datetime.fromisoformat(customer.expires_at).timestamp() - customer.street.diary.now()
    await customer.nap(over_s - 5, over_s + 240, "late")
    outcome = await customer.street.cashier.pay(payment, is_late=True)
    if outcome == "closed" and customer.street.cashier.would_tell(payment):
        await customer.nap(1, 9000, "very late")
        asked = await _says_beforehand(customer)
        outcome = await customer.street.cashier.pay(payment, is_even_closed=True)
        if asked and customer.chance("answers") < 0.6:
            await customer.nap(2, 40, "thinks it over")
            await customer.say_late_wish("meal" if customer.chance("chooses") < 0.5 else "money")
    customer.street.measures.happened[f"late at the cashier: {outcome}"] += 1
    customer.has_paid = outcome == "paid"


async def _says_beforehand(customer: Customer) -> bool:
    """Some have their closed order's page open, some say what late money is for; whether they may be asked."""
    roll = customer.chance("late wish")
    if roll < 0.6:
        await customer.say_late_wish(None if roll < 0.3 else "meal" if roll < 0.45 else "money")
    return roll < 0.3


async def _two_pages(customer: Customer, _: Leave) -> None:
    customer.open_page()
    pages = [await customer.press_pay(way) for way in customer.street.plan.two_ways_of(customer.n)]
    await customer.nap(2, 9, "two passwords")
    cashier = customer.street.cashier
    outcomes = await asyncio.gather(*(cashier.pay(payment) for payment in pages if payment is not None))
    customer.has_paid = "paid" in outcomes
    customer.street.measures.happened[f"paid on {outcomes.count('paid')} of two pages"] += 1
    await hungry(customer)
    await customer.until_certain()


async def _fails_first(customer: Customer, _: Leave) -> None:
    payment = await customer.press_pay(_way(customer))
    if payment is not None:
        await customer.nap(1, 5, "fails")
        cause = FAILURES[int(customer.chance("cause") * len(FAILURES))]
        customer.street.cashier.fail(payment, cause)
    await customer.nap(1, 20, "sighs")
    customer.open_page()
    await customer.pay(customer.street.plan.another_way(customer.n, _way(customer), 0))
    await hungry(customer)
    await customer.until_certain()


STORIES: Final[dict[Kind, Story]] = {
    Kind.AT_ONCE: _pays,
    Kind.CLOSES_PAGE: _pays_and_goes,
    Kind.COMES_BACK: _comes_back,
    Kind.NEVER_PAYS: _never_pays,
    Kind.CANCELS: _cancels,
    Kind.LATE: _late,
    Kind.TWO_PAGES: _two_pages,
    Kind.FAILS_FIRST: _fails_first,
    Kind.FLAKY: _pays,
    Kind.GUARANTEED: is_guaranteed,
}


class Crowd:
    """All customers of a drill."""

    def __init__(self, street: Street, customers: list[Customer] | None = None) -> None:
        self.street = street
        self._room = asyncio.Semaphore(street.plan.at_once)
        self._tasks: set[asyncio.Task[None]] = set()
        self._inside = 0
        if customers is None:
            customers = [Customer(street, n, street.plan.kind_of(n)) for n in range(street.plan.orders)]
        self.customers = customers
        self.arrived = 0
        self.left = 0

    @property
    def awake(self) -> int:
        """How many do something right now, instead of waiting for a time of the drill's clock."""
        return len(self._tasks) - self.street.diary.asleep

    async def rush(self) -> None:
        """Let everybody in as there is room; returns when the house is empty, though some will come back."""
        began = self.street.diary.now()
        for customer in self.customers:
            await self.street.diary.nap(began + self._arrival_s(customer.n) - self.street.diary.now())
            await self._room.acquire()
            self.arrived += 1
            self._inside += 1
            task = asyncio.create_task(self._visit(customer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        while self._inside:
            await self.street.diary.nap(0.2)

    def _arrival_s(self, n: int) -> float:
        return self.street.plan.arrive_within_s * n / max(1, self.street.plan.orders)

    async def _visit(self, customer: Customer) -> None:
        is_inside = True

        def leave() -> None:
            nonlocal is_inside
            if is_inside:
                is_inside = False
                self._inside -= 1
                self._room.release()

        try:
            customer.leave = leave
            await customer.sign_in()
            if await customer.order():
                await STORIES[customer.kind](customer, leave)
        except Exception as bug:  # noqa: BLE001 - one customer's bad day must be seen and not end the drill
            self.street.measures.strange(f"#{customer.n} ({customer.kind}): {bug!r}")
        finally:
            leave()
            await customer.close_page()
            self.left += 1

    async def aclose(self) -> None:
        """Send everybody home."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
