"""`wendan bench`: place and settle through HTTP, beside pgbench."""

import asyncio
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from cyclopts import Parameter

LEAST_RATIO: Final = 0.6
RESULTS: Final = Path("benchmarks")
_HEADING: Final = (
    "| date | machine | load | place/s | pgbench/s | ratio | p50/p99 ms | settle/s | pgbench/s | ratio | p50/p99 ms |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|\n"
)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class BenchChoice:
    """How much is measured."""

    orders: Annotated[int, Parameter(help="Orders placed and settled in each round.")] = 2000
    rounds: Annotated[int, Parameter(help="Rounds, ours and pgbench's in turn; medians count.")] = 3
    at_once: Annotated[int, Parameter(help="Connections at one time, for us and for pgbench.")] = 16
    report: Annotated[
        Path | None, Parameter(name="--json", help="Write the figures to this file as well.")
    ] = None


def bench(choice: BenchChoice | None = None) -> None:
    """Measure orders placed and callbacks settled in a second through HTTP, beside pgbench writing the same rows.

    The figures are kept in benchmarks/ where there is such a directory.
    """
    import uvloop
    from rich.console import Console

    from wendan.platform.log import configure_logs

    choice = choice or BenchChoice()
    configure_logs("error", "console")
    console = Console()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, console.status("bench") as status:
        figures = runner.run(_bench(choice, status.update))
    _show(console, figures)
    _keep(figures, choice.report)
    if min(figures[verb]["ratio"] for verb in ("place", "settle")) < LEAST_RATIO:
        console.print(f"[yellow]below the aim of {LEAST_RATIO}[/]")


async def _bench(choice: BenchChoice, tell: Any) -> dict[str, Any]:
    from wendan.cli.benching.pgbench import PgbenchFailed
    from wendan.cli.benching.rounds import BenchBroke, BenchPlan, run_bench
    from wendan.cli.drilling.stage import temporary_place
    from wendan.platform.clock import SystemClock

    plan = BenchPlan(choice.orders, choice.rounds, choice.at_once)
    async with temporary_place() as place:
        try:
            figures = await run_bench(plan, place, tell)
        except (BenchBroke, PgbenchFailed) as broken:
            sys.exit(str(broken))
    return {"date": f"{SystemClock().now():%F}", **figures}


def _show(console: Any, figures: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(title=f"{figures['machine']}, load {figures['load_before']} before", title_justify="left")
    for heading in ("", "wendan/s", "pgbench/s", "ratio", "p50 ms", "p99 ms", "pgbench p50", "pgbench p99"):
        table.add_column(heading, justify="right")
    for verb in ("place", "settle"):
        f = figures[verb]
        shown = (f["per_s"], f["pgbench_per_s"], f["ratio"], f["p50_ms"], f["p99_ms"])
        table.add_row(verb, *map(str, shown), str(f["pgbench_p50_ms"]), str(f["pgbench_p99_ms"]))
    console.print(table)


def _keep(figures: dict[str, Any], report: Path | None) -> None:
    text = json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
    if report is not None:
        report.write_text(text, encoding="utf-8")
    if not RESULTS.is_dir():
        return
    machine = re.sub(r"\W+", "-", figures["machine"])
    (RESULTS / f"{figures['date']}-{machine}.json").write_text(text, encoding="utf-8")
    page = RESULTS / "README.md"
    if page.exists() and _HEADING in (written := page.read_text(encoding="utf-8")):
        page.write_text(written.replace(_HEADING, _HEADING + _row(figures)), encoding="utf-8")


def _row(figures: dict[str, Any]) -> str:
    cells = [figures["date"], figures["machine"], figures["load_before"]]
    for verb in ("place", "settle"):
        f = figures[verb]
        cells += [f["per_s"], f["pgbench_per_s"], f["ratio"], f"{f['p50_ms']} / {f['p99_ms']}"]
    return "| " + " | ".join(map(str, cells)) + " |\n"
