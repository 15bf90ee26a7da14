"""The circuit breaker: what the last minutes say of a route, as a fold over short stretches of time.

A stretch counts answers (`well`) and what is the channel's own illness (`ill`): silence, "busy", keys it does not
accept. A customer's empty purse is an answer like any other. The state is not stored anywhere: every process folds
the same shared stretches and comes to the same state.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from wendan.domains.routing.model import Breaker, BreakerSignal, BreakerState, Health, Pulse
from wendan.domains.routing.states import BREAKER

STRETCH: Final = timedelta(seconds=2)
LOOKS_BACK: Final = timedelta(minutes=5)
WINDOW: Final = timedelta(seconds=20)
LEAST_BEATS: Final = 8
TOO_ILL_ABOVE: Final = 0.5
LEAST_REST: Final = timedelta(seconds=10)
LONGEST_REST: Final = timedelta(seconds=60)
WELL_AGAIN_AFTER: Final = 3
LEAST_TRIED: Final = 5


def stretch_of(moment: datetime) -> datetime:
    """Where the stretch that holds this moment begins."""
    return datetime.fromtimestamp(
        moment.timestamp() // STRETCH.total_seconds() * STRETCH.total_seconds(), moment.tzinfo
    )


@dataclass(slots=True)
class _Fold:
    """The breaker while the stretches pass by."""

    state: BreakerState = BreakerState.CLOSED
    since: datetime | None = None
    rest: timedelta = LEAST_REST
    well: int = 0

    def signal(self, signal: BreakerSignal, now: datetime) -> None:
        following = BREAKER.after(self.state, signal)
        if following is self.state:
            return
        if following is BreakerState.OPEN:
            was_half_open = self.state is BreakerState.HALF_OPEN
            self.rest = min(self.rest * 2, LONGEST_REST) if was_half_open else LEAST_REST
        self.state, self.since, self.well = following, now, 0


def breaker_of(pulses: Iterable[Pulse], now: datetime) -> Breaker:
    """The breaker of one route by its stretches, oldest first."""
    fold, window = _Fold(), list[Pulse]()
    for pulse in pulses:
        _rested(fold, pulse.began_at)
        if fold.state is BreakerState.OPEN:
            continue
        window.append(pulse)
        _heard(fold, window, pulse)
        if fold.state is not BreakerState.CLOSED or fold.since == pulse.began_at:
            window.clear()
    _rested(fold, now)
    return Breaker(fold.state, fold.since, fold.rest)


def _rested(fold: _Fold, now: datetime) -> None:
    if fold.state is BreakerState.OPEN and fold.since is not None and now >= fold.since + fold.rest:
        fold.signal(BreakerSignal.RESTED, now)


def _heard(fold: _Fold, window: list[Pulse], pulse: Pulse) -> None:
    if fold.state is BreakerState.HALF_OPEN:
        if pulse.ill:
            fold.signal(BreakerSignal.ILL, pulse.began_at)
            return
        fold.well += pulse.well
        if fold.well >= WELL_AGAIN_AFTER:
            fold.signal(BreakerSignal.WELL_AGAIN, pulse.began_at)
        return
    while window[0].began_at <= pulse.began_at - WINDOW:
        window.pop(0)
    ill, well = sum(each.ill for each in window), sum(each.well for each in window)
    if ill + well >= LEAST_BEATS and ill > TOO_ILL_ABOVE * (ill + well):
        fold.signal(BreakerSignal.TOO_ILL, pulse.began_at)


def worse(one: Breaker, other: Breaker) -> Breaker:
    """The more careful of two breakers: a method's own, and its whole account's."""
    order = (BreakerState.CLOSED, BreakerState.HALF_OPEN, BreakerState.OPEN)
    return max(one, other, key=lambda breaker: order.index(breaker.state))


def is_ill(health: Health | None) -> bool:
    """Whether most of what was tried of late went wrong, where enough was tried to say so."""
    if health is None:
        return False
    tried = health.succeeded + health.failed + health.unknown
    return tried >= LEAST_TRIED and health.succeeded < TOO_ILL_ABOVE * tried
