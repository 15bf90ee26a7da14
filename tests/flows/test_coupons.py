"""Coupons in a real database: one cause, one coupon; a budget that two processes cannot spend twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from value_town import MEMBER, NOON, OtherSide, Town

from wendan.app import open_house
from wendan.channels.port import PaymentAsk, Prepared
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine
from wendan.domains.catalog.store import ITEMS
from wendan.domains.ordering.model import Order, Purpose
from wendan.domains.ordering.rules import business_day
from wendan.domains.payments.model import Fate, Payment
from wendan.domains.promotions.errors import BudgetIsExhausted, CouponIsInUse
from wendan.domains.promotions.model import COUPON_TIMER, Coupon, CouponState, Origin, Terms
from wendan.domains.promotions.rules import demand_budget, month_of
from wendan.domains.promotions.service import draw
from wendan.domains.promotions.store import COUPON_BY_ID, COUPONS_OF_DINER, SPENT_ON
from wendan.domains.recovery.model import Compensation
from wendan.flows.checkout import place
from wendan.flows.give_coupon import coupon_of_cause, expire_coupon, give
from wendan.flows.menu import open_store
from wendan.flows.pay import PayRequest, pay
from wendan.flows.settle import Settlement
from wendan.kernel.errors import GuardLost, Refusal
from wendan.kernel.money import Fen
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.promises import find_breaches

NATIVE = ("wechat", "native")
BUDGET = Compensation(per_case_fen=500, per_day_fen=1200, fund_per_month_fen=5000)


class Till(OtherSide):
    """A channel that gives out codes and waits."""

    bills: None = None
    callback_headers: tuple[str, ...] = ()
    kept = None

    def serves(self, account: str) -> bool:
        return True

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        return Prepared({"code_url": "code"}, "")


@pytest.fixture
async def town(database: str) -> AsyncIterator[Town]:
    clock = ManualClock(NOON)
    async with open_house(Settings(database_url=database), clock, SeededIds(1)) as house:
        store = await open_store(house, drill_store({"wechat": "1900000001"}, 100))
        wechat = Till(clock)
        yield Town(replace(house, channels={**house.channels, "wechat": wechat}), clock, store, wechat)


def terms(town: Town, cause: str, origin: Origin = Origin.RUNG) -> Terms:
    store = town.store
    until = NOON + timedelta(days=30)
    return Terms(
        store.store_id, store.merchant_id, MEMBER, Fen(500), Fen(0), NOON, until, origin, cause, None
    )


async def given(town: Town, cause: str) -> Coupon:
    async def once() -> Coupon:
        known = await coupon_of_cause(town.house, town.store.store_id, cause)
        coupon, changes, _ = give(known, terms(town, cause), town.house.stamp())
        await town.house.database.commit(changes)
        return coupon

    return await town.house.decide("test", once)


async def apologised(town: Town, cause: str) -> bool:
    store_id, day = town.store.store_id, business_day(NOON, town.store.timezone)

    async def once() -> bool:
        spent = await town.house.database.read(SPENT_ON, store_id=store_id, day=day, month=month_of(day))
        try:
            demand_budget(BUDGET, spent, Fen(500))
        except BudgetIsExhausted:
            return False
        drawn = replace(terms(town, cause, Origin.MAKE_GOOD), drawn_on=day)
        _, changes, _ = give(None, drawn, town.house.stamp())
        await town.house.database.commit(changes + draw(store_id, spent, day, Fen(500)))
        return True

    return await town.house.decide("test", once)


async def test_one_cause_gives_one_coupon_whoever_repeats_it_at_once(town: Town):
    coupons = await asyncio.gather(*(given(town, "rung:2:somebody") for _ in range(8)))

    assert len({coupon.id for coupon in coupons}) == 1
    own = await town.house.database.read(COUPONS_OF_DINER, store_id=town.store.store_id, diner_id=MEMBER)
    assert own == coupons[:1]


async def test_a_cause_that_has_given_one_loses_the_guard(town: Town):
    await given(town, "rung:2:somebody")

    with pytest.raises(GuardLost, match="coupon_origin_once"):
        await town.house.database.commit(give(None, terms(town, "rung:2:somebody"), town.house.stamp())[1])


async def test_many_at_once_never_spend_more_than_the_days_budget(town: Town):
    done = await asyncio.gather(*(apologised(town, f"case:{n}") for n in range(6)))

    assert sum(done) == 2
    day = business_day(NOON, town.store.timezone)
    spent = await town.house.database.read(
        SPENT_ON, store_id=town.store.store_id, day=day, month=month_of(day)
    )
    assert {row.spent_fen for row in spent} == {1000}


async def rice(town: Town) -> Order:
    items = await town.house.database.read(ITEMS, store_id=town.store.store_id)
    dish = next(item for item in items if item.name == "米饭")
    return (await place(town.house, town.wish(Purpose.MEAL), [BasketLine(dish.id, 3)])).order


async def presses(town: Town, order: Order, coupon: Coupon | None, key: str) -> Payment | Refusal:
    wish = PayRequest(
        order.store_id, order.id, MEMBER, *NATIVE, None, None, key, None, coupon.id if coupon else None
    )
    try:
        return await pay(town.house, wish)
    except Refusal as refused:
        return refused


async def test_of_many_orders_that_want_one_coupon_at_once_one_gets_it(town: Town):
    coupon = await given(town, "rung:2:somebody")
    orders = [await rice(town) for _ in range(5)]

    done = await asyncio.gather(*(presses(town, order, coupon, f"k-{n}") for n, order in enumerate(orders)))

    held = [each for each in done if isinstance(each, Payment)]
    assert [payment.discount_fen for payment in held] == [500]
    assert {type(each) for each in done if not isinstance(each, Payment)} == {CouponIsInUse}
    await town.is_well()


async def test_a_full_and_a_discounted_attempt_are_two_and_either_may_be_kept(town: Town):
    coupon = await given(town, "rung:2:somebody")
    order = await rice(town)
    full = await presses(town, order, None, "full")
    less = await presses(town, order, coupon, "less")
    assert isinstance(full, Payment)
    assert isinstance(less, Payment)
    assert (full.amount_fen, less.amount_fen) == (600, 100)

    first, second = await asyncio.gather(town.arrives(less), town.arrives(full))

    assert {first, second} == {Settlement.CONFIRMED, Settlement.REFUNDING}
    kept = next(p for p in (await town.file(order)).payments if p.fate is Fate.KEPT)
    state = (await town.file(order)).coupons[0].state
    assert state is (CouponState.USED if kept.id == less.id else CouponState.ISSUED)
    await town.is_well()


async def test_money_of_the_wrong_attempts_amount_is_a_case(town: Town):
    coupon = await given(town, "rung:2:somebody")
    order = await rice(town)
    less = await presses(town, order, coupon, "less")
    assert isinstance(less, Payment)

    assert await town.arrives(less, 600) is Settlement.CASE


@pytest.mark.parametrize(
    ("tampering", "promise"),
    [
        ("UPDATE coupon SET state = 'ISSUED', order_id = NULL", "P7"),
        ("UPDATE payment SET fate = 'RETURNING'", "P7"),
        ("UPDATE payment SET discount_fen = discount_fen - 1", "P6"),
        ("INSERT INTO compensation_spent SELECT store_id, 'day', '2026-11-23', 5, 1 FROM coupon", "P6"),
    ],
)
async def test_the_promises_see_a_coupon_that_is_used_for_nothing_and_books_that_do_not_know_it(
    town: Town, tampering: str, promise: str
):
    coupon = await given(town, "rung:2:somebody")
    paid = await presses(town, await rice(town), coupon, "paid")
    assert isinstance(paid, Payment)
    await town.arrives(paid)
    await town.is_well()

    await town.house.database.execute(tampering)

    found = await find_breaches(town.house.reports, town.clock.now())
    assert promise in {breach.promise for breach in found}


async def test_an_unused_coupon_without_its_clock_breaks_a_promise(town: Town):
    await given(town, "rung:2:somebody")
    await town.house.database.execute("DELETE FROM timer WHERE kind = $1", COUPON_TIMER)

    assert {breach.promise for breach in await find_breaches(town.house.reports, town.clock.now())} == {"P3"}


async def test_a_coupon_nobody_used_expires_by_its_clock_and_not_before(town: Town):
    coupon = await given(town, "rung:2:somebody")
    place = {"store_id": coupon.store_id, "coupon_id": coupon.id}
    clock = Timer(coupon.store_id, COUPON_TIMER, coupon.id, coupon.id, coupon.valid_until)

    await expire_coupon(town.house, clock)
    early = await town.house.database.read(COUPON_BY_ID, **place)
    await town.clock.advance(30 * 86_400)
    await expire_coupon(town.house, clock)
    late = await town.house.database.read(COUPON_BY_ID, **place)

    assert early is not None
    assert late is not None
    assert (early.state, late.state) == (CouponState.ISSUED, CouponState.EXPIRED)
    assert not await town.house.database.fetch("SELECT 1 FROM timer WHERE kind = $1", COUPON_TIMER)
