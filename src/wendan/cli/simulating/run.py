"""The month itself, and what it came to."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any, Final

from wendan.app import beside, open_house
from wendan.cli.drilling.menu import drill_store
from wendan.cli.simulating.other_side import MonthChannel, MonthPost
from wendan.cli.simulating.people import comings_of, population
from wendan.cli.simulating.report import Judged, judged
from wendan.cli.simulating.timeline import Timeline
from wendan.cli.simulating.town import Town
from wendan.domains.catalog.store import ITEMS
from wendan.flows.house import House
from wendan.flows.measure_ladder import measure_ladder
from wendan.flows.menu import open_store
from wendan.notify.ways import Ways
from wendan.platform.clock import ManualClock, stopwatch
from wendan.platform.ids import SeededIds, first_id_at
from wendan.platform.migrations import migrate
from wendan.platform.postgres import EmbeddedPostgres
from wendan.platform.settings import Settings
from wendan.promises import find_breaches

# The first day of a month in Shanghai.
BEGINS_AT: Final = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
AFTERWARDS: Final = timedelta(days=4)
"""Bad debts are archived after 72 hours."""
ACCOUNT: Final = "1900000001"
POOL: Final = 16
# A simulation may be lost with the machine; waiting for the disk would only cost time.
FAST: Final = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_LEFT_ALONE: Final = """SELECT count(*) AS n FROM customer_order
    WHERE id >= $1 AND state = 'AWAITING_PAYMENT' AND expires_at < $2"""
_ANALYZE: Final = "ANALYZE"


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """How large a month, and the seed of all of it."""

    orders: int
    days: int
    customers: int
    stores: int
    seed: int


async def run_month(plan: MonthPlan, directory: Path, tell: Callable[[str, int], None]) -> dict[str, Any]:
    """Figures of the whole month; `tell` hears which day it is and how many orders came."""
    took_s = stopwatch()
    async with EmbeddedPostgres(directory / "data", options=FAST) as postgres, beside(postgres.supervise()):
        await migrate(postgres.url)
        settings = Settings(database_url=postgres.url, data_dir=directory / "data", database_pool_size=POOL)
        clock, ids = ManualClock(BEGINS_AT), SeededIds(plan.seed)
        async with open_house(settings, clock, ids) as opened:
            town, posts = await _open_town(plan, opened, clock)
            left_alone, breaches = await _live(plan, town, tell)
            house = town.timeline.house
            end = clock.now()
            store_ids = [store_id for store_id, _ in town.stores]
            ladder = await measure_ladder(house, store_ids, BEGINS_AT, end)
            breaches += await find_breaches(house.reports, end)
            facts = Judged(town, posts, ladder, left_alone, breaches)
            return {"seed": plan.seed, "days": plan.days, **await judged(facts), "took_s": round(took_s(), 1)}


async def _open_town(plan: MonthPlan, opened: House, clock: ManualClock) -> tuple[Town, list[MonthPost]]:
    channel = MonthChannel(clock)
    posts = [MonthPost(name) for name in ("wechat", "sms", "voice")]
    ways = Ways({post.name: post for post in posts})
    house = replace(opened, channels={**opened.channels, channel.name: channel}, ways=ways)
    stores = []
    for n in range(plan.stores):
        shop = replace(
            drill_store({channel.name: ACCOUNT}, plan.orders * 6), store_no=n + 1, name=f"演练食堂{n + 1}"
        )
        store = await open_store(house, shop)
        items = await house.database.read(ITEMS, store_id=store.store_id)
        stores.append((store.store_id, [item.id for item in items if not item.specifications]))
    town = Town(Timeline(house, clock), channel, SeededIds(plan.seed + 1), stores)
    for post in posts:
        post.reached = town.reached
    return town, posts


async def _live(plan: MonthPlan, town: Town, tell: Callable[[str, int], None]) -> tuple[int, list[Any]]:
    """Day by day; every hour it is asked whether an unpaid order has been left alone."""
    timeline, ids = town.timeline, SeededIds(plan.seed + 2)
    everybody = population(plan.customers, plan.stores, ids)
    left_alone, breaches = 0, list[Any]()
    for day in range(plan.days + AFTERWARDS.days):
        begins = BEGINS_AT + timedelta(days=day)
        if day < plan.days:
            for coming in comings_of(begins, ceil(plan.orders / plan.days), everybody, ids):
                timeline.at(coming.at, partial(town.come, coming))
        for hour in range(1, 25):
            await timeline.run_until(begins + timedelta(hours=hour))
            left_alone += await _left_alone(timeline)
        tell(f"day {day + 1}", town.came)
        if day == 0:
            # Plans made on empty tables are slow ones.
            await timeline.house.database.execute(_ANALYZE)
        if day % 10 == 9:
            breaches += await find_breaches(timeline.house.reports, timeline.clock.now())
    return left_alone, breaches


async def _left_alone(timeline: Timeline) -> int:
    """Orders that wait for money a minute after their policy's end."""
    now = timeline.clock.now()
    since = first_id_at(now - timedelta(hours=3))
    [row] = await timeline.house.database.fetch(_LEFT_ALONE, since, now - timedelta(seconds=60))
    return int(row["n"])
