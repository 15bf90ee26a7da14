"""How every route to a channel feels now: own beats at once, those of other processes a second later.

Deciding about routes asks nobody: it reads this picture. A process that has only just started sees what the others
saw; one that is cut off from the database goes on with what it feels itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from wendan.channels.watched import Beat
from wendan.domains.routing.model import Breaker, BreakerState, Pulse, Route, Switch, Way
from wendan.domains.routing.rules.accounts import EVERY_METHOD
from wendan.domains.routing.rules.breaker import (
    LEAST_BEATS,
    LOOKS_BACK,
    breaker_of,
    stretch_of,
)
from wendan.domains.routing.store import ADD_PULSES, FORGET_PULSES, PULSES_SINCE, SWITCHES_IN_FORCE
from wendan.kernel.causes import CHANNELS_FAULT
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.clock import Clock
from wendan.platform.db import Database

EXCHANGE_S: Final = 1.0
LEAST_EXPECTED_S: Final = 3


@dataclass(slots=True)
class _Sum:
    well: int = 0
    ill: int = 0
    took_ms: int = 0
    resolved: int = 0
    resolved_ms: int = 0

    def add(self, other: "_Sum | Pulse") -> None:
        self.well, self.ill, self.took_ms = (
            self.well + other.well,
            self.ill + other.ill,
            self.took_ms + other.took_ms,
        )
        self.resolved, self.resolved_ms = (
            self.resolved + other.resolved,
            self.resolved_ms + other.resolved_ms,
        )


_Stretches = dict[Route, dict[datetime, _Sum]]


def _stretches() -> _Stretches:
    return defaultdict(lambda: defaultdict(_Sum))


@dataclass
class Routes:
    """The picture, and what goes into it."""

    clock: Clock
    breakers: Mapping[Route, Breaker] = field(default_factory=dict)
    switches: list[Switch] = field(default_factory=list)
    _shared: _Stretches = field(default_factory=_stretches)
    _unsent: _Stretches = field(default_factory=_stretches)

    def feel(self, beat: Beat) -> None:
        """A question to a channel has ended."""
        is_ill = beat.is_silent or beat.cause in CHANNELS_FAULT
        began_at = stretch_of(self.clock.now())
        for method in (beat.method, EVERY_METHOD):
            route = Route(beat.channel, beat.account, method)
            self._unsent[route][began_at].add(_Sum(int(not is_ill), int(is_ill), int(beat.took_ms)))
            # A good answer says nothing new about a route that is well.
            if is_ill or self._is_ailing(route):
                self.breakers = {**self.breakers, route: self._breaker(route)}

    async def exchange(self, database: Database) -> float:
        """Hand over own beats and take everybody's; the real seconds until the next time."""
        now = self.clock.now()
        sent, self._unsent = self._unsent, _stretches()
        try:
            await _hand_over(database, sent)
        except Exception:
            for route, at, each in _flat(sent):
                self._unsent[route][at].add(each)
            raise
        since = now - LOOKS_BACK
        pulses, switches = await database.read(
            PULSES_SINCE, SWITCHES_IN_FORCE, store_id=HEAD_OFFICE, since=since, now=now
        )
        self._see(pulses)
        self.switches = switches
        return EXCHANGE_S

    async def forget(self, database: Database, before: datetime) -> None:
        """What is too old to say anything is deleted."""
        await database.execute(FORGET_PULSES, HEAD_OFFICE, before)

    def _see(self, pulses: Iterable[Pulse]) -> None:
        shared = _stretches()
        for pulse in pulses:
            route = Route(pulse.channel, pulse.account, pulse.method)
            shared[route][pulse.began_at].add(pulse)
        self._shared = shared
        self.breakers = {route: self._breaker(route) for route in {*shared, *self._unsent}}

    def _is_ailing(self, route: Route) -> bool:
        return route in self.breakers and self.breakers[route].state is not BreakerState.CLOSED

    def _breaker(self, route: Route) -> Breaker:
        now = self.clock.now()
        return breaker_of(self.pulses(route, now - LOOKS_BACK), now)

    def pulses(self, route: Route, since: datetime) -> list[Pulse]:
        """The route's stretches since then, oldest first."""
        together: dict[datetime, _Sum] = defaultdict(_Sum)
        for source in (self._shared, self._unsent):
            for began_at, each in source.get(route, {}).items():
                if began_at >= since:
                    together[began_at].add(each)
        return [
            Pulse(
                route.channel,
                route.account,
                route.method,
                at,
                each.well,
                each.ill,
                each.took_ms,
                each.resolved,
                each.resolved_ms,
            )
            for at, each in sorted(together.items(), key=lambda item: item[0])
        ]

    def health(self) -> dict[Way, float]:
        """The share of good answers by each way to pay, over all accounts, where enough was asked to tell.

        Whoever is well again begins anew: what its illness was like says nothing about now.
        """
        sums: dict[Way, _Sum] = defaultdict(_Sum)
        since = self.clock.now() - LOOKS_BACK
        for source in (self._shared, self._unsent):
            for route, stretches in source.items():
                if route.method != EVERY_METHOD:
                    begins = max(since, self._well_since(route) or since)
                    for began_at, each in stretches.items():
                        if began_at >= begins:
                            sums[Way(route.channel, route.method)].add(each)
        return {
            way: each.well / (each.well + each.ill)
            for way, each in sums.items()
            if each.well + each.ill >= LEAST_BEATS
        }

    def _well_since(self, route: Route) -> datetime | None:
        """When the route, or its whole account, was last found well again; None where neither was ill."""
        whole = Route(route.channel, route.account, EVERY_METHOD)
        both = [self.breakers[each] for each in (route, whole) if each in self.breakers]
        ends = [each.since for each in both if each.state is BreakerState.CLOSED and each.since is not None]
        return max(ends, default=None)

    def resolved(self, route: Route, after: timedelta) -> None:
        """A payment that was unknown has become certain so long after it was requested."""
        took_ms = max(0, round(after / timedelta(milliseconds=1)))
        for method in (route.method, EVERY_METHOD):
            known = Route(route.channel, route.account, method)
            self._unsent[known][stretch_of(self.clock.now())].add(_Sum(resolved=1, resolved_ms=took_ms))

    def expected_s(self, route: Route, requested_at: datetime) -> int | None:
        """How long a payment that is unknown may still take, by what others took; None where nobody knows."""
        whole = Route(route.channel, route.account, EVERY_METHOD)
        now = self.clock.now()
        pulses = self.pulses(whole, now - LOOKS_BACK)
        resolved = sum(pulse.resolved for pulse in pulses)
        if not resolved:
            return None
        mean_s = sum(pulse.resolved_ms for pulse in pulses) / resolved / 1000
        return max(LEAST_EXPECTED_S, round(mean_s - (now - requested_at).total_seconds()))


def _flat(stretches: _Stretches) -> list[tuple[Route, datetime, _Sum]]:
    """In one order everywhere, so that two processes never wait for each other."""
    return sorted(
        ((route, at, each) for route, sums in stretches.items() for at, each in sums.items()),
        key=lambda row: (row[0].channel, row[0].account, row[0].method, row[1]),
    )


async def _hand_over(database: Database, sent: _Stretches) -> None:
    rows = [
        (r.channel, r.account, r.method, at, s.well, s.ill, s.took_ms, s.resolved, s.resolved_ms)
        for r, at, s in _flat(sent)
    ]
    if rows:
        await database.execute(ADD_PULSES, HEAD_OFFICE, *(list(column) for column in zip(*rows, strict=True)))
