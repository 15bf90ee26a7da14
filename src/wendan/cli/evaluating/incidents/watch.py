"""The product's own rules look at simulated days every five seconds, as the worker does."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Final
from uuid import UUID

from wendan.cli.evaluating.chance import dice
from wendan.cli.evaluating.incidents.rush import DAY_S, Attempt, Outage, attempts_of
from wendan.domains.mass_incidents.model import IncidentKind, Normal, PastHour, Sign
from wendan.domains.mass_incidents.rules.detection import is_unusual, normal_of
from wendan.kernel.money import NO_FEN

EVERY_S: Final = 5
WINDOW_S: Final = 300
NEWEST_S: Final = 75
AROUND_S: Final = 1800
RENEWED_S: Final = 900
LEARNS_DAYS: Final = 28
OUTAGE_S: Final = 600
OUTAGE_HOURS: Final = (8, 10, 12, 15, 18, 20)
LONGEST_S: Final = 60.0
ORDERS_A_DAY: Final = (1000, 5000, 30_000)
BUSY_A_MINUTE: Final = 12.0
DAYS_IN_ALL: Final = LEARNS_DAYS + len(OUTAGE_HOURS)
MERCHANT: Final = UUID(int=1)


@dataclass
class Log:
    """Everything so far, day after day; only whole earlier days are asked about."""

    times: list[float] = field(default_factory=list)
    bad: list[int] = field(default_factory=lambda: [0])
    failed: list[int] = field(default_factory=lambda: [0])

    def write(self, attempts: Sequence[Attempt]) -> None:
        """A day is over."""
        self.times += [each.at_s for each in attempts]
        self.bad += list(accumulate((each.is_bad for each in attempts), initial=self.bad[-1]))[1:]
        self.failed += list(accumulate((each.has_failed for each in attempts), initial=self.failed[-1]))[1:]

    def normal(self, now_s: float) -> Normal:
        """What is usual at this moment, by the 28 days before."""
        hours = []
        for day in range(1, LEARNS_DAYS + 1):
            middle = now_s - day * DAY_S
            begin, end = (
                bisect_left(self.times, middle - AROUND_S),
                bisect_left(self.times, middle + AROUND_S),
            )
            bad, failed = (sums[end] - sums[begin] for sums in (self.bad, self.failed))
            hours.append(PastHour(MERCHANT, IncidentKind.PAYMENTS, "wechat", end - begin, bad, failed))
        return normal_of(hours, IncidentKind.PAYMENTS, LEARNS_DAYS)


def signs_of(day: int, attempts: Sequence[Attempt]) -> Iterator[tuple[float, Sign]]:
    """What the product would see every five seconds of a day."""
    known = sorted(attempts, key=lambda each: each.known_s)
    came = gone = seen = bad = begun = old = 0
    for now_s in range(day * DAY_S, (day + 1) * DAY_S, EVERY_S):
        while came < len(known) and known[came].known_s <= now_s:
            seen, bad, came = seen + 1, bad + known[came].is_bad, came + 1
        while gone < len(attempts) and attempts[gone].at_s < now_s - WINDOW_S:
            seen, bad, gone = seen - 1, bad - attempts[gone].is_bad, gone + 1
        while begun < len(attempts) and attempts[begun].at_s <= now_s:
            begun += 1
        while old < begun and attempts[old].at_s < now_s - NEWEST_S:
            old += 1
        newest = attempts[old:begun]
        failed = sum(each.has_failed and each.known_s <= now_s for each in newest)
        yield (
            now_s,
            Sign(MERCHANT, IncidentKind.PAYMENTS, "wechat", seen, bad, NO_FEN, None, len(newest), failed),
        )


def first_alarm(log: Log, day: int, attempts: Sequence[Attempt], after_s: float = 0.0) -> float | None:
    """When the product would have opened an incident on this day, from that second on."""
    normal, renewed_s = log.normal(day * DAY_S), float(day * DAY_S)
    for now_s, sign in signs_of(day, attempts):
        if now_s - renewed_s >= RENEWED_S:
            normal, renewed_s = log.normal(now_s), now_s
        if now_s >= after_s and is_unusual(sign, normal):
            return now_s
    return None


def judged(seed: int, days: int, tell: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """A small, a middling and a large merchant: no alarm on quiet days, and outages found within a minute where at least
    twelve attempts a minute are made.
    """
    merchants = [of_merchant(seed, orders, days, tell) for orders in ORDERS_A_DAY]
    busy = [
        each["found_after_s"]
        for merchant in merchants
        for each in merchant["outages"]
        if each["attempts_a_minute"] >= BUSY_A_MINUTE
    ]
    is_found = all(took_s is not None and took_s <= LONGEST_S for took_s in busy)
    is_quiet = not any(merchant["false_alarms"] for merchant in merchants)
    worst_s = None if None in busy else max(busy)
    return {"merchants": merchants, "busy_worst_s": worst_s, "is_good": is_found and is_quiet}


def of_merchant(seed: int, orders: int, days: int, tell: Callable[[], None]) -> dict[str, Any]:
    """28 days to learn from, then quiet days, then days with an outage each."""
    log, alarms, found = Log(), 0, list[dict[str, Any]]()
    for day in range(LEARNS_DAYS + days):
        attempts = attempts_of(seed, day, orders)
        if day >= LEARNS_DAYS:
            alarms += first_alarm(log, day, attempts) is not None
        log.write(attempts)
        tell()
    for n, hour in enumerate(OUTAGE_HOURS):
        day = LEARNS_DAYS + days + n
        began_s = day * DAY_S + hour * 3600 + int(1800 * dice(seed, "outage", n))
        attempts = attempts_of(seed, day, orders, Outage(began_s, began_s + OUTAGE_S))
        at_s = first_alarm(log, day, attempts, began_s)
        took_s = None if at_s is None or at_s >= began_s + OUTAGE_S else round(at_s - began_s)
        rate = sum(began_s - 600 <= each.at_s < began_s for each in attempts) / 10
        found.append({"hour": hour, "attempts_a_minute": round(rate, 1), "found_after_s": took_s})
        tell()
    return {"orders_a_day": orders, "quiet_days": days, "false_alarms": alarms, "outages": found}
