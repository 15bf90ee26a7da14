"""Who waits until when by the drill's clock: one ticker wakes them all, and the drill sees what comes next."""

import asyncio
import heapq
import itertools
from typing import Final

from wendan.platform.clock import Clock, real_pause

TICK_S: Final = 0.01


class Diary:
    """Cheaper than a sleeping task that polls for each of thousands of customers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self.asleep = 0

    def now(self) -> float:
        """Own seconds since the epoch."""
        return self._clock.now().timestamp()

    async def nap(self, seconds: float, bell: asyncio.Event | None = None) -> None:
        """Wait that many own seconds, or until the bell rings."""
        if bell is not None and bell.is_set():
            return
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._heap, (self.now() + seconds, next(self._order), woken))
        ringing = None if bell is None else asyncio.ensure_future(bell.wait())
        if ringing is not None:
            ringing.add_done_callback(lambda _: _wake(woken))
        self.asleep += 1
        try:
            await woken
        finally:
            self.asleep -= 1
            if ringing is not None:
                ringing.cancel()

    def next_due(self) -> float | None:
        """When the next one wakes, None when nobody sleeps."""
        while self._heap and self._heap[0][2].done():
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    async def run(self) -> None:
        """Wake whoever is due, until cancelled."""
        while True:
            now = self.now()
            while self._heap and self._heap[0][0] <= now:
                _wake(heapq.heappop(self._heap)[2])
            await real_pause(TICK_S)


def _wake(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)
