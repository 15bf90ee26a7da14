"""One whole drill: stage, rush, rest, judgement."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wendan.app import beside
from wendan.cli.drilling.cashier import Cashier
from wendan.cli.drilling.counter import PassCounter
from wendan.cli.drilling.crowd import Crowd
from wendan.cli.drilling.diary import Diary
from wendan.cli.drilling.evidence import Evidence, gather_evidence, timeline
from wendan.cli.drilling.gifts import Gifts
from wendan.cli.drilling.killer import Killer
from wendan.cli.drilling.kitchen import KitchenScreen
from wendan.cli.drilling.measures import Measures
from wendan.cli.drilling.menu import drill_store
from wendan.cli.drilling.oracle import Judgement, judge, orders_of
from wendan.cli.drilling.plan import DrillPlan
from wendan.cli.drilling.reminders import set_ladder
from wendan.cli.drilling.report import MUST_BE_ZERO, Drilled, figures
from wendan.cli.drilling.rest import Rest
from wendan.cli.drilling.staff import Staff
from wendan.cli.drilling.stage import Stage, StagePlan, stage
from wendan.cli.drilling.street import Street
from wendan.cli.drilling.wire import Wire
from wendan.domains.people.model import Role

MOST_TIMELINES: Final = 5


@dataclass(slots=True)
class Progress:
    """What a watcher may look at while the drill runs."""

    plan: DrillPlan
    phase: str = "building the stage"
    crowd: Crowd | None = None
    killer: Killer | None = None
    rest: Rest | None = None
    kitchen: KitchenScreen | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report and, for what went wrong, the histories of the orders concerned."""

    figures: dict[str, Any]
    timelines: dict[str, list[str]]
    trouble: list[str]


async def run_drill(plan: DrillPlan, directory: Path, watch: Callable[[Progress], None]) -> Outcome:
    """Raises NotReady, NeverAtRest."""
    progress = Progress(plan)
    watch(progress)
    began_s = asyncio.get_running_loop().time()
    async with stage(_stage_plan(plan, directory)) as standing:
        wire, diary, measures = Wire(plan, standing.base_url), Diary(standing.clock), Measures(standing.clock)
        store_id, token = await standing.open(drill_store(standing.accounts, plan.orders))
        await set_ladder(standing.house, store_id)
        gifts = Gifts(plan, standing.house, store_id)
        staff = Staff(wire, str(store_id), await standing.key(store_id, Role.MANAGER))
        counter = PassCounter(plan, standing.house, wire, (store_id, token))
        cashier = Cashier(standing.benches)
        street = Street(plan, store_id, wire, cashier, diary, measures, gifts, staff, counter)
        crowd, killer = Crowd(street), Killer(plan, standing)
        kitchen = KitchenScreen(wire, measures, token, str(store_id))
        progress.crowd, progress.killer, progress.kitchen = crowd, killer, kitchen
        try:
            await standing.until_ready(wire)
            async with beside(diary.run(), kitchen.run()):
                rush_s = await _rush(progress, crowd, killer)
                measures.is_rush = False
                rest = progress.rest = Rest(standing, crowd, diary, plan.limit_s)
                await _come_to_rest(progress, rest, killer)
            wall_s = asyncio.get_running_loop().time() - began_s
            return await _judged(standing, crowd, killer, (rush_s, wall_s))
        finally:
            await crowd.aclose()
            await wire.aclose()


def _stage_plan(plan: DrillPlan, directory: Path) -> StagePlan:
    return StagePlan(directory, plan.seed, plan.faults, plan.time_scale, channels=plan.channels)


async def _judged(standing: Stage, crowd: Crowd, killer: Killer, took_s: tuple[float, float]) -> Outcome:
    counter = crowd.street.counter
    evidence = await gather_evidence(standing, counter.given if counter else {})
    judgement = judge(evidence)
    drilled = Drilled(crowd, evidence, judgement, standing.benches, killer.killed, *took_s)
    wrong = orders_of(evidence, judgement)[:MOST_TIMELINES]
    histories = {order_id: await timeline(standing, order_id) for order_id in wrong}
    return Outcome(figures(drilled), histories, _trouble(standing, judgement, evidence))


async def _rush(progress: Progress, crowd: Crowd, killer: Killer) -> float:
    """Real seconds the rush took."""
    progress.phase = "rush"
    began_s = asyncio.get_running_loop().time()
    if progress.plan.has_kills:
        async with beside(killer.rush(crowd)):
            await crowd.rush()
    else:
        await crowd.rush()
    return asyncio.get_running_loop().time() - began_s


async def _come_to_rest(progress: Progress, rest: Rest, killer: Killer) -> None:
    progress.phase = "coming to rest"
    if progress.plan.has_kills:
        async with beside(killer.later()):
            await rest.come()
    # Also what the last kill disturbed comes to rest before anybody judges.
    await rest.come()


def _trouble(standing: Stage, judgement: Judgement, evidence: Evidence) -> list[str]:
    """Every offending thing by name."""
    named = [f"{b.promise} {b.subject}: {b.detail} (order {b.order_id})" for b in evidence.breaches]
    for what in MUST_BE_ZERO:
        named += [f"{what}: {each}" for each in getattr(judgement, what)]
    for child in (standing.server, standing.worker):
        if child.own_ends:
            named.append(f"{child.name} ended by itself {child.own_ends} times: {child.end_of_log(800)}")
    return named
