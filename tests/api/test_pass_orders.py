"""Settling, two counters, the order's own code and the alarm clock, in whatever order they come."""

import random
from datetime import UTC, datetime
from uuid import UUID

import pytest
from passing import breaches, given_pass, look, picture, take

from wendan.flows.exchange import read_given
from wendan.flows.order_file import read_order_file
from wendan.flows.payment_rows import key_of
from wendan.flows.settle import settle


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"pass_after_s": 1, "ask_per_minute": 100_000})


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
