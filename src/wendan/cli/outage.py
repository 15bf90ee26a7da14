"""`wendan outage`: one channel dies in the midst of a rush, and comes back."""

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from cyclopts import Parameter

LEAST_SUCCESS: Final = 0.992
MOST_WAIT_S: Final = 5.0
MOST_FAILURES: Final = 20


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class OutageChoice:
    """What happens; minutes are the drill's own."""

    customers: Annotated[int, Parameter(help="How many come, evenly over the rush.")] = 600
    minutes: Annotated[float, Parameter(help="How long the rush lasts.")] = 10.0
    dies: Annotated[float, Parameter(help="The minute in which the channel dies.")] = 2.0
    returns: Annotated[float, Parameter(help="The minute in which it is back.")] = 5.0
    dying: Annotated[str, Parameter(help="Which channel dies.")] = "wechat"
    channels: Annotated[str, Parameter(help="Every channel of the shop, with commas.")] = "wechat,alipay"
    seed: Annotated[int, Parameter(help="Every chance comes from it.")] = 1
    time_scale: Annotated[float, Parameter(help="Own seconds in one real second.")] = 6.0
    report: Annotated[Path | None, Parameter(name="--json", help="Write the figures to this file.")] = None
    picture: Annotated[Path | None, Parameter(help="Draw the time line into this SVG file.")] = None


def outage(choice: OutageChoice | None = None) -> None:
    """Kill a payment channel in the midst of a rush and see who still gets a meal.

    Ends with 1 when fewer than 99.2 % of those willing to pay are served, when more than 5 s and more than 20
    failures pass before customers are offered something else, when traffic does not return, or when money is lost
    or kept twice.
    """
    import uvloop
    from rich.console import Console

    from wendan.cli.drilling.outage_picture import draw
    from wendan.platform.log import configure_logs

    choice = choice or OutageChoice()
    configure_logs("error", "console")
    console = Console()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, console.status("outage") as status:
        found = runner.run(_outage(choice, status.update))
    _show(console, found)
    if choice.report is not None:
        choice.report.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if choice.picture is not None:
        choice.picture.write_text(draw(found), encoding="utf-8")
    if not is_good(found):
        sys.exit(1)


async def _outage(choice: OutageChoice, tell: Any) -> dict[str, Any]:
    from wendan.cli.drilling.outage import OutagePlan, figures, run_outage
    from wendan.cli.drilling.rest import NeverAtRest
    from wendan.cli.drilling.stage import NotReady, temporary_place

    plan = OutagePlan(
        customers=choice.customers,
        seed=choice.seed,
        channels=tuple(choice.channels.split(",")),
        dying=choice.dying,
        lasts_s=choice.minutes * 60,
        dies_at_s=choice.dies * 60,
        returns_at_s=choice.returns * 60,
        time_scale=choice.time_scale,
    )
    async with temporary_place() as place:
        try:
            return figures(await run_outage(plan, place, tell))
        except (NeverAtRest, NotReady) as trouble:
            sys.exit(str(trouble))


def is_good(found: dict[str, Any]) -> bool:
    """Whether the shop came through."""
    moved_s = found["moved_after_s"]
    is_quick = moved_s is not None and (
        moved_s <= MOST_WAIT_S or found["failures_before_move"] <= MOST_FAILURES
    )
    is_whole = not (found["lost"] or found["kept_twice"] or found["guessed"] or found["breaches"])
    return (
        found["success_rate"] >= LEAST_SUCCESS and is_quick and is_whole and bool(found["returned_after_s"])
    )


def _show(console: Any, found: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(
        title=f"{found['dying']} dead from {found['dies_at_s']:.0f} s to {found['returns_at_s']:.0f} s"
    )
    table.add_column("")
    table.add_column("", justify="right")
    for name, value in found.items():
        if name != "timeline":
            table.add_row(name, str(value))
    console.print(table)
