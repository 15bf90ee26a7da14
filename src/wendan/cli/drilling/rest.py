"""After the rush: jump the clock from one due thing to the next until nothing is left to wait for."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from wendan.cli.drilling.crowd import Crowd
from wendan.cli.drilling.diary import Diary
from wendan.cli.drilling.stage import AWAY, Stage
from wendan.platform.clock import SharedClock, real_pause

NARROW_S: Final = 50.0
WIDE_S: Final = 3600.0
POLL_S: Final = 0.04
CALM_TWICE: Final = 2
_LEFT: Final = """
SELECT (SELECT count(*) FROM customer_order WHERE state IN ('AWAITING_PAYMENT', 'CLOSING')) AS "unpaid orders",
       (SELECT count(*) FROM payment WHERE state IN ('CREATED', 'REQUESTED', 'PENDING', 'UNKNOWN'))
           AS "uncertain payments",
       (SELECT count(*) FROM preauthorisation
           WHERE state NOT IN ('FROZEN', 'CAPTURED', 'RELEASED', 'FAILED', 'CLOSED')) AS "uncertain holds",
       (SELECT count(*) FROM refund WHERE state IN ('CREATED', 'REQUESTED', 'PROCESSING', 'UNKNOWN'))
           AS "unfinished refunds",
       (SELECT count(*) FROM inbox WHERE processed_at IS NULL) AS "callbacks kept but not settled",
       (SELECT count(*) FROM ticket WHERE acknowledged_at IS NULL AND state <> 'CANCELLED') AS "unseen tickets",
       (SELECT count(*) FROM exception_case WHERE state = 'OPEN' AND type = 'promise-broken')
           AS "alarms about promises",
       (SELECT count(*) FROM outbox WHERE sent_at IS NULL) AS "letters not sent",
       (SELECT count(*) FROM message WHERE state IN ('PLANNED', 'SENDING')) AS "messages about to be sent"
"""
# The night's clock never comes to rest: after one night it waits for the next. A coupon waits for weeks to be used.
_DUE: Final = """
SELECT extract(epoch FROM min(due_at))::float8 AS next, count(*) FILTER (WHERE due_at <= $1) AS overdue,
       count(*) AS pending
FROM timer WHERE kind NOT IN ('day_audit', 'coupon_expiry')
"""
_PENDING: Final = """
SELECT kind, count(*), min(due_at)::text AS first, max(attempts) AS attempts, min(order_id::text) AS an_order
FROM timer GROUP BY kind
"""


class NeverAtRest(Exception):
    """The time limit is over and something still waits; the message says what."""


@dataclass
class Rest:
    """`come` returns when everything has come to rest."""

    stage: Stage
    crowd: Crowd
    diary: Diary
    limit_s: float
    left: dict[str, int] = field(default_factory=dict)
    due: float | None = None
    slow: Counter[str] = field(default_factory=Counter)
    jumps: int = 0
    jumped_s: float = 0.0
    until_s: float = 0.0

    async def come(self) -> None:
        """Raises NeverAtRest."""
        clock = self.stage.clock
        assert isinstance(clock, SharedClock), "only a drill's own clock may jump"
        self.until_s = asyncio.get_running_loop().time() + self.limit_s
        while True:
            await self._patiently(self._is_calm)
            await self._patiently(self._look_ahead)
            if self.due is None and not any(self.left.values()):
                return
            self.slow.update(what for what, count in self.left.items() if count)
            # Money on its way is followed in small steps; alone with late callbacks the steps are long.
            window_s = NARROW_S if any(self.left.values()) or self.diary.asleep else WIDE_S
            step_s = max(0.0, (self.due or 0.0) - self.diary.now()) + window_s
            clock.jump(step_s)
            self.jumps, self.jumped_s = self.jumps + 1, self.jumped_s + step_s

    async def _patiently(self, once: Callable[[], Awaitable[bool]]) -> None:
        calm = 0
        while calm < CALM_TWICE:
            try:
                calm = calm + 1 if await once() else 0
            except AWAY:
                calm = 0
            if asyncio.get_running_loop().time() > self.until_s:
                raise NeverAtRest(await self._complaint())
            await real_pause(POLL_S)

    async def _is_calm(self) -> bool:
        """Nothing is due now: no timer, no callback, no customer in the middle of something."""
        if self.crowd.awake:
            return False
        for bench in self.stage.others:
            due = bench.desk.agenda.next_due()
            if bench.desk.agenda.under_way or (due is not None and due <= self.diary.now()):
                return False
        (row,) = await self.stage.house.reports.fetch(_DUE, self.stage.clock.now())
        if row["overdue"]:
            return False
        await self._count_left()
        return not self.left["callbacks kept but not settled"] and not self.left["unseen tickets"]

    async def _count_left(self) -> None:
        (row,) = await self.stage.house.reports.fetch(_LEFT)
        self.left = dict(row)

    async def _look_ahead(self) -> bool:
        """What is left, and when the next thing is due."""
        await self._count_left()
        (row,) = await self.stage.house.reports.fetch(_DUE, self.stage.clock.now())
        channels = [bench.desk.agenda.next_due() for bench in self.stage.others]
        known = (row["next"], self.diary.next_due(), *channels)
        self.due = min((due for due in known if due is not None), default=None)
        return True

    async def _complaint(self) -> str:
        waiting = {what: count for what, count in self.left.items() if count}
        waiting["customers in the middle of something"] = self.crowd.awake
        waiting["customers who will come back"] = self.diary.asleep
        waiting["callbacks to come"] = sum(
            notice.due_at is not None
            for bench in self.stage.benches.values()
            for notice in bench.desk.books.notices.values()
        )
        timers = [dict(row) for row in await self.stage.house.reports.fetch(_PENDING)]
        return (
            f"not at rest after {self.limit_s:.0f} s: {waiting}; {self.jumps} jumps because of {dict(self.slow)}; "
            f"timers {timers}"
        )
