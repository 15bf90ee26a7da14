"""Paid, and the order core does not come along: a pass is given, taken once, and exchanged for the order."""

import asyncio
import random
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from people import hired, own_store
from test_meal import until

from wendan.domains.passes.model import PAID_TIMER
from wendan.domains.passes.rules import STEP_S, step_at
from wendan.flows.alarm_paid import alarm_paid
from wendan.flows.exchange import exchange, read_given
from wendan.flows.order_file import read_order_file
from wendan.flows.payment_rows import key_of
from wendan.flows.settle import settle
from wendan.platform.timers import Timer
from wendan.promises import find_breaches


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"pass_after_s": 1, "ask_per_minute": 100_000})


@asynccontextmanager
async def slow_core(town, order):
    """Whatever confirms this order waits: somebody else holds its row."""
    connection = await asyncpg.connect(town.house.settings.database_url)
    try:
        async with connection.transaction():
            await connection.execute(
                "SELECT id FROM customer_order WHERE id = $1 FOR NO KEY UPDATE", UUID(order["id"])
            )
            yield
    finally:
        await connection.close()


async def given_pass(town, token, order):
    for _ in range(200):
        answer = await town.ask("GET", town.at(order, "/pass"), token)
        if answer.status == 200:
            return answer.body
        assert answer.code == "nothing-to-vouch-for"
        await asyncio.sleep(0.05)
    raise AssertionError("no pass was given")


async def ordered(town):
    token = await town.diner()
    order = (await town.place(token)).body
    payment = (await town.begin_payment(token, order)).body
    return token, order, payment["number"]


def picture(view, moment=None):
    step = step_at(moment or datetime.now(UTC))
    return f"{view['signed']}.{step}.{view['codes'][step - view['first_step']]}"


async def take(town, shown, use_id=None, used_at=None, store_id=None, key=None):
    wish = {
        "id": str(use_id or uuid4()),
        "shown": shown,
        "used_at": (used_at or datetime.now(UTC)).isoformat(),
    }
    return await town.post(
        f"/api/store/{store_id or town.shop.store_id}/passes", key or town.shop.screen, wish
    )


async def look(town, order):
    store_id, order_id = UUID(order["store_id"]), UUID(order["id"])
    await exchange(town.house, Timer(store_id, PAID_TIMER, order_id, order_id, datetime.now(UTC)))


async def passes(town):
    return [row["state"] for row in await town.house.reports.fetch("SELECT state FROM pickup_pass")]


async def cases(town):
    rows = await town.house.reports.fetch("SELECT type, state FROM exception_case ORDER BY opened_at")
    return [tuple(row) for row in rows]


async def breaches(town):
    return await find_breaches(town.house.reports, datetime.now(UTC))


async def test_without_money_nobody_vouches_and_nobody_vouches_for_anothers_order(town):
    token, order, _ = await ordered(town)
    answer = await town.ask("GET", town.at(order, "/pass"), token)
    stranger = await town.ask("GET", town.at(order, "/pass"), await town.diner())

    assert (answer.status, answer.code) == (404, "nothing-to-vouch-for")
    assert stranger.code == "order-is-unknown"


async def test_a_slow_core_costs_nobody_their_meal_and_the_pass_becomes_the_order(town):
    token, order, number = await ordered(town)
    async with slow_core(town, order):
        await town.pay_at_channel(number)
        view = await given_pass(town, token, order)
        opened = await cases(town)
        answer = await take(town, picture(view))
        again = await take(town, picture(view), answer.body["id"])

        assert (answer.status, answer.body["outcome"]) == (200, "waiting")
        assert again.body == answer.body
        assert view["meal"] == "豆浆×1"
        assert opened == [("paid-without-order", "OPEN")]
        assert await passes(town) == ["USED"]
        await look(town, order)
        assert await passes(town) == ["USED"]
    await until(town, token, order, "CONFIRMED")
    await look(town, order)
    page = await until(town, token, order, "COMPLETED")

    assert page["credential"] is None
    assert await passes(town) == ["TAKEN"]
    assert await cases(town) == [("paid-without-order", "RESOLVED")]
    assert await breaches(town) == []


