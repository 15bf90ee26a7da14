"""A merchant's attempts to pay by one channel, day by day: hours, weekdays, good and bad days, and outages. Seeded.

The figures are assumptions: one in eight attempts is given up or declined on a usual day, twice that late at night; the
channel fails at one in a hundred; days differ by a sixth; on one day in ten, say when it rains, everything is a third worse.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from wendan.cli.evaluating.chance import dice
from wendan.platform.ids import SeededIds

DAY_S: Final = 86_400
HOURS: Final = (0.1, 0, 0, 0, 0, 0.1, 1, 3, 3, 2, 4, 14, 16, 6, 3, 3, 4, 11, 13, 7, 4, 3, 1.5, 0.5)
WEEKEND: Final = 1.3
GIVEN_UP: Final = 0.125
GIVEN_UP_AT_NIGHT: Final = 0.25
FAILS: Final = 0.01
DAYS_DIFFER: Final = 0.16
BAD_DAYS, A_BAD_DAY = 0.1, 1.35
PATIENCE_S: Final = 120.0
_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class Attempt:
    """When it began, when its end was known, and whether that was bad; seconds since the first midnight."""

    at_s: float
    known_s: float
    is_bad: bool
    has_failed: bool = False  # the channel itself


@dataclass(frozen=True, slots=True)
class Outage:
    """Nothing goes through between these seconds."""

    from_s: float
    until_s: float


def attempts_of(seed: int, day: int, orders: int, outage: Outage | None = None) -> list[Attempt]:
    """One day's attempts in the order of time, about `orders` of them."""
    ids = SeededIds(int(dice(seed, "rush", day) * 2**53))
    spread = math.exp(DAYS_DIFFER * _NORMAL.inv_cdf(min(max(dice(seed, "day", day), 1e-9), 1 - 1e-9)))
    spread *= A_BAD_DAY if dice(seed, "rain", day) < BAD_DAYS else 1.0
    busy = orders * (WEEKEND if day % 7 >= 5 else 1.0) / sum(HOURS)
    times = sorted(
        day * DAY_S + (hour + ids.chance()) * 3600
        for hour, share in enumerate(HOURS)
        for _ in range(_about(busy * share, ids))
    )
    return [_attempt(at_s, spread, outage, ids) for at_s in times]


def _about(mean: float, ids: SeededIds) -> int:
    """A Poisson number, by the normal distribution where it is large."""
    if mean > 50:
        roll = min(max(ids.chance(), 1e-9), 1 - 1e-9)
        return max(0, round(mean + math.sqrt(mean) * _NORMAL.inv_cdf(roll)))
    limit, product, n = math.exp(-mean), ids.chance(), 0
    while product > limit:
        product *= ids.chance()
        n += 1
    return n


def _attempt(at_s: float, spread: float, outage: Outage | None, ids: SeededIds) -> Attempt:
    hour = at_s % DAY_S / 3600
    usual = GIVEN_UP_AT_NIGHT if hour >= 21 or hour < 6 else GIVEN_UP
    roll, pause = ids.chance(), ids.chance()
    is_out = outage is not None and outage.from_s <= at_s < outage.until_s
    if is_out or ids.chance() < FAILS * spread:
        return Attempt(at_s, at_s + 3 + 7 * pause, is_bad=True, has_failed=True)  # known after the time-out
    if roll < min(0.9, usual * spread):
        # A third is declined at once; who gives up says nothing, and is counted when patience ends.
        return Attempt(at_s, at_s + (10 if roll < usual * spread / 3 else PATIENCE_S), is_bad=True)
    return Attempt(at_s, at_s + 8 + 50 * pause, is_bad=False)
