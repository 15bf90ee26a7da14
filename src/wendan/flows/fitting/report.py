"""What a scorecard is worth on orders it has not seen: how it tells, how it is meant, for whom, and what drifted."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from wendan.domains.risk.model import Sample, Scorecard
from wendan.domains.risk.rules.features import numbers_of
from wendan.domains.risk.rules.scorecard import LINE, band_of, chance_unpaid, judge
from wendan.flows.fitting.measures import Judged, Resampled, Told, interval_of, psi

RULE_COUNTS: Final = 6
"""The rule tells apart nobody who left this many or more unpaid."""
HOURS: Final = ("night", "morning", "noon", "afternoon", "evening")

Chances = Callable[[Sample], float]


def by_card(card: Scorecard) -> Chances:
    """Chances as the card's scores mean them."""
    return lambda sample: chance_unpaid(judge(sample.features, card).score)


def by_count(learnt_from: Sequence[Sample]) -> Chances:
    """The rule to beat: how many orders a diner left unpaid, each count with the share that followed it before."""
    followed = [[1.0, 0.1] for _ in range(RULE_COUNTS)]
    for sample in learnt_from:
        counts = followed[min(sample.unpaid_before, RULE_COUNTS - 1)]
        counts[0] += 1
        counts[1] += sample.is_unpaid
    shares = [unpaid / orders for orders, unpaid in followed]
    return lambda sample: shares[min(sample.unpaid_before, RULE_COUNTS - 1)]


def told(samples: Sequence[Sample], chances: Chances) -> list[Told]:
    """What the chances said of each order."""
    return [Told(s.order.diner_id, chances(s), s.is_unpaid) for s in samples]


def compared(
    samples: Sequence[Sample], ours: Chances, rule: Chances, resampled: Resampled
) -> dict[str, list[float]]:
    """AUC, Brier score and calibration error of both on the same orders, and what ours gains, with intervals."""
    a, b = Judged(told(samples, ours)), Judged(told(samples, rule))
    found: dict[str, list[float]] = {}
    for name, mine, its in (("auc", a.auc, b.auc), ("brier", a.brier, b.brier), ("ece", a.ece, b.ece)):
        own, others = resampled.values(mine), resampled.values(its)
        sign = 1 if name == "auc" else -1
        found[name] = interval_of(own).told()
        found[f"rule_{name}"] = interval_of(others).told()
        found[f"{name}_gain"] = interval_of([sign * (x - y) for x, y in zip(own, others, strict=True)]).told()
    return found | {"ks": resampled.interval(a.ks).told()}


def report(
    card: Scorecard, learnt_from: Sequence[Sample], judged_by: Sequence[Sample], seed: int
) -> dict[str, Any]:
    """Everything a person needs to decide about a challenger. `judged_by` must not be empty."""
    diners = len({sample.order.diner_id for sample in judged_by})
    resampled = Resampled(diners, seed)
    ours = by_card(card)
    return {
        "fitted_on": _counted(learnt_from),
        "judged_on": _counted(judged_by),
        **compared(judged_by, ours, by_count(learnt_from), resampled),
        "calibration": Judged(told(judged_by, ours)).calibration(),
        "below_line": round(_below(judged_by, card), 4),
        "drift": drift(card, judged_by),
        "fairness": (rates := fairness(card, judged_by, resampled)),
        "look_at": uneven(rates),
    }


def _counted(samples: Sequence[Sample]) -> dict[str, int]:
    return {
        "orders": len(samples),
        "unpaid": sum(sample.is_unpaid for sample in samples),
        "diners": len({sample.order.diner_id for sample in samples}),
        "newcomers": sum(sample.features.is_newcomer for sample in samples),
    }


def _below(samples: Sequence[Sample], card: Scorecard) -> float:
    return sum(judge(s.features, card).score < LINE for s in samples) / len(samples)


def drift(card: Scorecard, samples: Sequence[Sample]) -> dict[str, float]:
    """PSI of each feature between the card's own orders and these; nothing for a card that was not fitted."""
    found = {}
    for each in card.characteristics:
        bands = [band_of(numbers_of(sample.features)[each.name], each) for sample in samples]
        now = [bands.count(band) / len(bands) for band in range(len(each.points) + 1)]
        if each.shares:
            found[each.name] = round(psi(each.shares, now), 4)
    return found


def fairness(
    card: Scorecard, samples: Sequence[Sample], resampled: Resampled
) -> dict[str, dict[str, list[float]]]:
    """How many who paid would have been held up, by group: rate, 95 % interval, orders paid. Groups are never features."""
    diners = {whose: n for n, whose in enumerate(dict.fromkeys(s.order.diner_id for s in samples))}
    groups: dict[tuple[str, str], dict[int, list[int]]] = {}
    for sample in samples:
        if sample.is_unpaid:
            continue
        is_stopped = judge(sample.features, card).score < LINE
        for kind, name in _groups(sample).items():
            sums = groups.setdefault((kind, name), {}).setdefault(diners[sample.order.diner_id], [0, 0])
            sums[0] += is_stopped
            sums[1] += 1
    found: dict[str, dict[str, list[float]]] = {}
    for (kind, name), own in sorted(groups.items()):
        rate = resampled.interval(partial(_rate, own)).told()
        found.setdefault(kind, {})[name] = [*rate, sum(paid for _, paid in own.values())]
    return found


def uneven(rates: Mapping[str, Mapping[str, Sequence[float]]]) -> list[str]:
    """Groups that are held up more than each other group of their kind beyond chance: a person must look at why."""
    return [
        f"{kind}: {name}"
        for kind, groups in rates.items()
        for name, (_, low, *_) in groups.items()
        if len(groups) > 1 and all(low > high for other, (_, _, high, _) in groups.items() if other != name)
    ]


def _rate(own: Mapping[int, Sequence[int]], weights: Sequence[int]) -> float:
    paid = sum(weights[diner] * n for diner, (_, n) in own.items())
    stopped = sum(weights[diner] * n for diner, (n, _) in own.items())
    return stopped / paid if paid else float("nan")


def _groups(sample: Sample) -> dict[str, str]:
    order, age = sample.order, sample.features.age_days
    return {
        "age": "new"
        if age is None
        else "under 14 days"
        if age < 14
        else "under 90 days"
        if age < 90
        else "older",
        "store": str(order.store_id),
        "client": order.entry,
        "hour": HOURS[0 if order.hour < 6 or order.hour >= 22 else min(4, 1 + max(0, (order.hour - 6) // 4))],
    }
