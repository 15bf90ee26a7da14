"""The counter: it gives meals on passes, mostly without a line to another counter; and a core that is slow now and then."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from wendan.cli.drilling.plan import DrillPlan
from wendan.cli.drilling.stage import AWAY
from wendan.cli.drilling.wire import Wire
from wendan.domains.passes.rules import step_at
from wendan.flows.house import House
from wendan.platform.clock import real_pause

SLOW_CORE: Final = 0.25
LEAST_HELD_S, MOST_HELD_S = 0.4, 1.2
# As whatever confirms the order would lock it; what only reads it, or writes beside it, goes on.
_HOLD: Final = "SELECT id FROM customer_order WHERE id = $1 FOR NO KEY UPDATE"


def picture(view: Mapping[str, Any], now: datetime) -> str | None:
    """What the phone shows at this moment; None once the pass is over."""
    step = step_at(now)
    place = step - view["first_step"]
    return f"{view['signed']}.{step}.{view['codes'][place]}" if 0 <= place < len(view["codes"]) else None


@dataclass
class PassCounter:
    """`given`: by the counter's own id of each meal that went over it on a pass, the order it was for."""

    plan: DrillPlan
    house: House
    wire: Wire
    place: tuple[UUID, str]  # the store, and a key of its staff
    given: dict[str, str] = field(default_factory=dict)
    _slow: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, order_id: str, view: Mapping[str, Any]) -> str:
        """The meal is handed over, then told until it is heard. Raises Refused."""
        stamp = self.house.stamp()
        shown = picture(view, stamp.now)
        if shown is None:
            return "was over"
        use_id = str(stamp.id())
        self.given[use_id] = order_id
        return await self._tell({"id": use_id, "shown": shown, "used_at": stamp.now.isoformat()})

    async def check(self, shown: str) -> str:
        """The counter has a line and asks before it gives anything. Raises Refused."""
        stamp = self.house.stamp()
        return await self._tell({"id": str(stamp.id()), "shown": shown, "used_at": stamp.now.isoformat()})

    async def _tell(self, wish: dict[str, str]) -> str:
        store_id, token = self.place
        headers = {"Authorization": f"Bearer {token}"}
        said = await self.wire.say("POST", f"/api/store/{store_id}/passes", headers, wish)
        return str(said.body["outcome"])

    async def slow_down(self, n: int, order_id: str) -> None:
        """From now on whatever confirms this order waits for a moment, where the faults and the dice say so."""
        if self.plan.faults == "none" or self.plan.chance(n, "slow core") >= SLOW_CORE:
            return
        is_held = asyncio.Event()
        holding = asyncio.create_task(self._hold(n, order_id, is_held))
        self._slow.add(holding)
        holding.add_done_callback(self._slow.discard)
        await is_held.wait()

    async def _hold(self, n: int, order_id: str, is_held: asyncio.Event) -> None:
        # A server that is being killed holds nothing.
        try:
            with contextlib.suppress(*AWAY):
                await self._hold_row(n, order_id, is_held)
        finally:
            is_held.set()

    async def _hold_row(self, n: int, order_id: str, is_held: asyncio.Event) -> None:
        connection = await asyncpg.connect(self.house.settings.database_url, timeout=2)
        try:
            async with connection.transaction():
                await connection.execute(_HOLD, UUID(order_id))
                is_held.set()
                await real_pause(self.plan.between(LEAST_HELD_S, MOST_HELD_S, n, "held for"))
        finally:
            connection.terminate()
