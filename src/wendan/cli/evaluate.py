"""`wendan evaluate`: is our order of the ways to pay, or our risk score, better than a simpler one? Is an outage found?"""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable

    from wendan.cli.evaluating.play import Outcome
    from wendan.cli.evaluating.shoplog import Try

CUSTOMERS: Final = 400
DAYS: Final = 45
RISK_CUSTOMERS: Final = 1200
RISK_DAYS: Final = 120
QUIET_DAYS: Final = 30


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class EvaluateChoice:
    """Who is served for how long, and where the answer goes."""

    customers: Annotated[
        int | None, Parameter(help="Customers of the simulated town; 400, for risk 1200.")
    ] = None
    days: Annotated[
        int | None, Parameter(help="Days they live there; 45, for risk 120; quiet ones for incidents 30.")
    ] = None
    seed: Annotated[int, Parameter(help="Customers, outages and dice come from it.")] = 1
    report: Annotated[Path | None, Parameter(name="--json", help="Write the figures to this file.")] = None
    picture: Annotated[Path | None, Parameter(help="Draw the figures into this SVG file.")] = None
    database: Annotated[
        bool, Parameter(help="Replay what the configured database has logged instead.", negative="")
    ] = False


def evaluate(
    subject: Literal["recommendation", "risk", "incidents"], /, choice: EvaluateChoice | None = None
) -> None:
    """Success at the first choice: ours beside last used, most popular, a fixed order, and the oracle.

    Ends with 1 when ours does not beat each of them with 95 % confidence, or stays below 0.90 of the oracle.
    A replay of logged payments only tells, it judges nothing: docs/explanation/recommendation.md says why.

    Risk: a scorecard fitted on the first months, judged on the last one. Ends with 1 when AUC or Brier score do not
    beat counting unpaid orders with 95 % confidence, when what is said and what comes differ by more than 0.02
    beyond chance, or when a feature sees the future. Needs wendan[risk].

    Incidents: three merchants, a month each without trouble and then outages at six hours. Ends with 1 on an alarm in the
    quiet month, or when an outage amid twelve attempts a minute or more is not found within 60 s.

    Parameters
    ----------
    subject
        What is evaluated.
    """
    from wendan.platform.log import configure_logs

    configure_logs("error", "console")
    choice = choice or EvaluateChoice()
    if subject == "risk":
        figures = _risk(choice)
    elif subject == "incidents":
        figures = _incidents(choice)
    else:
        figures = _replayed(choice) if choice.database else _simulated(choice)
    if choice.report is not None:
        text = json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
        choice.report.write_text(text, encoding="utf-8")
    if choice.picture is not None and not choice.database and subject != "incidents":
        choice.picture.write_text(_drawn(subject, figures), encoding="utf-8")
    if not figures.get("is_good", True):
        sys.exit(1)


def _drawn(subject: str, figures: Mapping[str, Any]) -> str:
    from wendan.cli.evaluating import picture as choices
    from wendan.cli.evaluating.risk import picture as risk

    return (risk.picture if subject == "risk" else choices.picture)(figures)


def _risk(choice: EvaluateChoice) -> dict[str, Any]:
    from wendan.cli.risk import evaluated_risk

    if choice.database:
        sys.exit("orders of the configured database are judged by `wendan risk report`")
    return evaluated_risk(choice.seed, choice.customers or RISK_CUSTOMERS, choice.days or RISK_DAYS)


def _incidents(choice: EvaluateChoice) -> dict[str, Any]:
    from rich.console import Console
    from rich.table import Table

    from wendan.cli.evaluating.incidents.watch import DAYS_IN_ALL, ORDERS_A_DAY, judged
    from wendan.platform.clock import SystemClock, stopwatch

    took_s, days = stopwatch(), choice.days or QUIET_DAYS
    with _bar("days", len(ORDERS_A_DAY) * (DAYS_IN_ALL + days)) as tell:
        figures = judged(choice.seed, days, tell)
    table = Table(title=f"{days} quiet days, then outages", title_justify="left")
    for heading in ("orders a day", "false alarms", "outage found after s (attempts a minute)"):
        table.add_column(heading)
    for merchant in figures["merchants"]:
        found = [
            f"{'-' if each['found_after_s'] is None else each['found_after_s']} ({each['attempts_a_minute']:g})"
            for each in merchant["outages"]
        ]
        table.add_row(str(merchant["orders_a_day"]), str(merchant["false_alarms"]), ", ".join(found))
    Console().print(table)
    return {"date": f"{SystemClock().now():%F}", "seed": choice.seed, **figures, "took_s": round(took_s(), 1)}


