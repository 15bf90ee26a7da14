"""Fit on the first months, judged on the last: against counting unpaid orders, the shipped card, and the truth."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from wendan.cli.evaluating.risk.minds import MONTH_DAYS, Kind
from wendan.cli.evaluating.risk.town import Logged, months, of_days
from wendan.domains.risk.model import Limits, Outcome, Sample
from wendan.domains.risk.rules.features import (
    Histories,
    Measure,
    histories_of,
    leaks_of,
    measured,
    samples_of,
)
from wendan.domains.risk.rules.known import outcome_of
from wendan.domains.risk.rules.malice import deserves_listing, malicious
from wendan.domains.risk.rules.scorecard import LINE, SHIPPED, judge
from wendan.flows.fitting.fit import fit
from wendan.flows.fitting.measures import Judged, Resampled
from wendan.flows.fitting.report import by_card, by_count, report, told

MOST_ECE: Final = 0.02
"""What is said and what comes may differ by two in a hundred; more is bad when chance alone did not make it."""
CURVE_POINTS: Final = 80


def evaluated(seed: int, diners: int, days: int, measured_by: Measure = measured) -> dict[str, Any]:
    """All figures; `is_good` when the fitted card beats the rule in AUC and Brier score and no feature sees the future."""
    log = months(seed, diners, days)
    held_out = days - MONTH_DAYS
    histories = histories_of(each.order for each in log)
    learnt = samples_of((each.order for each in of_days(log, 0, held_out)), histories)
    later = of_days(log, held_out, days)
    judged = samples_of((each.order for each in later), histories)
    card = fit(learnt.rows, f"seed-{seed}")
    figures = report(card, learnt.rows, judged.rows, seed)
    leaking = sorted(leaks_of(histories, measured_by))
    beats = figures["auc_gain"][1] > 0 and figures["brier_gain"][1] > 0 and figures["ece"][1] <= MOST_ECE
    return {
        "seed": seed,
        "diners": diners,
        "days": days,
        "left_out": {outcome.lower(): n for outcome, n in sorted(judged.left_out.items())},
        **figures,
        "others": _others(judged.rows, learnt.rows, later, seed),
        "stopped_by_kind": _stopped(judged.rows, later, card),
        "blacklisted_by_kind": listed(log, histories),
        "curves": _curves(judged.rows, learnt.rows, card),
        "leaks": leaking,
        "is_good": beats and not leaking,
    }


def _others(
    judged: Sequence[Sample], learnt: Sequence[Sample], later: Sequence[Logged], seed: int
) -> dict[str, dict[str, list[float]]]:
    truth = {each.order.id: each.chance for each in later}
    resampled = Resampled(len({sample.order.diner_id for sample in judged}), seed)
    kinds = {
        "shipped card": by_card(SHIPPED),
        "count of unpaid": by_count(learnt),
        "truth": lambda sample: truth[sample.order.id],
    }
    found = {}
    for name, chances in kinds.items():
        one = Judged(told(judged, chances))
        found[name] = {
            key: resampled.interval(of).told()
            for key, of in (("auc", one.auc), ("brier", one.brier), ("ece", one.ece))
        }
    return found


def _stopped(judged: Sequence[Sample], later: Sequence[Logged], card: Any) -> dict[str, dict[str, float]]:
    """Share of orders below the line, by hidden kind and what became of them; newcomers beside them."""
    kinds = {each.order.id: each.kind for each in later}
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: {"paid": [0, 0], "unpaid": [0, 0]})
    for sample in judged:
        is_below = judge(sample.features, card).score < LINE
        for name in (kinds[sample.order.id], *(["newcomers"] if sample.features.is_newcomer else [])):
            own = counts[name]["unpaid" if sample.is_unpaid else "paid"]
            own[0] += is_below
            own[1] += 1
    return {
        name: {end: round(below / n, 4) for end, (below, n) in own.items() if n}
        for name, own in counts.items()
    }


def listed(log: Sequence[Logged], histories: Histories, limits: Limits | None = None) -> dict[str, list[int]]:
    """How many of each kind would ever have been blacklisted, and how many there are."""
    limits = limits or Limits()
    kinds = {each.order.diner_id: each.kind for each in log}
    found = {kind.value: [0, 0] for kind in Kind}
    for diner, orders in histories.items():
        ends = [
            order.closed_at + timedelta(seconds=1)
            for order in orders
            if order.closed_at is not None and outcome_of(order) is Outcome.UNPAID
        ]
        found[kinds[diner]][0] += any(
            deserves_listing(orders, malicious(orders, at, limits), at, limits) for at in ends
        )
        found[kinds[diner]][1] += 1
    return found


def _curves(judged: Sequence[Sample], learnt: Sequence[Sample], card: Any) -> dict[str, Any]:
    ours, rule = Judged(told(judged, by_card(card))), Judged(told(judged, by_count(learnt)))
    curve = ours.curve()
    step = max(1, len(curve) // CURVE_POINTS)
    return {
        "roc": [*curve[::step], (1.0, 1.0)],
        "rule_roc": rule.curve(),
        "rule_calibration": rule.calibration(),
    }
