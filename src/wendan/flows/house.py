"""What every flow works with: the database, the time, new ids, the channels and the house rules."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from wendan.channels.port import Identity, PageIdentity, PaymentChannel
from wendan.channels.preauth import PreAuthorising
from wendan.domains.catalog.store import STORE_BY_NO
from wendan.domains.payments.model import Payment
from wendan.flows.addresses import Addresses
from wendan.flows.arrivals import Arrivals
from wendan.flows.crowds import Crowds
from wendan.flows.policies import Policies
from wendan.flows.routes import Routes
from wendan.kernel.errors import GuardLost, Refusal
from wendan.kernel.numbers import ChannelNumber, parse_number
from wendan.notify.ways import NO_WAYS, Ways
from wendan.platform.clock import Clock, real_pause
from wendan.platform.db import COMMIT_ATTEMPTS, Database
from wendan.platform.hints import Hints
from wendan.platform.ids import Ids
from wendan.platform.metrics import guard_lost
from wendan.platform.settings import Settings

T = TypeVar("T")


class HouseIsBusy(Refusal):
    """Too much is going on at this moment; nothing was changed, please try again."""

    status = 503


@dataclass(frozen=True, slots=True)
class Stamp:
    """The moment of a decision, and the ids it may need."""

    now: datetime
    ids: Ids

    def id(self) -> UUID:
        """A new id of this moment."""
        return self.ids.uuid7(self.now)


class Directory:
    """Which store a channel number belongs to; stores never change their number."""

    def __init__(self, database: Database, cell: str) -> None:
        self._database, self.cell = database, cell
        self._ids: dict[int, UUID] = {}

    async def home_of(self, number: str) -> tuple[UUID, ChannelNumber] | None:
        """Store and parsed number, None when the number leads to no store of this cell."""
        parsed = parse_number(number)
        if parsed is None or parsed.cell != self.cell:
            return None
        store_id = await self.store_of(parsed.store_no)
        return None if store_id is None else (store_id, parsed)

    async def store_of(self, store_no: int) -> UUID | None:
        """The store of this number."""
        store_id = self._ids.get(store_no)
        if store_id is None:
            store = await self._database.read(STORE_BY_NO, store_no=store_no)
            if store is None:
                return None
            store_id = self._ids[store_no] = store.store_id
        return store_id


@dataclass(frozen=True, slots=True)
class House:
    """Passed to every flow; built once per process in `wendan.app`."""

    database: Database
    reports: Database
    clock: Clock
    ids: Ids
    channels: Mapping[str, PaymentChannel]
    holders: Mapping[str, PreAuthorising]
    directory: Directory
    settings: Settings
    hints: Hints
    routes: Routes
    crowds: Crowds
    policies: Policies
    addresses: Addresses
    identity: Identity | None = None
    page_identity: PageIdentity | None = None
    ways: Ways = NO_WAYS
    arrivals: Arrivals = field(default_factory=Arrivals)
    preparing: dict[UUID, asyncio.Task[Payment]] = field(default_factory=dict)

    def stamp(self) -> Stamp:
        """This moment."""
        return Stamp(self.clock.now(), self.ids)

    async def decide(self, flow: str, once: Callable[[], Awaitable[T]]) -> T:
        """Run read-decide-commit until nobody was faster. Raises HouseIsBusy when that never happens."""
        for attempt in range(COMMIT_ATTEMPTS):
            try:
                return await once()
            except GuardLost as lost:
                guard_lost.labels(flow).inc()
                await real_pause(_pause_s(attempt, self.ids.chance(), lost))
        raise HouseIsBusy


def _pause_s(attempt: int, chance: float, lost: GuardLost) -> float:
    """A pause with jitter: a lost race is over in milliseconds, a database that is away in seconds."""
    base = 0.1 if lost.guard in ("connection", "database") else 0.001
    return min(base * 2.0**attempt, 2.0) * (0.5 + chance)
