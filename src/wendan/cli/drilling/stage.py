"""Everything a drill needs, standing: clock, PostgreSQL, sandbox, server, worker and one open store."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from wendan.app import beside, open_house
from wendan.cli.drilling.children import Child
from wendan.cli.drilling.wire import BROKEN, Wire
from wendan.cli.sandboxes import file_of, standing, variable_of
from wendan.domains.people.model import Role
from wendan.flows.house import House
from wendan.flows.menu import StorePlan, open_store
from wendan.flows.staff import KeyWish, issue_key
from wendan.platform.clock import Clock, SharedClock, SystemClock, real_pause
from wendan.platform.ids import SeededIds
from wendan.platform.migrations import migrate
from wendan.platform.postgres import EmbeddedPostgres
from wendan.platform.postgres_access import free_port
from wendan.platform.settings import Settings
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.faults import PROFILES

# A Monday morning, so that every store of ours is open and a drill always sees the same day.
BEGINS_AT: Final = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
READY_WITHIN_S: Final = 60.0
POOL: Final = 12
POST: Final = "messages"
# What whoever asks a database hears while it is being killed.
AWAY: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


class NotReady(Exception):
    """The server did not answer in time."""


@dataclass(frozen=True, slots=True)
class StagePlan:
    """Where and how it stands."""

    directory: Path
    seed: int
    faults: str
    time_scale: float | None  # None: the machine's own clock
    port: int = 0
    variables: dict[str, str] | None = None
    channels: tuple[str, ...] = ("wechat",)


@dataclass(slots=True)
class Stage:
    """What stands."""

    plan: StagePlan
    clock: Clock
    postgres: EmbeddedPostgres
    benches: dict[str, Bench]  # by channel
    post: Bench  # who carries messages
    server: Child
    worker: Child
    house: House
    base_url: str

    @property
    def accounts(self) -> dict[str, str]:
        """The merchant number at each channel's sandbox."""
        return {channel: bench.desk.account for channel, bench in self.benches.items()}

    @property
    def others(self) -> list[Bench]:
        """Everybody outside: the channels, and who carries messages."""
        return [*self.benches.values(), self.post]

    async def open(self, plan: StorePlan) -> tuple[UUID, str]:
        """A new store, and a key of its staff."""
        store = await open_store(self.house, plan)
        return store.store_id, await self.key(store.store_id, Role.KITCHEN)

    async def key(self, store_id: UUID, role: Role) -> str:
        """A key of somebody who does this in the store."""
        _, token = await issue_key(self.house, KeyWish(store_id, f"drill's {role}", role))
        return token

    async def until_ready(self, wire: Wire) -> None:
        """Raises NotReady."""
        for _ in range(int(READY_WITHIN_S / 0.05)):
            try:
                if (await wire.once("GET", "/ready", {})).status == 200:
                    return
            except BROKEN:
                pass
            await real_pause(0.05)
        raise NotReady(self.server.end_of_log())


@asynccontextmanager
async def temporary_place() -> AsyncIterator[Path]:
    """A directory of the drill's own; PostgreSQL's unprivileged user must be able to pass through it."""
    with tempfile.TemporaryDirectory(prefix="wendan-drill-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o711)
        yield place


@asynccontextmanager
async def stage(plan: StagePlan) -> AsyncIterator[Stage]:
    """Build up in order, take down in the opposite order, whatever happens."""
    plan.directory.mkdir(parents=True, exist_ok=True)
    clock: Clock = SystemClock()
    if plan.time_scale is not None:
        clock = SharedClock.create(plan.directory / "clock", BEGINS_AT, plan.time_scale)
    async with AsyncExitStack() as stack:
        place, faults = plan.directory / "sandbox", PROFILES[plan.faults]
        benches = {
            channel: await stack.enter_async_context(standing(channel, place, clock, faults, plan.seed))
            for channel in plan.channels
        }
        post = await stack.enter_async_context(standing(POST, place, clock, faults, plan.seed))
        postgres = await stack.enter_async_context(EmbeddedPostgres(plan.directory / "data"))
        await stack.enter_async_context(beside(postgres.supervise()))
        await migrate(postgres.url)
        port = plan.port or free_port()
        variables = _variables(plan, postgres.url, port)
        server = Child("server", ["serve", "--no-worker"], variables, plan.directory / "server.log")
        worker = Child("worker", ["worker"], variables, plan.directory / "worker.log")
        for child in (server, worker):
            child.start()
            stack.push_async_callback(child.stop)
        await stack.enter_async_context(beside(server.keep(), worker.keep()))
        settings = Settings(database_url=postgres.url, data_dir=plan.directory / "data", database_pool_size=4)
        house = await stack.enter_async_context(open_house(settings, clock, SeededIds(plan.seed)))
        base_url = f"http://127.0.0.1:{port}"
        yield Stage(plan, clock, postgres, benches, post, server, worker, house, base_url)


def _variables(plan: StagePlan, database_url: str, port: int) -> dict[str, str]:
    place = plan.directory / "sandbox"
    chosen = {variable_of(each): str(file_of(each, place / each)) for each in (*plan.channels, POST)} | {
        "WENDAN_DATABASE_URL": database_url,
        "WENDAN_DATABASE_POOL_SIZE": str(POOL),
        "WENDAN_DATA_DIR": str(plan.directory / "data"),
        "WENDAN_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WENDAN_PORT": str(port),
        "WENDAN_LOG_LEVEL": "warning",
        "WENDAN_LOG_FORMAT": "json",
        "WENDAN_TIMER_POLL_MS": "50",
        # Everybody comes from one address here, and a minute of a fast clock is short.
        "WENDAN_LOGIN_PER_MINUTE": "1000000",
        "WENDAN_PLACE_PER_MINUTE": "1000000",
        "WENDAN_PAY_PER_MINUTE": "1000000",
        "WENDAN_ASK_PER_MINUTE": "1000000",
    }
    if plan.time_scale is not None:
        chosen["WENDAN_CLOCK_FILE"] = str(plan.directory / "clock")
        if plan.time_scale > 1:
            # Real seconds: at a fast clock a real time-out would be minutes of the drill's time.
            chosen |= {"WENDAN_CHANNEL_TIMEOUT_S": "1.0", "WENDAN_CHANNEL_CONNECT_TIMEOUT_S": "0.5"}
            # The promises read every row: once a minute of a fast clock would be all that PostgreSQL does.
            chosen["WENDAN_WATCH_INTERVAL_S"] = str(int(15 * plan.time_scale))
    return chosen | (plan.variables or {})
