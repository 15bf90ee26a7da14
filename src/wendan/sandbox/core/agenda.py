"""Everything the sandbox will do later, by its clock: callbacks, refunds that end, payments that come late."""

import asyncio
import heapq
import itertools
import math
from collections.abc import Awaitable, Callable

from wendan.platform.clock import Clock

LEAST_WAIT_S = 0.001
Deed = Callable[[], Awaitable[None]]


class Agenda:
    """A heap and one task that waits for whatever is due first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[float, int, Deed]] = []
        self._order = itertools.count()
        self._changed = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def at(self, due: float, deed: Deed) -> None:
        """Do this once, when the clock shows `due` seconds since the epoch."""
        # Whole milliseconds: a clock counts microseconds and would wake us a fraction of one too early, for ever.
        due = math.ceil(due * 1000) / 1000
        heapq.heappush(self._heap, (due, next(self._order), deed))
        if self._heap[0][0] == due:
            self._changed.set()

    def now(self) -> float:
        return self._clock.now().timestamp()

    def next_due(self) -> float | None:
        """When the next deed is due, None when there is none."""
        return self._heap[0][0] if self._heap else None

    @property
    def under_way(self) -> int:
        """Deeds begun and not finished."""
        return len(self._running)

    def hurry(self) -> int:
        """Begin everything at once, whatever its time; how many deeds that were."""
        deeds = sorted(self._heap)
        self._heap.clear()
        for _, _, deed in deeds:
            self._begin(deed)
        return len(deeds)

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                self._changed.clear()
                while self._heap and self._heap[0][0] <= self.now():
                    self._begin(heapq.heappop(self._heap)[2])
                await self._wait()
        finally:
            for task in tuple(self._running):
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    def _begin(self, deed: Deed) -> None:
        task = asyncio.ensure_future(deed())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _wait(self) -> None:
        waits: set[asyncio.Future[object]] = {asyncio.ensure_future(self._changed.wait())}
        if self._heap:
            # Never less than a clock can show, or rounding would wake us again and again just before the time.
            wait_s = max(self._heap[0][0] - self.now(), LEAST_WAIT_S)
            waits.add(asyncio.ensure_future(self._clock.sleep(wait_s)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
