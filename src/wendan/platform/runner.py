"""Runs what is due: leases timers, runs the flow of each kind, puts back what a flow left untouched.

The polls are in real time: a drill's clock may jump, and what became due then is due now. Nothing that goes
wrong in one turn ends the loop; a database that is away is said once and asked again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Never
from uuid import UUID

from wendan.kernel.errors import Refusal
from wendan.platform.clock import Clock, real_pause
from wendan.platform.db import Database
from wendan.platform.log import bind_trace, logger
from wendan.platform.metrics import timer_lateness_seconds, timers_run
from wendan.platform.outage import is_away
from wendan.platform.timers import Timer, claim_due, give_back

MOST_PAUSE_S: Final = 2.0

Ring = Callable[[Timer], Awaitable[None]]
Turn = Callable[[], Awaitable[float]]
_log = logger("wendan.worker")


async def repeat(name: str, turn: Turn) -> Never:
    """Run `turn` for ever, resting the real seconds it answers with; trouble makes it rest longer."""
    troubles = 0
    while True:
        try:
            rest_s = await turn()
            if troubles:
                _log.warning("works again", loop=name, after=troubles)
            troubles = 0
        except Exception as trouble:  # noqa: BLE001 - a loop of the house never ends by itself
            if troubles == 0 and is_away(trouble):
                _log.warning("the database is away, trying again", loop=name, why=str(trouble))
            elif troubles == 0:
                _log.error("trouble, trying again", loop=name, exc_info=trouble)
            troubles += 1
            rest_s = min(0.1 * 2.0 ** min(troubles, 10), MOST_PAUSE_S)
        await real_pause(rest_s)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how much."""

    poll_s: float
    batch: int
    lease_s: float
    at_once: int = 100


@dataclass
class TimerLoop:
    """The alarm clocks of one worker."""

    database: Database
    clock: Clock
    rings: Mapping[str, Ring]
    pace: Pace
    running: dict[tuple[str, UUID], asyncio.Task[None]] = field(default_factory=dict)
    finished: list[Timer] = field(default_factory=list)

    async def turn(self) -> float:
        """Put back what is finished, start what is due; the real seconds until the next look."""
        finished, self.finished = self.finished, []
        try:
            await give_back(self.database, finished, self.clock.now())
        except Exception:
            self.finished += finished
            raise
        room = min(self.pace.batch, self.pace.at_once - len(self.running))
        if room <= 0:
            return self.pace.poll_s
        now = self.clock.now()
        due = await claim_due(self.database, now, self.pace.lease_s, room)
        for timer in due:
            self._start(timer, now)
        return 0.0 if len(due) == room else self.pace.poll_s

    async def stop(self) -> None:
        """Let what is running finish; whatever does not comes back when its lease is over."""
        if self.running:
            await asyncio.wait(self.running.values(), timeout=5)
        for task in self.running.values():
            task.cancel()

    def _start(self, timer: Timer, now: datetime) -> None:
        key = (timer.kind, timer.subject_id)
        # A clock that jumps ends leases of flows that still run here; one of a kind at a time is enough.
        if key not in self.running:
            timer_lateness_seconds.observe(max(0.0, (now - timer.due_at).total_seconds()))
            self.running[key] = asyncio.create_task(self._run(timer))

    async def _run(self, timer: Timer) -> None:
        bind_trace(timer.subject_id.hex)
        outcome = "done"
        try:
            await self.rings[timer.kind](timer)
        except Exception as trouble:  # noqa: BLE001 - one timer's bad day is not the others'
            outcome = "failed"
            bug = None if is_away(trouble) or isinstance(trouble, Refusal) else trouble
            _log.error("a timer's flow failed", kind=timer.kind, why=repr(trouble), exc_info=bug)
        finally:
            self.running.pop((timer.kind, timer.subject_id), None)
            self.finished.append(timer)
            timers_run.labels(timer.kind, outcome).inc()