async def test_a_pass_nobody_used_is_replaced_by_the_orders_own_code(town):
    token, order, number = await ordered(town)
    async with slow_core(town, order):
        await town.pay_at_channel(number)
        await given_pass(town, token, order)
    page = await until(town, token, order, "CONFIRMED")
    await look(town, order)
    after = await town.ask("GET", town.at(order, "/pass"), token)

    assert page["credential"] is not None
    assert after.code == "nothing-to-vouch-for"
    assert await passes(town) == ["REPLACED"]
    assert await town.house.reports.fetch("SELECT 1 FROM timer WHERE kind = $1", PAID_TIMER) == []
    assert await breaches(town) == []


async def test_two_counters_without_a_line_are_found_out_when_they_report(town):
    token, order, number = await ordered(town)
    async with slow_core(town, order):
        await town.pay_at_channel(number)
        view = await given_pass(town, token, order)
        shown = picture(view)
    await until(town, token, order, "CONFIRMED")
    first, second = await asyncio.gather(take(town, shown), take(town, shown))

    assert sorted([first.body["outcome"], second.body["outcome"]]) == ["taken", "twice"]
    assert ("meal-given-twice", "OPEN") in await cases(town)
    assert await passes(town) == ["TAKEN"]


async def test_a_meal_gone_on_its_own_code_is_found_out_when_its_pass_is_reported(town):
    token, order, number = await ordered(town)
    async with slow_core(town, order):
        await town.pay_at_channel(number)
        view = await given_pass(town, token, order)
        shown, shown_at = picture(view), datetime.now(UTC)
    page = await until(town, token, order, "CONFIRMED")
    await look(town, order)
    pickup = {"credential": page["credential"]}
    handed = await town.post(f"/api/store/{order['store_id']}/pickups", town.shop.screen, pickup)
    late = await take(town, shown, used_at=shown_at)

    assert (handed.status, late.body["outcome"]) == (200, "twice")
    assert ("meal-given-twice", "OPEN") in await cases(town)


async def test_the_database_away_and_a_callback_kept_before_is_enough_for_a_pass(town):
    token, order, number = await ordered(town)
    await town.ask("GET", town.at(order), token)
    async with slow_core(town, order):
        await town.pay_at_channel(number)
        while not await town.house.reports.fetch("SELECT 1 FROM inbox"):
            await asyncio.sleep(0.02)
        pool, town.house.database.pool = town.house.database.pool, None
        town.house.database.pool = await asyncpg.create_pool(
            town.house.settings.database_url, min_size=0, max_size=1
        )
        await town.house.database.pool.close()
        view = await given_pass(town, token, order)
        town.house.database.pool = pool

        assert await passes(town) == []
    page = await until(town, token, order, "CONFIRMED")
    answer = await take(town, picture(view))

    assert page["order"]["pickup"] == "B001"
    assert answer.body["outcome"] == "taken"
    assert await passes(town) == ["TAKEN"]
    assert await breaches(town) == []


async def test_what_is_forged_old_early_or_another_stores_is_refused(town):
    token, order, number = await ordered(town)
    async with slow_core(town, order):
        await town.pay_at_channel(number)
        view = await given_pass(town, token, order)
    now = datetime.now(UTC)
    shown, old = picture(view), now - timedelta(seconds=STEP_S * 5)
    another = (await town.house.reports.fetch("SELECT store_id FROM store WHERE store_no = 2"))[0][0]
    answers = [
        await take(town, shown[:-1] + ("A" if shown[-1] != "A" else "B")),
        await take(town, shown, used_at=old),
        await take(town, shown, used_at=now + timedelta(minutes=2)),
        await take(town, shown, used_at=now - timedelta(days=1)),
        await take(town, shown, store_id=another, key=town.shop.stranger),
    ]

    assert [(answer.status, answer.code) for answer in answers] == [(422, "pass-is-invalid")] * 5


