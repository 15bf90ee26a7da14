"""How often somebody may ask: a sliding window per diner or address, in memory, in constant space per asker."""

import math
from typing import Final

from wendan.api.refusals import TooManyRequests
from wendan.platform.clock import Clock

WINDOW_S: Final = 60.0
MOST_ASKERS: Final = 50_000


class Limit:
    """At most `most` times in a minute per asker; the last minute weighs in by how much of it still counts."""

    def __init__(self, most: int, clock: Clock) -> None:
        self._most, self._clock = most, clock
        self._window = 0
        self._now: dict[object, int] = {}
        self._before: dict[object, int] = {}

    def demand(self, asker: object) -> None:
        """Count this time. Raises TooManyRequests, which says when to come again."""
        elapsed = self._turn()
        counted = self._now.get(asker, 0)
        before = self._before.get(asker, 0) * (1 - elapsed / WINDOW_S)
        if counted + before >= self._most:
            raise TooManyRequests(retry_after_s=max(1, math.ceil(WINDOW_S - elapsed)))
        if counted == 0 and len(self._now) >= MOST_ASKERS:
            self._now.clear()  # under a flood of askers memory counts for more than fairness
        self._now[asker] = counted + 1

    def _turn(self) -> float:
        window, elapsed = divmod(self._clock.now().timestamp(), WINDOW_S)
        if window != self._window:
            self._before = self._now if window == self._window + 1 else {}
            self._now = {}
            self._window = int(window)
        return elapsed
