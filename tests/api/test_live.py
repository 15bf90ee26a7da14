"""Sockets: told at once, and nothing missed over a reconnect."""

import asyncio
import json
from uuid import uuid4

from aiohttp import WSMsgType


async def heard(socket, is_enough, timeout_s=5):
    """Messages until one satisfies `is_enough`, pings apart."""
    messages = []
    async with asyncio.timeout(timeout_s):
        while True:
            message = await socket.receive()
            assert message.type is WSMsgType.TEXT, message
            told = json.loads(message.data)
            if "ping" not in told:
                messages.append(told)
                if is_enough(told):
                    return messages


def follow(town, token, order, cursor=0):
    wish = {"token": token, "store_id": order["store_id"], "order_id": order["id"], "cursor": cursor}
    return town.live("/live/diner", wish)


def watch(town, cursor=None):
    wish = {"token": town.shop.screen, "store_id": str(town.shop.store_id), "cursor": cursor}
    return town.live("/live/store", wish)


async def pay(town, token, order):
    payment = (await town.begin_payment(token, order)).body
    await town.pay_at_channel(payment["number"])


def confirmed(told):
    return told["order"]["state"] == "CONFIRMED"


async def test_a_diner_hears_of_the_money_and_misses_nothing_over_a_reconnect(town):
    token = await town.diner()
    order = (await town.place(token)).body
    socket = await follow(town, token, order)
    first = await heard(socket, lambda _: True)
    await socket.close()
    await pay(town, token, order)
    again = await follow(town, token, order, first[-1]["cursor"])
    rest = await heard(again, confirmed)

    numbers = [event["event_no"] for told in [*first, *rest] for event in told["events"]]
    page = (await town.ask("GET", town.at(order), token)).body
    assert numbers == list(range(1, len(page["events"]) + 1))
    await again.close()


async def test_each_of_several_pages_hears_everything_once(town):
    token = await town.diner()
    order = (await town.place(token)).body
    sockets = [await follow(town, token, order) for _ in range(5)]
    await pay(town, token, order)
    for socket in sockets:
        messages = await heard(socket, confirmed)
        numbers = [event["event_no"] for told in messages for event in told["events"]]
        assert numbers == sorted(set(numbers))
        assert numbers[0] == 1
        await socket.close()


async def test_a_kitchen_sees_each_version_of_a_ticket_once_over_reconnects(town):
    token = await town.diner()
    orders = [(await town.place(token, town.basket(0))).body for _ in range(4)]
    seen, cursor = [], None
    for order in orders:
        screen = await watch(town, cursor)
        await pay(town, token, order)
        messages = await heard(
            screen, lambda told, order=order: order["id"] in {t["order_id"] for t in told["tickets"]}
        )
        here = [(t["id"], t["version"]) for told in messages for t in told["tickets"]]
        assert len(here) == len(set(here))
        seen += here
        cursor = messages[-1]["cursor"]
        await screen.close()

    assert len({ticket for ticket, _ in seen}) == 4


async def test_a_change_without_a_hint_is_told_by_the_poll(town):
    screen = await watch(town)
    await heard(screen, lambda _: True)
    town.house.hints.listeners.clear()
    token = await town.diner()
    await pay(town, token, (await town.place(token)).body)
    told = await heard(screen, lambda message: message["tickets"])

    assert told[-1]["tickets"][0]["state"] == "QUEUED"
    await screen.close()


async def test_a_screen_acknowledges_what_it_shows(town):
    token = await town.diner()
    screen = await watch(town)
    await pay(town, token, (await town.place(token)).body)
    ticket = (await heard(screen, lambda told: told["tickets"]))[-1]["tickets"][0]
    await screen.send_json({"acknowledge": ticket["id"]})
    told = await heard(screen, lambda message: message["tickets"])

    assert told[-1]["tickets"][0]["acknowledged_by"] == "screen 1"
    await screen.close()


async def test_a_first_word_that_makes_no_sense_ends_the_socket(town):
    for path in ("/live/diner", "/live/store"):
        for first in ("", "{}", "[1]", "x" * 4000):
            socket = await town.live(path, first)

            assert (await socket.receive()).data == 4400


async def test_strangers_follow_nothing(town):
    token = await town.diner()
    mine = (await town.place(token)).body
    other = await town.diner()
    as_other = await follow(town, other, mine)
    as_nobody = await follow(town, "made-up", mine)
    elsewhere = await follow(town, token, mine | {"id": str(uuid4())})
    wish = {"token": town.shop.stranger, "store_id": str(town.shop.store_id)}
    next_door = await town.live("/live/store", wish)

    assert (await as_other.receive()).data == 4403
    assert (await as_nobody.receive()).data == 4401
    assert (await elsewhere.receive()).data == 4403
    assert (await next_door.receive()).data == 4403