async def test_money_that_cannot_be_settled_is_a_case_without_any_page(town):
    token, order, number = await ordered(town)
    async with slow_core(town, order):
        await town.pay_at_channel(number)
        while (news := town.house.arrivals.news_of((UUID(order["store_id"]), UUID(order["id"])))) is None:
            await asyncio.sleep(0.02)
        await alarm_paid(town.house, news)
        await alarm_paid(town.house, news)

        assert await cases(town) == [("paid-without-order", "OPEN")]
    await until(town, token, order, "CONFIRMED")

    assert await cases(town) == [("paid-without-order", "RESOLVED")]
    await look(town, order)
    assert await breaches(town) == []


async def test_a_counters_device_gets_its_stores_keys_and_a_kiosk_does_not(town, owned):
    store = await own_store(owned)
    await hired(owned, store=store)
    answers = {}
    for kind in ("pos", "kiosk"):
        wish = {"kind": kind, "name": kind}
        path = f"/api/store/{store['store_id']}/devices"
        code = (await town.post(path, owned.owner, wish)).body["pairing_code"]
        key = (await town.post("/api/devices/pair", json={"pairing_code": code})).body["key"]
        headers = {"Wendan-Device": key}
        answers[kind] = await town.ask("GET", "/api/devices/pass-keys", headers=headers)
    nobody = await town.ask("GET", "/api/devices/pass-keys", headers={"Wendan-Device": "x"})

    assert answers["pos"].body["store_id"] == store["store_id"]
    assert answers["kiosk"].code == "device-hands-nothing-over"
    assert nobody.code == "device-key-is-wrong"


async def noodles_paid_unheard(town, token):
    """Paid at the channel, known to nobody here but by asking; the order, and what the channel says."""
    order = (await town.place(token, town.basket(0))).body
    payment = (await town.begin_payment(token, order)).body
    await town.pay_at_channel(payment["number"])
    place = UUID(order["store_id"]), UUID(order["id"])
    file = await read_order_file(town.house, *place)
    news = await town.house.channels["wechat"].query(key_of(file.payments[0]))
    town.house.arrivals.heard(place, news)
    return order, news


async def hand_over_by_own_code(town, token, order):
    """Whether the meal went over the counter on the order's own code."""
    page = (await town.ask("GET", town.at(order), token)).body
    if page["credential"] is None:
        return 0
    path = f"/api/store/{order['store_id']}/pickups"
    answer = await town.post(path, town.shop.screen, {"credential": page["credential"]})
    return int(answer.status == 200)


async def in_this_order(town, token, steps):
    """One paid order through these steps; the order, and how many meals went over a counter for it."""
    order, news = await noodles_paid_unheard(town, token)
    view, meals = await given_pass(town, token, order), 0
    shown, shown_at = picture(view), datetime.now(UTC)
    for step in steps:
        if step == "settle":
            await settle(town.house, news)
        elif step == "look":
            await look(town, order)
        elif step == "own code":
            meals += await hand_over_by_own_code(town, token, order)
        else:
            meals += 1
            assert (await take(town, shown, used_at=shown_at)).status == 200
    await settle(town.house, news)
    await look(town, order)
    return order, meals


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_in_whatever_order_things_happen_one_meal_is_booked_and_any_other_is_a_case(town, seed):
    async with town.client.put(f"{town.sandbox}/_sandbox/faults/silent") as silenced:
        assert silenced.status == 200
    token, dice = await town.diner(), random.Random(seed)
    for _ in range(8):
        steps = dice.sample(["settle", "look", "own code", "counter 1", "counter 2"], dice.randint(1, 5))
        order, meals = await in_this_order(town, token, steps)
        place = UUID(order["store_id"]), UUID(order["id"])
        given = await read_given(town.house, place)
        twice = [case for case in given.file.cases if case.type == "meal-given-twice"]

        assert sum(not use.is_double for use in given.uses) <= 1, steps
        assert bool(twice) == (meals > 1), steps
        assert given.known.state == ("TAKEN" if is_taken(given) else "REPLACED"), steps
        assert given.file.order.state == ("COMPLETED" if meals else "CONFIRMED"), steps
        assert [c.state for c in given.file.cases if c.type == "paid-without-order"] == ["RESOLVED"], steps
    assert await breaches(town) == []


def is_taken(given):
    return any(not use.is_double for use in given.uses)
