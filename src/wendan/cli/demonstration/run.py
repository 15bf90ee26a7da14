"""One demo: the shop opens, the rush comes, the truth is waited for, the verdict is told."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console
from rich.live import Live

from wendan.app import beside
from wendan.cli.demonstration.counts import Counts, look
from wendan.cli.demonstration.people import PASSWORD, Restaurant, open_restaurant
from wendan.cli.demonstration.picture import picture
from wendan.cli.demonstration.verdict import figures, verdict
from wendan.cli.drilling.cashier import Cashier
from wendan.cli.drilling.crowd import Crowd
from wendan.cli.drilling.diary import Diary
from wendan.cli.drilling.evidence import gather_evidence
from wendan.cli.drilling.kitchen import KitchenScreen
from wendan.cli.drilling.measures import Measures
from wendan.cli.drilling.plan import WAYS, DrillPlan
from wendan.cli.drilling.stage import Stage
from wendan.cli.drilling.street import Street
from wendan.cli.drilling.wire import Wire
from wendan.domains.kitchen.model import Bump, TicketSignal
from wendan.domains.people.model import Role
from wendan.flows.cook import move
from wendan.platform.clock import real_pause

ORDERS_PER_S: Final = 2.5
AT_ONCE: Final = 200
# The longest gap between two questions about one payment in its first minutes, and a little more.
TRUTH_WITHIN_S: Final = 75.0
LOOK_EVERY_S: Final = 0.5


@dataclass(slots=True)
class Rush:
    """The shop with its customers."""

    stage: Stage
    crowd: Crowd
    console: Console
    seconds: float
    counts: Counts | None = None
    phase: str = "开门 opening"
    began_s: float = 0.0

    async def show(self) -> None:
        """The live picture, until cancelled."""
        with Live(console=self.console, refresh_per_second=4, transient=True) as live:
            while True:
                self.counts = await look(self.stage)
                passed_s = asyncio.get_running_loop().time() - self.began_s
                live.update(picture(self.counts, self.phase, min(1.0, passed_s / self.seconds)))
                await real_pause(LOOK_EVERY_S)

    async def cook(self) -> None:
        """The kitchen finishes what it has seen, one dish after another, until cancelled."""
        while True:
            rows = await self.stage.house.reports.fetch(
                "SELECT store_id, id FROM ticket WHERE state = 'QUEUED' AND acknowledged_at IS NOT NULL "
                "ORDER BY queued_at LIMIT 3"
            )
            for row in rows:
                await move(self.stage.house, (row["store_id"], row["id"]), Bump(TicketSignal.FINISH, "厨房"))
            await real_pause(1.0)


async def rush(stage: Stage, console: Console, seconds: float, seed: int) -> dict[str, Any]:
    """Send the customers, wait for the truth about every payment taken, judge. Raises NotReady."""
    plan = DrillPlan(
        orders=max(1, int(seconds * ORDERS_PER_S)),
        seed=seed,
        faults=stage.plan.faults,
        time_scale=1.0,
        at_once=AT_ONCE,
        arrive_within_s=seconds * 0.8,
        channels=tuple(channel for channel in stage.plan.channels if channel in WAYS),
    )
    wire, diary, measures = Wire(plan, stage.base_url), Diary(stage.clock), Measures(stage.clock)
    restaurant = await open_restaurant(stage)
    crowd = Crowd(Street(plan, restaurant.store_id, wire, Cashier(stage.benches), diary, measures))
    kitchen = KitchenScreen(wire, measures, restaurant.screen_key, str(restaurant.store_id))
    running = Rush(stage, crowd, console, seconds)
    try:
        await stage.until_ready(wire)
        tell_pages(console, stage, restaurant)
        running.began_s = asyncio.get_running_loop().time()
        async with beside(diary.run(), kitchen.run(), running.cook(), running.show()):
            await _play(running)
        return figures(await gather_evidence(stage), await look(stage), measures.odd)
    finally:
        await crowd.aclose()
        await wire.aclose()


async def _play(running: Rush) -> None:
    running.phase = "午间高峰 lunch rush"
    async with beside(running.crowd.rush()):
        await real_pause(running.seconds)
        running.phase = "打烊前核对:每一笔都问清楚 asking about every payment"
        for _ in range(int(TRUTH_WITHIN_S / LOOK_EVERY_S)):
            counts = await look(running.stage)
            if counts.unknown == 0 and counts.numbers["refunding"] == 0:
                return
            await real_pause(LOOK_EVERY_S)


def tell_pages(console: Console, stage: Stage, restaurant: Restaurant) -> None:
    """Where to look while the rush goes on, and with which name."""
    diner = f"{stage.base_url}/diner/#/pages/menu/index?store={restaurant.store_id}&table=8"
    console.print(f"顾客点餐 diners: {diner}", soft_wrap=True)
    console.print(f"员工后台 staff:  {stage.base_url}/console/", soft_wrap=True)
    roles = " ".join(Role)
    console.print(f"登录名 sign in as: {roles}   密码 password: {PASSWORD}", soft_wrap=True)


async def tell(console: Console, stage: Stage, found: dict[str, Any]) -> None:
    """The verdict, and what stays open for a look."""
    console.print(verdict(found))
    for odd in found["odd"]:
        console.print(f"奇怪 odd: {odd}", style="red", soft_wrap=True)
    for what, *addresses in (
        ("顾客点餐 diners", f"{stage.base_url}/diner/"),
        ("员工后台 staff", f"{stage.base_url}/console/"),
        ("接口文档 API reference", f"{stage.base_url}/docs"),
        ("健康 health, metrics", f"{stage.base_url}/health", f"{stage.base_url}/metrics"),
        *(
            (f"{channel} 的账 its own books", f"{bench.desk.url}/_sandbox/books")
            for channel, bench in stage.benches.items()
        ),
    ):
        console.print(f"{what}: {'  '.join(addresses)}", soft_wrap=True)
