"""How well chances of staying unpaid tell and are meant: AUC, KS, Brier score, calibration; drift; with intervals."""

import math
from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from wendan.kernel.shares import Interval
from wendan.platform.ids import SeededIds

RESAMPLES: Final = 1000
CALIBRATION_BANDS: Final = 10
LEAST_SHARE: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Told:
    """One order: whose it is, the chance of staying unpaid it was given, and what became of it."""

    whose: Hashable
    chance: float
    is_unpaid: bool


class Judged:
    """The same orders, counted with any weights of their diners."""

    def __init__(self, told: Sequence[Told]) -> None:
        self.diners = {whose: n for n, whose in enumerate(dict.fromkeys(each.whose for each in told))}
        levels = sorted({each.chance for each in told})
        self._told = [(self.diners[t.whose], bisect_left(levels, t.chance), t.is_unpaid) for t in told]
        self._levels = len(levels)
        self._squares, self._counts = [0.0] * len(self.diners), [0] * len(self.diners)
        for each in told:
            self._squares[self.diners[each.whose]] += (each.chance - each.is_unpaid) ** 2
            self._counts[self.diners[each.whose]] += 1
        self._bands = _bands(told, self.diners)

    def auc(self, weights: Sequence[int]) -> float:
        """The chance that an unpaid order was given a higher chance than a paid one; ties count half."""
        paid, unpaid = self._by_level(weights)
        below = won = 0.0
        for p, u in zip(paid, unpaid, strict=True):
            won += u * (below + p / 2)
            below += p
        pairs = below * sum(unpaid)
        return won / pairs if pairs else math.nan

    def ks(self, weights: Sequence[int]) -> float:
        """The largest gap between the shares of paid and of unpaid orders below any chance (Kolmogorov-Smirnov)."""
        paid, unpaid = self._by_level(weights)
        all_paid, all_unpaid, most = sum(paid) or 1, sum(unpaid) or 1, 0.0
        p = u = 0
        for more_p, more_u in zip(paid, unpaid, strict=True):
            p, u = p + more_p, u + more_u
            most = max(most, abs(p / all_paid - u / all_unpaid))
        return most

    def brier(self, weights: Sequence[int]) -> float:
        """Mean squared error of the chances (Brier 1950); less is better."""
        count = sum(w * n for w, n in zip(weights, self._counts, strict=True))
        return sum(w * s for w, s in zip(weights, self._squares, strict=True)) / count

    def ece(self, weights: Sequence[int]) -> float:
        """Expected calibration error: by how much what was said and what came differ, in ten bands of equal size."""
        total = gap = 0.0
        for band in self._bands:
            said = came = count = 0.0
            for diner, n, chances, unpaid in band:
                w = weights[diner]
                said, came, count = said + w * chances, came + w * unpaid, count + w * n
            total, gap = total + count, gap + abs(said - came)
        return gap / total

    def calibration(self) -> list[tuple[float, float, int]]:
        """Mean chance said, share that came, and orders, in each of the bands."""
        sums = [
            (sum(c for _, _, c, _ in band), sum(u for *_, u in band), sum(n for _, n, _, _ in band))
            for band in self._bands
        ]
        return [(round(said / n, 4), round(came / n, 4), n) for said, came, n in sums if n]

    def curve(self) -> list[tuple[float, float]]:
        """ROC: share of paid orders stopped, share of unpaid ones caught, from the strictest line to the loosest."""
        paid, unpaid = self._by_level([1] * len(self.diners))
        points, p, u = [(0.0, 0.0)], 0, 0
        for more_p, more_u in zip(reversed(paid), reversed(unpaid), strict=True):
            p, u = p + more_p, u + more_u
            points.append((round(p / (sum(paid) or 1), 4), round(u / (sum(unpaid) or 1), 4)))
        return points

    def _by_level(self, weights: Sequence[int]) -> tuple[list[int], list[int]]:
        paid, unpaid = [0] * self._levels, [0] * self._levels
        for diner, level, is_unpaid in self._told:
            (unpaid if is_unpaid else paid)[level] += weights[diner]
        return paid, unpaid


def _bands(told: Sequence[Told], diners: dict[Hashable, int]) -> list[list[tuple[int, int, float, int]]]:
    """Ten bands of chances of equal size, each as (diner, orders, sum of chances, unpaid); equal chances stay together."""
    ordered = sorted(told, key=lambda each: each.chance)
    edges = [ordered[len(ordered) * n // CALIBRATION_BANDS].chance for n in range(1, CALIBRATION_BANDS)]
    bands: list[dict[int, list[float]]] = [{} for _ in range(CALIBRATION_BANDS)]
    for each in told:
        sums = bands[bisect_left(edges, each.chance)].setdefault(diners[each.whose], [0, 0.0, 0])
        for n, more in enumerate((1, each.chance, each.is_unpaid)):
            sums[n] += more
    return [[(diner, int(n), c, int(u)) for diner, (n, c, u) in band.items()] for band in bands if band]


class Resampled:
    """Diners drawn again with replacement, the same for everything compared: orders of one diner are alike."""

    def __init__(self, diners: int, seed: int, resamples: int = RESAMPLES) -> None:
        ids = SeededIds(seed)
        self.once = [1] * diners
        self.draws = []
        for _ in range(resamples):
            weights = [0] * diners
            for _ in range(diners):
                weights[int(ids.chance() * diners)] += 1
            self.draws.append(weights)

    def values(self, of: Callable[[Sequence[int]], float]) -> list[float]:
        """The figure over everybody as they are, then over each of the resamples."""
        return [of(weights) for weights in (self.once, *self.draws)]

    def interval(self, of: Callable[[Sequence[int]], float]) -> Interval:
        """The figure, and the middle 95 % of it over the resamples."""
        return interval_of(self.values(of))


def interval_of(values: Sequence[float]) -> Interval:
    """From `Resampled.values`; resamples in which the figure cannot be told do not count."""
    once, ordered = values[0], sorted(value for value in values[1:] if not math.isnan(value))
    if not ordered:
        return Interval(math.nan, once, math.nan)
    return Interval(ordered[int(0.025 * len(ordered))], once, ordered[int(0.975 * len(ordered)) - 1])


def psi(then: Sequence[float], now: Sequence[float]) -> float:
    """Population stability index between shares of bands: below 0.1 calm, above 0.25 another population."""
    pairs = [(max(a, LEAST_SHARE), max(b, LEAST_SHARE)) for a, b in zip(then, now, strict=True)]
    return sum((b - a) * math.log(b / a) for a, b in pairs)
