"""What is unusual: the last minutes beside the same hour of earlier days.

The normal is robust: the median over days, and the median distance from it (MAD), so that one bad day of the past
neither hides the next one nor cries wolf. On top of it chance has its say: with few customers a bad share may be bad
luck. The Chernoff bound limits by how much: P(share of n tries >= s) <= exp(-n KL(s || p)), and for counts
P(X >= k) <= exp(-(k ln(k/m) - k + m)). docs/explanation/mass-incidents.md shows both and how often they err.
"""

import math
from collections.abc import Iterable
from statistics import median
from typing import Final

from wendan.domains.mass_incidents.model import IncidentKind, Normal, PastHour, Sign

LEAST_SEEN: Final = 8
LEAST_DAYS: Final = 5
"""With fewer earlier days that had customers at this hour, what is usual anywhere is taken to be usual here."""
SPREADS: Final = 3.0
TIMES: Final = 2.0
"""However little days differ: less than twice the usual is no incident."""
SIGMA_OF_MAD: Final = 1.4826
"""For a normal distribution: its standard deviation over the median distance from its median."""
ANYWHERE: Final = Normal(median=0.15, spread=0.05, failing=0.01, failing_spread=0.01, days=0)
LEAST_LIMIT, MOST_LIMIT = 0.10, 0.90
LEAST_FAILING: Final = 0.03
LEAST_COUNT_LIMIT: Final = 1.0
SURE: Final = -math.log(1e-6)
"""How sure to be; the limit is above what is usual already, and chance is bounded from above."""


def normal_of(hours: Iterable[PastHour], kind: IncidentKind, days: int) -> Normal:
    """What is usual at this hour; `days` were looked at, and a day without a row had nothing to count.

    Shares come from days with enough customers only. Counts of words from all days: silence is their normal.
    """
    if kind is IncidentKind.WORDS:
        counts = [float(hour.bad) for hour in hours]
        return Normal(*_robust(counts + [0.0] * (days - len(counts))), 0.0, 0.0, days)
    busy = [hour for hour in hours if hour.seen >= LEAST_SEEN]
    if len(busy) < LEAST_DAYS:
        return ANYWHERE
    bad, failing = ([getattr(hour, name) / hour.seen for hour in busy] for name in ("bad", "failed"))
    return Normal(*_robust(bad), *_robust(failing), len(busy))


def _robust(values: list[float]) -> tuple[float, float]:
    middle = median(values)
    return middle, SIGMA_OF_MAD * median(abs(value - middle) for value in values)


def limit_of(normal: Normal, kind: IncidentKind) -> float:
    """Up to here it may be usual: a share, or for words a count in an hour."""
    limit = _limit(normal.median, normal.spread)
    if kind is IncidentKind.WORDS:
        return max(LEAST_COUNT_LIMIT, limit)
    return min(MOST_LIMIT, max(LEAST_LIMIT, limit))


def _limit(middle: float, spread: float) -> float:
    return max(TIMES * middle, middle + SPREADS * spread)


def failing_limit_of(normal: Normal) -> float:
    """The same for what a channel itself fails at, of the newest attempts."""
    return min(MOST_LIMIT, max(LEAST_FAILING, _limit(normal.failing, normal.failing_spread)))


def is_unusual(sign: Sign, normal: Normal) -> bool:
    """Whether what is seen is worse than usual, beyond what chance could do.

    Attempts are looked at twice: what the channel failed at is rare and known at once, so it tells within a minute;
    what customers gave up is common and known late, so it takes five.
    """
    limit = limit_of(normal, sign.kind)
    if sign.kind is IncidentKind.WORDS:
        return _surprise_of_count(sign.bad, limit) > SURE
    surprises = (
        _surprise_of_share(sign.bad, sign.seen, limit),
        _surprise_of_share(sign.failed, sign.newest, failing_limit_of(normal)),
    )
    return max(surprises) > SURE


def is_worse_than_usual(sign: Sign, normal: Normal) -> bool:
    """The same without asking chance: what has been found goes on while this holds."""
    limit = limit_of(normal, sign.kind)
    if sign.kind is IncidentKind.WORDS:
        return sign.bad > limit
    return sign.bad > limit * sign.seen or sign.failed > failing_limit_of(normal) * sign.newest


def _surprise_of_share(bad: int, seen: int, limit: float) -> float:
    """n KL(share || limit) in nats; 0 where the share is within the limit, or too few were seen."""
    if seen < LEAST_SEEN or bad <= limit * seen:
        return 0.0
    share = bad / seen
    against = 0.0 if bad == seen else (1 - share) * math.log((1 - share) / (1 - limit))
    return seen * (share * math.log(share / limit) + against)


def _surprise_of_count(count: int, limit: float) -> float:
    return 0.0 if count <= limit else count * math.log(count / limit) - count + limit
