"""Their orders over four months, as the database would have logged them. Seeded."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.cli.evaluating.chance import dice, picked
from wendan.cli.evaluating.risk.minds import Kind, Mind, a_mind
from wendan.domains.risk.model import Attempt, PastOrder
from wendan.kernel.news import Cause

MIDNIGHT: Final = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
"""Midnight in Shanghai: hours of the town are hours of the store's wall."""
ENTRIES: Final = ("mini-program", "h5", "table")
HOURS: Final = (8, 11, 12, 13, 15, 17, 18, 19, 21, 23)
HOURS_SHARES: Final = (0.05, 0.18, 0.21, 0.08, 0.05, 0.12, 0.15, 0.09, 0.04, 0.03)
MEDIANS_FEN: Final = (4_000, 1_600, 9_000)
BIG_FEN: Final = 8_000
RETENTION: Final = timedelta(minutes=30)
OUTAGES_A_DAY: Final = 0.12
"""Channels are ill for an hour or two; then most payments fail, and nobody is to blame."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An order as logged, and what no shop knows: whose mind, and the true chance that it is left unpaid."""

    order: PastOrder
    kind: Kind
    chance: float


def months(seed: int, diners: int, days: int) -> list[Logged]:
    """Every order of every diner, in the order of time."""
    ill = {
        (day, 8 + int(14 * dice(seed, "ill at", day)) + n)
        for day in range(days)
        if dice(seed, "ill", day) < OUTAGES_A_DAY
        for n in range(1 + int(2 * dice(seed, "ill for", day)))
    }
    found = [each for n in range(diners) for each in _of(a_mind(seed, n, days), days, ill)]
    return sorted(found, key=lambda each: (each.order.placed_at, each.order.id))


def _of(mind: Mind, days: int, ill: set[tuple[int, int]]) -> Iterator[Logged]:
    for day in range(mind.first_day, days):
        if mind.chance("comes", day) >= mind.orders_a_day:
            continue
        is_burst = mind.chance("burst", day) < (0.35 if mind.kind is Kind.MALICIOUS else 0.02)
        for n in range(2 + int(3 * mind.chance("burst of", day)) if is_burst else 1):
            yield _order(mind, (day, n), ill)


def _order(mind: Mind, when: tuple[int, int], ill: set[tuple[int, int]]) -> Logged:
    day, n = when
    hour = picked(HOURS, HOURS_SHARES, mind.chance("hour", day))
    is_bad = mind.kind is Kind.MALICIOUS
    if is_bad and mind.chance("late", day) < 0.15:
        hour = 23
    minute = 60 * mind.chance("minute", day) * 0.5 + 8 * n
    at = MIDNIGHT + timedelta(days=day, hours=hour, minutes=minute)
    place = mind.home if mind.chance("place", day) < 0.85 else int(3 * mind.chance("away", day))
    spent = MEDIANS_FEN[place] * math.exp(mind.drawn(0.5, "spends", day, n)) * (1.6 if is_bad else 1.0)
    other = mind.chance("entry", day, n) < (0.4 if is_bad else 0.08)
    entry = ENTRIES[int(3 * mind.chance("other entry", day, n))] if other else ENTRIES[mind.habit]
    chance = mind.leaves_unpaid(day, is_big=spent > BIG_FEN, is_night=hour >= 22)
    placed = PastOrder(
        UUID(int=1 + place),
        UUID(int=(mind.number << 24) + (day << 8) + n + 1),
        UUID(int=1_000 + mind.number),
        entry,
        max(100, int(spent)),
        hour,
        at,
        at + RETENTION,
    )
    return Logged(_ended(placed, mind, (day, n, chance), is_ill=(day, hour) in ill), mind.kind, chance)


def _ended(order: PastOrder, mind: Mind, what: tuple[int, int, float], *, is_ill: bool) -> PastOrder:
    day, n, chance = what
    tries = _Tries(order.placed_at, _network(mind, day, n))
    if mind.chance("withdraws", day, n) < 0.03:
        return replace(order, closed_at=order.placed_at + timedelta(minutes=4))
    if mind.chance("leaves", day, n) < chance:
        return _left(order, mind, (day, n), tries)
    fails = 0.8 if is_ill else 0.2 if mind.kind is Kind.UNLUCKY else 0.015
    if mind.chance("fails", day, n) < fails:
        failed = tries.one(2, Cause.NETWORK_UNSTABLE)
        if mind.chance("again", day, n) < 0.4:
            return replace(order, closed_at=order.expires_at, attempts=(failed,))
        return replace(order, confirmed_at=tries.at(6), attempts=(failed, tries.one(5, None, paid=True)))
    if mind.kind is Kind.FORGETFUL and mind.chance("late", day, n) < 0.06:
        late = tries.one(1, None, paid=True, known=45)
        return replace(order, closed_at=order.expires_at, confirmed_at=tries.at(45), attempts=(late,))
    return replace(order, confirmed_at=tries.at(2), attempts=(tries.one(1, None, paid=True),))


def _left(order: PastOrder, mind: Mind, when: tuple[int, int], tries: "_Tries") -> PastOrder:
    """Nothing more comes of it: never tried, tried once, or begun and cancelled again and again."""
    is_bad = mind.kind is Kind.MALICIOUS
    how = picked(
        range(4), (0.55, 0.1, 0.33, 0.02) if is_bad else (0.6, 0.27, 0.03, 0.1), mind.chance("how", *when)
    )
    made = (
        (),
        (tries.one(3, Cause.CUSTOMER_LEFT),),
        (tries.one(2, Cause.CUSTOMER_CANCELLED), tries.one(8, Cause.CUSTOMER_CANCELLED)),
        (tries.one(2, Cause.BALANCE_INSUFFICIENT),),
    )[how]
    return replace(order, closed_at=order.expires_at, attempts=made)


def _network(mind: Mind, day: int, n: int) -> str:
    wanders = {Kind.UNLUCKY: 0.5, Kind.MALICIOUS: 0.4}.get(mind.kind, 0.15)
    if mind.chance("network", day, n) < wanders:
        return f"100.64.{int(200 * mind.chance('elsewhere', day, n))}"
    return f"10.{mind.number % 250}.{mind.home}"


@dataclass(frozen=True, slots=True)
class _Tries:
    placed_at: datetime
    network: str

    def at(self, minutes: float) -> datetime:
        return self.placed_at + timedelta(minutes=minutes)

    def one(self, minutes: float, cause: Cause | None, *, paid: bool = False, known: float = 0) -> Attempt:
        return Attempt(self.at(minutes), self.at(known or minutes + 1), cause, paid, self.network)


def of_days(log: Sequence[Logged], first: int, until: int) -> list[Logged]:
    """Orders placed on these days, `until` not among them."""
    since, end = MIDNIGHT + timedelta(days=first), MIDNIGHT + timedelta(days=until)
    return [each for each in log if since <= each.order.placed_at < end]
