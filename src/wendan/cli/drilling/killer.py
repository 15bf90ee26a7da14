"""kill -9 at random real moments: the server, the worker, PostgreSQL's postmaster; never the sandbox."""

import contextlib
import os
import signal
from collections import Counter
from typing import Final

from wendan.cli.drilling.crowd import Crowd
from wendan.cli.drilling.plan import DrillPlan
from wendan.cli.drilling.stage import Stage
from wendan.platform.clock import real_pause

VICTIMS: Final = ("server", "worker", "postgres")
ORDERS_PER_KILL: Final = 170
LEAST_KILLS: Final = 6
LATER_KILLS: Final = 3


class Killer:
    """Spread over the rush by the number of arrived customers, each victim in turn by chance, and some later."""

    def __init__(self, plan: DrillPlan, stage: Stage) -> None:
        self._plan, self._stage = plan, stage
        self.killed: Counter[str] = Counter()

    async def rush(self, crowd: Crowd) -> None:
        """Kill while customers arrive."""
        count = max(LEAST_KILLS, self._plan.orders // ORDERS_PER_KILL)
        moments = sorted(self._plan.chance("kill at", k) for k in range(count))
        for k, moment in enumerate(moments):
            while crowd.arrived < moment * self._plan.orders:
                await real_pause(0.01)
            await self._kill(k)

    async def later(self) -> None:
        """A few more while the drill comes to rest."""
        for k in range(LATER_KILLS):
            await real_pause(self._plan.between(0.5, 3.0, "kill later", k))
            await self._kill(1000 + k)

    async def _kill(self, k: int) -> None:
        await real_pause(self._plan.between(0.0, 0.3, "jitter", k))
        shift = int(self._plan.chance("shift") * 3)
        # Each victim in turn, now and then another: every process dies in every drill.
        turn = k + shift if self._plan.chance("turn", k) < 0.7 else int(self._plan.chance("victim", k) * 3)
        victim = VICTIMS[turn % 3]
        self.killed[victim] += 1
        if victim == "server":
            self._stage.server.kill()
        elif victim == "worker":
            self._stage.worker.kill()
        else:
            pid = self._stage.postgres.pid
            if pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
