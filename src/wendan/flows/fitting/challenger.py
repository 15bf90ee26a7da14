"""A challenger from what was logged: learnt from the days before the last ones, judged on the last ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from wendan.domains.risk.model import PastOrder, Samples, Scorecard
from wendan.domains.risk.model.fits import FIT_DAYS, JUDGE_DAYS, FitOutcome
from wendan.domains.risk.rules.features import histories_of, leaks_of, samples_of
from wendan.flows.fitting.fit import LEAST_UNPAID, TooFew, fit
from wendan.flows.fitting.report import report

Edges = tuple[datetime, ...]
"""Moments between which samples are taken: of two periods, three."""


@dataclass(frozen=True, slots=True)
class FitTask:
    """What is to be fitted: `edges` are where learning begins, where judging begins, and now."""

    edges: Edges
    name: str
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it; `card` and `report` are there with FITTED alone."""

    outcome: FitOutcome
    facts: Mapping[str, Any] = field(default_factory=dict)
    card: Scorecard | None = None
    report: dict[str, Any] | None = None


def fit_task(now: datetime, fit_days: int = FIT_DAYS, judge_days: int = JUDGE_DAYS, seed: int = 1) -> FitTask:
    """The windows that end now."""
    judged_from = now - timedelta(days=judge_days)
    return FitTask((judged_from - timedelta(days=fit_days), judged_from, now), f"{now:%Y-%m-%d}", seed)


def samples_between(orders: Sequence[PastOrder], edges: Edges) -> list[Samples]:
    """Samples of each period between two edges, every order seen with the half year before it."""
    histories = histories_of(orders)
    return [samples_of((o for o in orders if a <= o.placed_at < b), histories) for a, b in pairwise(edges)]


def made_of(task: FitTask, orders: Sequence[PastOrder]) -> Made:
    """The challenger with its report, or why there is none."""
    learnt, judged = samples_between(orders, task.edges)
    if leaking := leaks_of(histories_of(sample.order for sample in learnt.rows)):
        return Made(FitOutcome.LEAKS, {"features": sorted(leaking)})
    if not judged.rows:
        return Made(FitOutcome.NOTHING_TO_JUDGE_BY)
    try:
        card = fit(learnt.rows, task.name)
    except TooFew as few:
        return too_little(few.orders, few.unpaid)
    except ImportError:
        return Made(FitOutcome.NOT_INSTALLED)
    figures = report(card, learnt.rows, judged.rows, task.seed)
    figures["left_out"] = {outcome.lower(): n for outcome, n in sorted(judged.left_out.items())}
    return Made(FitOutcome.FITTED, {"card": card.name}, card, figures)


def too_little(orders: int, unpaid: int) -> Made:
    """So few that nothing is learnt that luck could not have made."""
    return Made(FitOutcome.TOO_LITTLE, {"orders": orders, "unpaid": unpaid, "least": LEAST_UNPAID})
