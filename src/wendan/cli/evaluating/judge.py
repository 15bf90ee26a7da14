"""Success at the first choice by policy, with what chance alone could have made of it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, Final

from wendan.cli.evaluating.play import Outcome
from wendan.cli.evaluating.policies import BASELINES, ORACLE, OURS
from wendan.kernel.shares import Interval
from wendan.platform.ids import SeededIds

RESAMPLES: Final = 2000
LEAST_RATIO: Final = 0.90
WEEK_H: Final = 24 * 7

Sums = Mapping[str, Sequence[float]]
"""By policy: each customer's successes."""


class Judge:
    """Paired bootstrap: customers are drawn again with replacement, the same ones for every policy.

    Customers, not visits: visits of one customer are alike (Davison and Hinkley 1997, section 3.8).
    """

    def __init__(self, played: Mapping[str, Sequence[Outcome]], seed: int) -> None:
        self._visits, self._successes = _sums(played)
        ids, n = SeededIds(seed), len(self._visits)
        self._draws = [self._drawn([int(ids.chance() * n) for _ in range(n)]) for _ in range(RESAMPLES)]
        self._all = self._drawn(range(n))

    def _drawn(self, customers: Sequence[int]) -> dict[str, float]:
        visits = sum(self._visits[n] for n in customers)
        return {name: sum(own[n] for n in customers) / visits for name, own in self._successes.items()}

    def interval(self, of: Callable[[dict[str, float]], float]) -> Interval:
        """A figure of the policies' shares, and the middle 95 % of it over the resamples."""
        values = sorted(of(draw) for draw in self._draws)
        return Interval(values[int(0.025 * RESAMPLES)], of(self._all), values[int(0.975 * RESAMPLES) - 1])

    def verdict(self) -> dict[str, Any]:
        """All figures; `is_good` when ours beats every baseline and comes close enough to the oracle."""
        shares = {name: self.interval(itemgetter(name)) for name in self._successes}
        gains = {name: self.interval(partial(_gain, name)) for name in BASELINES}
        ratio = self.interval(lambda draw: draw[OURS] / draw[ORACLE])
        beats = {name: gain.low > 0 for name, gain in gains.items()}
        return {
            "success_at_first_choice": {name: share.told() for name, share in shares.items()},
            "gain_over": {name: gain.told() for name, gain in gains.items()},
            "share_of_oracle": ratio.told(),
            "is_good": all(beats.values()) and ratio.value >= LEAST_RATIO,
        }


def _gain(over: str, draw: dict[str, float]) -> float:
    return draw[OURS] - draw[over]


def _sums(played: Mapping[str, Sequence[Outcome]]) -> tuple[list[int], Sums]:
    counted: dict[str, dict[int, list[int]]] = {}
    for name, outcomes in played.items():
        counted[name] = defaultdict(lambda: [0, 0])
        for outcome in outcomes:
            counted[name][outcome.person][0] += 1
            counted[name][outcome.person][1] += outcome.is_success
    people = sorted(counted[OURS])
    successes = {name: [own[person][1] for person in people] for name, own in counted.items()}
    return [counted[OURS][person][0] for person in people], successes


def by_week(outcomes: Sequence[Outcome]) -> list[float]:
    """Success at the first choice in each whole week: how fast it is learnt."""
    weeks: dict[int, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        weeks[int(outcome.at_h // WEEK_H)].append(outcome.is_success)
    return [round(sum(week) / len(week), 4) for _, week in sorted(weeks.items())]