def _simulated(choice: EvaluateChoice) -> dict[str, Any]:
    from wendan.cli.evaluating.judge import Judge, by_week
    from wendan.platform.clock import SystemClock, stopwatch

    took_s = stopwatch()
    played = _played(choice)
    figures = {
        "date": f"{SystemClock().now():%F}",
        "seed": choice.seed,
        "customers": choice.customers or CUSTOMERS,
        "days": choice.days or DAYS,
        "visits": len(played["ours"]),
        **Judge(played, choice.seed).verdict(),
        "true_chance_of_first_listed": {
            name: round(sum(each.listed_chance for each in own) / len(own), 4) for name, own in played.items()
        },
        "by_week": {name: by_week(own) for name, own in played.items()},
        "took_s": round(took_s(), 1),
    }
    _show(figures)
    return figures


def _played(choice: EvaluateChoice) -> "dict[str, list[Outcome]]":
    """Every policy in its own copy of the same world."""
    from wendan.cli.evaluating.play import play
    from wendan.cli.evaluating.policies import BASELINES, BLIND, ORACLE, OURS, policy_of
    from wendan.cli.evaluating.town import comings

    world = comings(choice.seed, choice.customers or CUSTOMERS, choice.days or DAYS)
    if not world:
        sys.exit("nobody came: more customers or more days, please")
    truth = {visit.number: hidden.chances for visit, hidden in world}
    names = (OURS, BLIND, *BASELINES, ORACLE)
    with _bar("visits", len(names) * len(world)) as tell:
        return {name: play(choice.seed, world, policy_of(name, truth), tell) for name in names}


def _replayed(choice: EvaluateChoice) -> dict[str, Any]:
    from wendan.cli.evaluating.replay import replay, told
    from wendan.platform.clock import SystemClock

    tries = asyncio.run(_logged())
    with _bar("payments", len(tries)) as tell:
        asked = replay(tries, tell)
    if not asked:
        sys.exit("nothing to replay: no payment with a known end where there was a choice")
    figures = {"date": f"{SystemClock().now():%F}", **told(asked, choice.seed)}
    _show_replay(figures)
    return figures


async def _logged() -> "list[Try]":
    from wendan.cli.evaluating.replay import tries_of
    from wendan.cli.serve import database_of
    from wendan.domains.routing.store import LOGGED_TRIES
    from wendan.platform.db import open_database
    from wendan.platform.settings import Settings

    async with database_of(Settings()) as ready:
        assert ready.database_url is not None
        async with open_database(ready.database_url, 1, long_work=True) as database:
            return tries_of([dict(row) for row in await database.fetch(LOGGED_TRIES)])


@contextmanager
def _bar(what: str, total: int) -> "Iterator[Callable[[], None]]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(what, total=total)
        yield lambda: progress.advance(bar)


def _shown(figure: list[float]) -> str:
    value, low, high = (100 * part for part in figure)
    return f"{value:.1f} ({low:.1f} to {high:.1f})"


def _show(figures: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title=f"{figures['visits']} orders of {figures['customers']} customers", title_justify="left"
    )
    for heading in ("policy", "success at first choice %", "ours gains %"):
        table.add_column(heading)
    for name, share in figures["success_at_first_choice"].items():
        gain = figures["gain_over"].get(name)
        table.add_row(name, _shown(share), _shown(gain) if gain else "")
    console = Console()
    console.print(table)
    mark = "[green]✓[/]" if figures["is_good"] else "[red]✗[/]"
    console.print(f"{mark} ours reaches {_shown(figures['share_of_oracle'])} % of the oracle; 95 % intervals")


def _show_replay(figures: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    title = f"replay of {figures['orders']} orders of {figures['diners']} diners; % with 95 % intervals"
    table = Table(title=title, title_justify="left")
    for heading in ("policy", "lists first what was paid with", "agrees with first try", "success there"):
        table.add_column(heading)
    for name, shares in figures["policies"].items():
        table.add_row(name, *(_shown(share) for share in shares.values()))
    console = Console()
    console.print(table)
    console.print("A log favours the order that was shown: this tells nothing about what was never tried.")
