"""`wendan drill`: a rush while everything breaks, and the question where the money is."""

import asyncio
import contextlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from wendan.cli.drilling.plan import DrillPlan
    from wendan.cli.drilling.run import Outcome


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class DrillChoice:
    """What the drill does."""

    orders: Annotated[int, Parameter(help="How many customers order.")] = 200
    seed: Annotated[int, Parameter(help="Every chance in the drill comes from it.")] = 1
    seeds: Annotated[str | None, Parameter(help="Several drills one after another: 1-21.")] = None
    faults: Annotated[
        Literal["none", "rough", "hell", "silent"], Parameter(help="Fault plan of the sandbox.")
    ] = "hell"
    kill: Annotated[bool, Parameter(help="kill -9 server, worker and PostgreSQL at random moments.")] = False
    page: Annotated[
        Literal["open", "closed", "mixed"], Parameter(help="What customers do with the page after paying.")
    ] = "mixed"
    time_scale: Annotated[float, Parameter(help="Own seconds of the drill in one real second.")] = 20.0
    at_once: Annotated[int, Parameter(help="Customers in the house at one time.")] = 20
    limit: Annotated[float, Parameter(help="Real seconds after which the drill gives up coming to rest.")] = (
        300.0
    )
    channels: Annotated[
        str, Parameter(help="By which channels customers pay: all, or names with commas.")
    ] = "wechat"
    report: Annotated[Path | None, Parameter(name="--json", help="Write the figures to this file.")] = None
    keep: Annotated[Path | None, Parameter(help="Keep data and logs in this directory.")] = None


def drill(choice: DrillChoice | None = None) -> None:
    """Send a rush of customers through the real processes while faults happen, and judge by the channel's own books.

    Ends with 1 when money is lost or kept twice, a dish oversold, an order unseen, an outcome guessed, a person
    bothered without need, or a promise broken.
    """
    from wendan.cli.drilling.plan import DrillPlan, Page
    from wendan.cli.drilling.report import is_good

    choice = choice or DrillChoice()
    all_figures: list[dict[str, Any]] = []
    is_well = True
    for seed in _seeds(choice):
        plan = DrillPlan(
            orders=choice.orders,
            seed=seed,
            faults=choice.faults,
            has_kills=choice.kill,
            time_scale=choice.time_scale,
            page=Page(choice.page),
            at_once=choice.at_once or (40 if choice.kill or choice.faults in ("rough", "hell") else 16),
            limit_s=choice.limit,
            channels=_channels(choice.channels),
        )
        outcome = _one(plan, choice.keep)
        if outcome is not None:
            all_figures.append(outcome.figures)
        is_well = is_well and outcome is not None and is_good(outcome.figures)
    if choice.report is not None:
        told: Any = all_figures if choice.seeds else (all_figures or [{}])[0]
        choice.report.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if not is_well:
        sys.exit(1)


def _channels(wanted: str) -> tuple[str, ...]:
    from wendan.cli.drilling.plan import WAYS
    from wendan.cli.sandboxes import SANDBOXES

    known = [channel for channel in WAYS if channel in SANDBOXES]
    chosen = known if wanted == "all" else wanted.split(",")
    if strangers := [channel for channel in chosen if channel not in known]:
        sys.exit(f"no sandbox for {', '.join(strangers)}; there is one for {', '.join(known)}")
    return tuple(chosen)


def _seeds(choice: DrillChoice) -> range:
    if choice.seeds is None:
        return range(choice.seed, choice.seed + 1)
    found = re.fullmatch(r"(\d+)-(\d+)", choice.seeds)
    if found is None:
        sys.exit("--seeds wants two numbers: 1-21")
    return range(int(found[1]), int(found[2]) + 1)


def _one(plan: "DrillPlan", keep: Path | None) -> "Outcome | None":
    import uvloop

    from wendan.cli.drilling.display import show_outcome, show_trouble
    from wendan.cli.drilling.rest import NeverAtRest
    from wendan.cli.drilling.stage import NotReady
    from wendan.platform.log import configure_logs

    configure_logs("error", "console")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            outcome = runner.run(_drill(plan, keep))
    except (NeverAtRest, NotReady) as trouble:
        show_trouble(plan, trouble)
        return None
    show_outcome(outcome)
    return outcome


async def _drill(plan: "DrillPlan", keep: Path | None) -> "Outcome":
    from wendan.cli.drilling.display import watching
    from wendan.cli.drilling.run import run_drill
    from wendan.cli.drilling.stage import temporary_place

    async with contextlib.AsyncExitStack() as stack:
        if keep is None:
            place = await stack.enter_async_context(temporary_place())
        else:
            place = keep / f"{plan.faults}-{plan.seed}"
        watch = await stack.enter_async_context(watching())
        return await run_drill(plan, place, watch)
