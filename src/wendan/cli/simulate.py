"""`wendan simulate month`: a month of a merchant, its unpaid orders and their reminders, in less than an hour."""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

simulate = App(name="simulate", help="Let time pass in the simulation: months in minutes.")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class MonthChoice:
    """How large a month."""

    orders: Annotated[int, Parameter(help="How many orders are placed in all.")] = 200_000
    days: Annotated[int, Parameter(help="How many days they are placed on.")] = 30
    customers: Annotated[int, Parameter(help="How many customers there are.")] = 20_000
    stores: Annotated[int, Parameter(help="How many stores the merchant has.")] = 4
    seed: Annotated[int, Parameter(help="Customers, habits and dice come from it.")] = 1
    report: Annotated[Path | None, Parameter(name="--json", help="Write the figures to this file.")] = None


@simulate.command
def month(choice: MonthChoice | None = None) -> None:
    """A month with customers who pay, forget, are declined or never meant to pay, through the product's own flows.

    Ends with 1 when an unpaid order was left alone a minute after its time, a reminder was sent after the payment was
    known, a coupon given or a message said twice, money lost, a promise broken, or an order is not at rest in the end.
    """
    import uvloop

    from wendan.platform.log import configure_logs

    choice = choice or MonthChoice()
    configure_logs("error", "console")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        figures = runner.run(_month(choice))
    _show(figures)
    if choice.report is not None:
        choice.report.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if not figures["is_good"]:
        sys.exit(1)


async def _month(choice: MonthChoice) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from wendan.cli.drilling.stage import temporary_place
    from wendan.cli.simulating.run import MonthPlan, run_month

    plan = MonthPlan(choice.orders, choice.days, choice.customers, choice.stores, choice.seed)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with temporary_place() as place:
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("day 1", total=choice.orders)
            return await run_month(
                plan, place, lambda day, came: progress.update(bar, description=day, completed=came)
            )


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class BooksChoice:
    """How many days of books."""

    orders: Annotated[int, Parameter(help="How many orders are placed each day.")] = 400
    days: Annotated[int, Parameter(help="How many days.")] = 3
    seed: Annotated[int, Parameter(help="Customers, faults and dice come from it.")] = 1
    report: Annotated[Path | None, Parameter(name="--json", help="Write the figures to this file.")] = None


@simulate.command
def books(choice: BooksChoice | None = None) -> None:
    """Days whose callbacks are lost and whose bills are late, cut, altered: the books must close all the same.

    Ends with 1 when a fen stays unexplained, a bill open, a case without owner, a promise broken, or less than
    95 % of the differences were repaired without a person.
    """
    import uvloop

    from wendan.platform.log import configure_logs

    choice = choice or BooksChoice()
    configure_logs("error", "console")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        figures = runner.run(_books(choice))
    print(json.dumps(figures, ensure_ascii=False, indent=2, default=str))
    if choice.report is not None:
        text = json.dumps(figures, ensure_ascii=False, indent=2, default=str)
        choice.report.write_text(text + "\n", encoding="utf-8")
    if not figures["is_good"]:
        sys.exit(1)


async def _books(choice: BooksChoice) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from wendan.cli.drilling.stage import temporary_place
    from wendan.cli.simulating.books import AFTERWARDS, BooksPlan, run_books

    plan = BooksPlan(choice.orders, choice.days, choice.seed)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    async with temporary_place() as place:
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("day 1", total=choice.days + AFTERWARDS.days)
            return await run_books(plan, place, lambda day: progress.update(bar, description=day, advance=1))


def _show(figures: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(title=f"{figures['orders']} orders in {figures['days']} days", title_justify="left")
    for heading in ("must be nothing", "is"):
        table.add_column(heading, justify="left" if heading != "is" else "right")
    for name, count in figures["must_be_nothing"].items():
        table.add_row(name.replace("_", " "), str(count))
    console.print(table)
    ladder = Table(title="what each rung brought, of those told", title_justify="left")
    for heading in ("rung", "told", "paid %", "left out: paid %", "effect, 95 % interval", "true effect", ""):
        ladder.add_column(heading, justify="right")
    for rung in figures["ladder"]["rungs"]:
        ladder.add_row(
            f"{rung['rung']} {rung['way']}",
            str(rung["told"]),
            _percent(rung["recovered"]),
            _percent(rung["held_out"]),
            _points(rung["effect"]),
            f"{100 * rung['true_effect']:.1f}",
            "holds" if rung["holds_truth"] else "misses",
        )
    console.print(ladder)
    mark = "[green]✓[/]" if figures["is_good"] else "[red]✗[/]"
    console.print(f"{mark} {figures['states']}, bad debts {figures['bad_debts']}, {figures['took_s']} s")


def _percent(share: Mapping[str, Any]) -> str:
    return f"{100 * share['part'] / share['whole']:.1f}" if share["whole"] else "-"


def _points(effect: Mapping[str, float] | None) -> str:
    if effect is None:
        return "-"
    return f"{100 * effect['value']:.1f} ({100 * effect['low']:.1f} to {100 * effect['high']:.1f})"
