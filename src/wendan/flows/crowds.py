"""What everybody's payments in a store say, read once a minute and kept: deciding asks nobody."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from wendan.domains.catalog.model import Store
from wendan.domains.routing.model import Crowd
from wendan.domains.routing.rules.tallies import LOOKS_BACK_DAYS, crowd_of
from wendan.domains.routing.store import CROWD_TALLIES
from wendan.platform.clock import Clock
from wendan.platform.db import Database
from wendan.platform.ids import first_id_at

KEPT_FOR_MS: Final = 60_000
LOOKS_BACK: Final = timedelta(days=LOOKS_BACK_DAYS)
NOBODY: Final = crowd_of([])


@dataclass
class Crowds:
    """One snapshot for each store; whoever comes while a new one is read goes on with the old one."""

    reports: Database
    clock: Clock
    _kept: dict[UUID, tuple[float, Crowd]] = field(default_factory=dict)
    _reading: dict[UUID, asyncio.Task[None]] = field(default_factory=dict)

    def of(self, store: Store) -> Crowd:
        """The crowd as last read; nobody, for a store nobody has asked about yet."""
        read_at, crowd = self._kept.get(store.store_id, (-KEPT_FOR_MS, NOBODY))
        if self.clock.monotonic_ms() - read_at >= KEPT_FOR_MS and store.store_id not in self._reading:
            task = asyncio.create_task(self.read(store))
            self._reading[store.store_id] = task
            task.add_done_callback(lambda done: self._ended(store.store_id, done))
        return crowd

    def _ended(self, store_id: UUID, task: asyncio.Task[None]) -> None:
        self._reading.pop(store_id, None)
        # A database that is away is no reason to offer nothing; the next customer makes us look again.
        if not task.cancelled():
            task.exception()

    async def read(self, store: Store) -> None:
        """Read the store's snapshot now."""
        now = self.clock.now()
        rows = await self.reports.read(
            CROWD_TALLIES,
            store_id=store.store_id,
            timezone=store.timezone,
            now=now,
            tallied_since_id=first_id_at(now - LOOKS_BACK),
        )
        self._kept[store.store_id] = (self.clock.monotonic_ms(), crowd_of(rows))
