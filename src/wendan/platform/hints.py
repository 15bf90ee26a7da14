"""Hints that something of an order changed: sent after commit, batched, allowed to be lost.

Screens poll by cursor anyway; a hint only makes them look sooner. NOTIFY inside the order's transaction would
take a global lock, so hints leave on one connection of their own.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import asyncpg

from wendan.platform.clock import real_pause
from wendan.platform.db import in_parts

CHANNEL: Final = "wendan_hints"
# PostgreSQL takes at most 8000 bytes in one notification; a hint has 73.
MOST_IN_ONE = 100
BATCH_S = 0.003
RECONNECT_S = 0.2
LOST: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)

Hint = tuple[UUID, UUID]
Listener = Callable[[Hint], None]


@dataclass
class Hints:
    """Collects hints of this process, tells its own listeners at once and the other processes in batches."""

    waiting: set[Hint] = field(default_factory=set)
    listeners: list[Listener] = field(default_factory=list)
    has_some: asyncio.Event = field(default_factory=asyncio.Event)

    def changed(self, store_id: UUID, order_id: UUID) -> None:
        """Something of this order was committed."""
        hint = (store_id, order_id)
        self.hear(hint)
        self.waiting.add(hint)
        self.has_some.set()

    def hear(self, hint: Hint) -> None:
        """Tell this process's listeners."""
        for listener in self.listeners:
            listener(hint)

    async def exchange(self, url: str) -> None:
        """Send ours and hear the others' until cancelled; a lost connection is made again."""
        while True:
            try:
                connection = await asyncpg.connect(url)
                try:
                    await connection.add_listener(CHANNEL, self._heard)
                    await self._send(connection)
                finally:
                    # A farewell that fails must not take the place of being cancelled.
                    with suppress(*LOST):
                        await connection.close(timeout=1)
            except LOST:
                await real_pause(RECONNECT_S)

    async def _send(self, connection: asyncpg.Connection) -> None:
        while not connection.is_closed():
            # Not wait_for: Python 3.11's forgets to be cancelled when a hint comes at the same moment.
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self.has_some.wait()
            if not self.has_some.is_set():
                continue
            await real_pause(BATCH_S)
            batch, self.waiting = self.waiting, set()
            self.has_some.clear()
            for part in in_parts(batch, MOST_IN_ONE):
                text = ",".join(f"{store_id.hex}{order_id.hex}" for store_id, order_id in part)
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, text)

    def _heard(self, connection: Any, pid: int, _channel: str, text: object) -> None:
        if pid == connection.get_server_pid():
            return  # our own words come back; our listeners were told at once
        for hint in str(text).split(","):
            self.hear((UUID(hint[:32]), UUID(hint[32:])))
