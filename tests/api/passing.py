"""Money that waits for its order, and what diner and counter do meanwhile; for the tests of passes."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg

from waiting import until
from wendan.domains.passes.model import PAID_TIMER
from wendan.domains.passes.rules import step_at
from wendan.flows.exchange import exchange
from wendan.platform.timers import Timer
from wendan.promises import find_breaches


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
    async def given():
        answer = await town.ask("GET", town.at(order, "/pass"), token)
        assert answer.status == 200 or answer.code == "nothing-to-vouch-for"
        return answer.body if answer.status == 200 else None

    return await until(given, otherwise="no pass was given")


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
