"""The same question asked of what a real shop has logged, in the order of time, as far as a log can answer it.

A log tells what became of the way that was tried, never of those that were not, and it does not say which order
was shown with which chance. So nothing can be weighed by propensity. Two things are told instead: how often the way
an order was in the end paid with is the one a policy would have listed first, and how first tries fared where a
policy agrees with what was tried. Both favour the order that was really shown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from wendan.cli.evaluating.judge import RESAMPLES
from wendan.cli.evaluating.policies import BASELINES, OURS, policy_of
from wendan.cli.evaluating.shoplog import ShopLog, Try, Visit
from wendan.cli.evaluating.town import ways_for
from wendan.domains.routing.model import Way
from wendan.domains.routing.rules import tallies
from wendan.kernel.shares import Interval
from wendan.platform.ids import SeededIds

_MIDNIGHT: Final = datetime(2020, 1, 1)  # noqa: DTZ001 - the store's wall has no zone


@dataclass(frozen=True, slots=True)
class Asked:
    """One order: whose it was, what was tried first and what it was paid with; and what each policy lists first."""

    diner: str
    is_success: bool
    first: Way
    paid: Way | None
    listed: dict[str, Way]


def tries_of(rows: Iterable[Mapping[str, Any]]) -> list[Try]:
    """The log's rows, in the order of time."""
    rows = list(rows)
    channels: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        channels[row["store"]].add(row["channel"])
    return [_try_of(row, channels[row["store"]]) for row in rows]


def _try_of(row: Mapping[str, Any], channels: set[str]) -> Try:
    way, marks = Way(row["channel"], row["method"]), frozenset(row["marks"])
    client = tallies.client_of(row["entry"], way)
    offered = ways_for(client, row["amount_fen"], marks)
    visit = Visit(
        number=row["order_id"],
        place=row["store"],
        marks=marks,
        diner=None if row["entry"] in tallies.SHARED_ENTRIES else row["diner"],
        client=client,
        entry=row["entry"],
        amount_fen=row["amount_fen"],
        at_h=_hours(row["began"]),
        ways=tuple(each for each in offered if each.channel in channels),
    )
    known_h, away = _hours(row["known"]), frozenset(row["away"])
    return Try(visit, way, row["attempt"], row["state"], known_h, row["is_channels_fault"], away)


def _hours(moment: datetime) -> float:
    return (moment - _MIDNIGHT).total_seconds() / 3600


def replay(tries: Sequence[Try], tell: Callable[[], None] = lambda: None) -> list[Asked]:
    """What each policy would have listed first, seeing only what was known by then; orders with a choice only."""
    paid = {one.visit.number: one.way for one in tries if one.won}
    policies = {name: policy_of(name, {}) for name in (OURS, *BASELINES)}
    log, asked = ShopLog(), []
    for one in tries:
        visit = one.visit
        if one.attempt == 1 and one.way in visit.ways and len(visit.ways) > 1:
            listed = {name: policy.first(visit, log) for name, policy in policies.items()}
            diner = str(visit.diner or visit.number)
            asked.append(Asked(diner, one.won, one.way, paid.get(visit.number), listed))
        # A clock that was set back must not stop the replay.
        at_h = max(visit.at_h, log.tries[-1].visit.at_h) if log.tries else visit.at_h
        log.write(replace(one, visit=replace(visit, at_h=at_h)))
        tell()
    return asked


def told(asked: Sequence[Asked], seed: int) -> dict[str, Any]:
    """By policy: share of paid orders whose way it lists first, share of agreement, success where it agrees."""
    by_diner: dict[str, list[Asked]] = defaultdict(list)
    for each in asked:
        by_diner[each.diner].append(each)
    diners, ids = list(by_diner.values()), SeededIds(seed)
    draws = [[int(ids.chance() * len(diners)) for _ in diners] for _ in range(RESAMPLES // 4)]
    found = {}
    for name in (OURS, *BASELINES):
        counts = [
            [sum(column) for column in zip(*(_counts(name, each) for each in own), strict=True)]
            for own in diners
        ]
        figures = [_shares(counts, draw) for draw in (range(len(diners)), *draws)]
        labels = ("paid_way_listed_first", "agrees_with_first_try", "success_where_it_agrees")
        found[name] = {label: _interval([f[n] for f in figures]).told() for n, label in enumerate(labels)}
    return {"orders": len(asked), "diners": len(diners), "policies": found}


def _counts(name: str, each: Asked) -> tuple[int, int, int, int, int]:
    agrees = each.listed[name] == each.first
    is_hit = each.paid is not None and each.listed[name] == each.paid
    return 1, each.paid is not None, is_hit, agrees, agrees and each.is_success


def _shares(counts: Sequence[Sequence[int]], draw: Iterable[int]) -> tuple[float, float, float]:
    orders, paid, hits, agreed, won = (sum(column) for column in zip(*(counts[n] for n in draw), strict=True))
    return hits / max(1, paid), agreed / max(1, orders), won / max(1, agreed)


def _interval(values: Sequence[float]) -> Interval:
    """The first is the figure itself, the others its resamples."""
    ordered = sorted(values[1:])
    return Interval(ordered[int(0.025 * len(ordered))], values[0], ordered[int(0.975 * len(ordered)) - 1])
