"""What happens when: the customers' next steps, the house's alarm clocks, and a clock that jumps from one to the next."""

import asyncio
import heapq
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from wendan.flows.house import House
from wendan.kernel.errors import Refusal
from wendan.platform.clock import ManualClock
from wendan.platform.log import logger
from wendan.platform.timers import Timer, claim_due, give_back
from wendan.worker import RINGS

TICK: Final = timedelta(seconds=10)
"""What lies so close together happens together."""
AT_ONCE: Final = 24
BATCH: Final = 200
LEASE_S: Final = 60.0
_NEXT_TIMER: Final = "SELECT min(due_at) AS at FROM timer"
_log = logger("wendan.simulate")

Step = Callable[[], Awaitable[None]]


@dataclass
class Timeline:
    """Steps in the order of time; those of one tick run beside each other, then every alarm clock that is due.

    `stride`: how much of a time in which nobody does anything is one tick, its alarm clocks late as with a busy worker.
    """

    house: House
    clock: ManualClock
    stride: timedelta = TICK
    refused: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    _steps: list[tuple[datetime, int, Step]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def after(self, seconds: float, step: Step) -> None:
        """Let this happen so many seconds from now."""
        self.at(self.clock.now() + timedelta(seconds=seconds), step)

    def at(self, moment: datetime, step: Step) -> None:
        """Let this happen then."""
        heapq.heappush(self._steps, (moment, next(self._order), step))

    async def run_until(self, end: datetime) -> None:
        """Everything until then."""
        while True:
            await self._steps_due()
            await self._timers_due()
            following = await self._following()
            if following is None or following >= end:
                break
            reached = min(self._end_of_tick(max(following, self.clock.now())), end)
            await self.clock.advance((reached - self.clock.now()).total_seconds())
        await self.clock.advance((end - self.clock.now()).total_seconds())

    def _end_of_tick(self, begins: datetime) -> datetime:
        idle_until = begins + self.stride
        if self._steps:
            idle_until = min(idle_until, self._steps[0][0])
        return max(begins + TICK, idle_until)

    async def _following(self) -> datetime | None:
        [row] = await self.house.database.fetch(_NEXT_TIMER)
        moments = [row["at"]] if row["at"] is not None else []
        moments += [self._steps[0][0]] if self._steps else []
        return min(moments, default=None)

    async def _steps_due(self) -> None:
        due, now = [], self.clock.now()
        while self._steps and self._steps[0][0] <= now:
            due.append(heapq.heappop(self._steps)[2])
        await asyncio.gather(*(self._step(step) for step in due))

    async def _step(self, step: Step) -> None:
        async with self._room:
            try:
                await step()
            except Refusal as refusal:
                self.refused[refusal.code()] += 1

    async def _timers_due(self) -> None:
        while due := await claim_due(self.house.database, self.clock.now(), LEASE_S, BATCH):
            await asyncio.gather(*(self._ring(timer) for timer in due))
            await give_back(self.house.database, due, self.clock.now())

    async def _ring(self, timer: Timer) -> None:
        async with self._room:
            try:
                await RINGS[timer.kind](self.house, timer)
            except Exception as trouble:  # noqa: BLE001 - counted, told, and tried again like in the worker
                self.broken[f"{timer.kind}: {type(trouble).__name__}"] += 1
                _log.error("a timer's flow failed", kind=timer.kind, why=repr(trouble), exc_info=trouble)
