"""`wendan risk`: a scorecard from a merchant's own orders, its report, a person's word for it; and the nightly review."""

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from cyclopts import App, Parameter

from wendan.cli.route import in_house
from wendan.domains.risk.model.fits import FIT_DAYS, JUDGE_DAYS

Merchant = Annotated[
    UUID | None, Parameter(help="The merchant's id; empty: the first merchant of this house.")
]
Seed = Annotated[int, Parameter(help="Resamples come from it.")]
NEEDS: Final = "scikit-learn is missing: pip install 'wendan[risk]'"

risk = App(
    name="risk",
    help="Fit a risk scorecard from your own orders, read its report, promote it; review the unpaid.",
)


@risk.command
def fit(
    *, merchant: Merchant = None, fit_days: int = FIT_DAYS, judge_days: int = JUDGE_DAYS, seed: Seed = 1
) -> None:
    """A challenger from the days before the last ones, judged on the last ones; nothing decides by it yet.

    The house does this by itself each month. Ends with 1 when a feature sees the future, or there is too little to learn from.
    """
    asyncio.run(in_house(lambda house: _fit(house, merchant or _first(), (fit_days, judge_days), seed)))


@risk.command
def report(*, merchant: Merchant = None, judge_days: int = JUDGE_DAYS, seed: Seed = 1) -> None:
    """The card in force on the last days, as JSON: AUC, Brier score, calibration, KS, drift, fairness, with intervals."""
    lasts = timedelta(days=judge_days)
    asyncio.run(in_house(lambda house: _report(house, merchant or _first(), lasts, seed)))


@risk.command
def promote(
    *,
    by: Annotated[str, Parameter(help="Who says so.")],
    reason: Annotated[str, Parameter(help="Why, after reading the report.")],
    merchant: Merchant = None,
) -> None:
    """The challenger decides from now on; the champion retires."""
    asyncio.run(in_house(lambda house: _promote(house, merchant or _first(), (by, reason))))


@risk.command
def review(*, merchant: Merchant = None, days: int = 2) -> None:
    """Who left orders unpaid in the last days, looked at once: those with enough evidence go on the blacklist."""
    asyncio.run(in_house(lambda house: _review(house, merchant or _first(), timedelta(days=days))))


async def _fit(house: Any, merchant_id: UUID, windows: tuple[int, int], seed: int) -> None:
    from wendan.domains.risk.rules.fits import fit_words
    from wendan.flows.fitting.challenger import fit_task, made_of
    from wendan.flows.fitting.logged import orders_of
    from wendan.flows.refit import keep_challenger

    task = fit_task(house.clock.now(), *windows, seed)
    made = made_of(task, await orders_of(house, merchant_id, task.edges))
    if made.report is None:
        sys.exit(fit_words(made.outcome, made.facts)[1])
    card = await keep_challenger(house, merchant_id, (task, made), ("wendan risk fit", "fitted"))
    show(made.report)
    print(f"challenger {card.name}: read the report, then `wendan risk promote`")


async def _report(house: Any, merchant_id: UUID, lasts: timedelta, seed: int) -> None:
    from wendan.flows.fitting.challenger import samples_between
    from wendan.flows.fitting.logged import orders_of
    from wendan.flows.fitting.report import report as told
    from wendan.flows.risk import card_in_force

    now = house.clock.now()
    edges = (now - 2 * lasts, now - lasts, now)
    before, judged = samples_between(await orders_of(house, merchant_id, edges), edges)
    if not judged.rows:
        sys.exit("no order with a known end to judge by")
    card = await card_in_force(house, merchant_id)
    print(
        json.dumps(
            {"scorecard": card.name, **told(card, before.rows, judged.rows, seed)},
            ensure_ascii=False,
            indent=2,
        )
    )


async def _promote(house: Any, merchant_id: UUID, word: tuple[str, str]) -> None:
    from wendan.flows.risk import promote_challenger

    card = await promote_challenger(house, merchant_id, word)
    print(f"{card.name} decides from now on: {card.role_reason} ({card.role_by})")


async def _review(house: Any, merchant_id: UUID, lasts: timedelta) -> None:
    from wendan.flows.blacklist import review_unpaid

    for entry in await review_unpaid(house, merchant_id, house.clock.now() - lasts):
        print(
            f"{entry.diner_id} until {entry.expires_at:%F}: {len(entry.evidence)} unpaid orders as evidence"
        )


def evaluated_risk(seed: int, diners: int, days: int) -> dict[str, Any]:
    """The figures of a simulated town, shown as well; for `wendan evaluate risk`."""
    from wendan.cli.evaluating.risk.judge import evaluated
    from wendan.platform.clock import SystemClock, stopwatch

    took_s = stopwatch()
    try:
        found = evaluated(seed, diners, days)
    except ImportError:
        sys.exit(NEEDS)
    except ValueError as too_few:
        sys.exit(str(too_few))
    figures = {"date": f"{SystemClock().now():%F}", **found, "took_s": round(took_s(), 1)}
    show(figures)
    return figures


def show(figures: Mapping[str, Any]) -> None:
    """The comparison as a table."""
    from rich.console import Console
    from rich.table import Table

    judged = figures["judged_on"]
    table = Table(title=f"{judged['orders']} later orders, {judged['unpaid']} unpaid", title_justify="left")
    for heading in ("", "scorecard", "count of unpaid", "gain"):
        table.add_column(heading)
    for name, words in (("auc", "AUC"), ("brier", "Brier score"), ("ece", "calibration error")):
        told = (figures[name], figures[f"rule_{name}"], figures[f"{name}_gain"])
        table.add_row(words, *(f"{value:.4f} ({low:.4f} to {high:.4f})" for value, low, high in told))
    console = Console()
    console.print(table)
    mark = "[green]✓[/]" if figures.get("is_good", figures["auc_gain"][1] > 0) else "[red]✗[/]"
    console.print(f"{mark} {100 * figures['below_line']:.1f} % of orders lie below the line; 95 % intervals")


def _first() -> UUID:
    from wendan.kernel.numbers import HEAD_OFFICE

    return HEAD_OFFICE
