"""Paid, and the order core does not come along: a pass is given, taken once, and exchanged for the order."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from passing import breaches, cases, given_pass, look, ordered, passes, picture, slow_core, take
from people import hired, own_store
from test_meal import seen

from waiting import until
from wendan.domains.passes.model import PAID_TIMER
from wendan.domains.passes.rules import STEP_S
from wendan.flows.callback import settle_kept
from wendan.platform.timers import Timer


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"pass_after_s": 1, "ask_per_minute": 100_000})


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
    await seen(town, token, order, "CONFIRMED")
    await look(town, order)
    page = await seen(town, token, order, "COMPLETED")

    assert page["credential"] is None
    assert await passes(town) == ["TAKEN"]
    assert await cases(town) == [("paid-without-order", "RESOLVED")]
    assert await breaches(town) == []


async def test_a_pass_nobody_used_is_replaced_by_the_orders_own_code(town):
    token, order, number = await ordered(town)
    async with slow_core(town, order):
        await town.pay_at_channel(number)
        await given_pass(town, token, order)
    page = await seen(town, token, order, "CONFIRMED")
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
    await seen(town, token, order, "CONFIRMED")
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
    page = await seen(town, token, order, "CONFIRMED")
    await look(town, order)
    pickup = {"credential": page["credential"]}
    handed = await town.post(f"/api/store/{order['store_id']}/pickups", town.shop.screen, pickup)
    late = await take(town, shown, used_at=shown_at)

    assert (handed.status, late.body["outcome"]) == (200, "twice")
    assert ("meal-given-twice", "OPEN") in await cases(town)


async def gone(town):
    """The database is away from now on; gives back what to bring it back with."""
    pool = town.house.database.pool
    closed = await asyncpg.create_pool(town.house.settings.database_url, min_size=0, max_size=1)
    await closed.close()
    town.house.database.pool = closed
    return pool


async def test_an_order_that_cannot_be_looked_up_is_not_called_unknown(town):
    token, order, _ = await ordered(town)
    pool = await gone(town)
    answer = await town.ask("GET", town.at(order, "/pass"), token)
    town.house.database.pool = pool

    assert (answer.status, answer.code) == (503, "service-is-away")


async def test_the_database_away_and_a_callback_kept_before_is_enough_for_a_pass(town):
    token, order, number = await ordered(town)
    await town.ask("GET", town.at(order), token)
    async with slow_core(town, order):
        await town.pay_at_channel(number)
        await until(lambda: town.house.reports.fetch("SELECT 1 FROM inbox"))
        pool = await gone(town)
        view = await given_pass(town, token, order)
        town.house.database.pool = pool

        assert await passes(town) == []
    page = await seen(town, token, order, "CONFIRMED")
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


async def test_money_that_cannot_be_settled_is_a_case_at_the_first_ring_without_any_page(town):
    token, order, number = await ordered(town)
    # The books take nothing: whatever settles fails, and the rest of the house works.
    broken = "ALTER TABLE ledger_transaction ADD CONSTRAINT takes_nothing CHECK (false) NOT VALID"
    await town.house.reports.execute(broken)
    await town.pay_at_channel(number)
    rows = await until(lambda: town.house.reports.fetch("SELECT * FROM timer WHERE kind = 'inbox'"))
    timer = Timer(**dict(rows[0]))
    for _ in range(2):
        with pytest.raises(asyncpg.CheckViolationError):
            await settle_kept(town.house, timer)
    opened = await cases(town)
    await town.house.reports.execute("ALTER TABLE ledger_transaction DROP CONSTRAINT takes_nothing")
    await settle_kept(town.house, timer)

    assert opened == [("paid-without-order", "OPEN")]
    assert await cases(town) == [("paid-without-order", "RESOLVED")]
    await seen(town, token, order, "CONFIRMED")
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
