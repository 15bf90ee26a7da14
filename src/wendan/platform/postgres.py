"""The embedded PostgreSQL: started, watched, mended and stopped by us.

One process owns a data directory (a file lock says which); others on the same directory use its server, and the
first of them takes over when the owner is gone. The server listens on loopback only and asks for a password.
"""

import asyncio
import fcntl
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Never, Self

from wendan.platform.clock import SystemClock
from wendan.platform.ids import SystemIds
from wendan.platform.log import logger
from wendan.platform.postgres_access import (
    DATABASE,
    Access,
    answers,
    free_port,
    is_free,
    read_access,
    write_access,
)
from wendan.platform.postgres_cluster import PostgresWillNotStart, make_cluster
from wendan.platform.postgres_place import RunAs, cluster_place, reachable_binaries, server_user
from wendan.platform.postgres_processes import clear_leftovers, postmaster_pid, start_server, stop_server

_POLL_S = 0.02
_WATCH_S = 0.1
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    # Our statements are short: compiling them and sharing them among workers costs more than it brings,
    # and a container's /dev/shm is often too small for parallel workers.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}


class EmbeddedPostgres:
    """The server of one data directory. `start`, keep `supervise` running beside your work, `stop` last."""

    def __init__(
        self, data_dir: Path, port: int = 0, log: Any = None, options: Mapping[str, str] | None = None
    ) -> None:
        self._data_dir = data_dir
        self._wanted_port = port
        self._log = log or logger("wendan.postgres")
        self._options = {**_OPTIONS, **(options or {})}
        self._clock = SystemClock()
        self._lock: IO[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._access: Access | None = None
        self._user: RunAs | None = None
        self._is_stopped = False

    @property
    def url(self) -> str:
        """The address of the database `wendan`; it does not change while the data directory lives in peace."""
        if self._access is None:
            raise RuntimeError("the embedded PostgreSQL was not started")
        return self._access.url(DATABASE)

    @property
    def is_owner(self) -> bool:
        return self._lock is not None

    @property
    def pid(self) -> int | None:
        """The postmaster's process id, whoever owns it."""
        return postmaster_pid(self._cluster())

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> str:
        """Return the url of a server that answers: ours, or that of the process which owns the directory.

        However long a crash recovery takes it is waited for. Raises PostgresWillNotStart.
        """
        self._data_dir.mkdir(parents=True, exist_ok=True)
        self._is_stopped = False
        while True:
            if self._take_lock():
                try:
                    await self._start_own()
                except BaseException:
                    await self.stop()
                    raise
                return self.url
            if await self._join_owner():
                return self.url
            await self._clock.sleep(_POLL_S)

    async def supervise(self) -> Never:
        """Mend the server whenever it dies, until cancelled; take it over when its owner is gone."""
        while True:
            await self._clock.sleep(_WATCH_S)
            if not self._is_stopped and self._must_start():
                self._log.warning("postgres is gone, starting it again", data_dir=str(self._data_dir))
                try:
                    await self._start_own()
                except (PostgresWillNotStart, OSError) as error:
                    # Such as a full disk: there is no better answer than to try again and to say so.
                    self._log.error("postgres does not start", error=str(error))
                    await self._clock.sleep(1.0)

    async def stop(self) -> None:
        """Fast shutdown of a server that is ours; a guest just leaves."""
        self._is_stopped = True
        server, self._server = self._server, None
        if server is not None:
            await stop_server(server, self._cluster(), self._clock)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _must_start(self) -> bool:
        if self._lock is not None or self._take_lock():
            return self._server is None or self._server.poll() is not None
        return False

    def _take_lock(self) -> bool:
        file = (self._data_dir / "postgres.lock").open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._lock = file
        return True

    async def _join_owner(self) -> bool:
        access = read_access(self._data_dir)
        if access is None or not await answers(access):
            return False
        self._access = access
        return True

    async def _start_own(self) -> None:
        self._user = self._user or server_user()
        binaries = reachable_binaries(self._user)
        cluster = cluster_place(self._data_dir, self._user) / "cluster"
        if cluster != self._data_dir.resolve() / "postgres" / "cluster":
            self._log.info("data is kept where the server's user can reach it", place=str(cluster))
        await clear_leftovers(cluster, self._clock)
        access = read_access(self._data_dir)
        if access is None or not (cluster / "PG_VERSION").exists():
            access = Access(0, SystemIds().token())
            await asyncio.to_thread(make_cluster, binaries, cluster, self._user, access.password)
        self._access = self._with_port(access)
        write_access(self._data_dir, self._access)
        self._spawn(binaries, cluster, self._access)
        await self._until_ready()

    def _cluster(self) -> Path:
        return (self._data_dir / "postgres").resolve() / "cluster"

    def _with_port(self, access: Access) -> Access:
        if self._access is not None and self._access.password == access.password:
            # Somebody works with this address already; should a stranger sit on the port, we wait for it.
            return self._access
        port = self._wanted_port or access.port
        if port == 0 or (self._wanted_port == 0 and not is_free(port)):
            port = free_port()
        return Access(port, access.password)

    def _spawn(self, binaries: Path, cluster: Path, access: Access) -> None:
        assert self._user is not None
        options = [
            f"--{name}={value}" for name, value in (self._options | {"port": str(access.port)}).items()
        ]
        with (self._data_dir / "postgres.log").open("ab") as log:
            self._server = start_server([binaries / "postgres", "-D", cluster, *options], self._user, log)

    async def _until_ready(self) -> None:
        assert self._access is not None
        while not await answers(self._access):
            if self._server is None or self._server.poll() is not None:
                raise PostgresWillNotStart(self._end_of_log())
            await self._clock.sleep(_POLL_S)

    def _end_of_log(self) -> str:
        with (self._data_dir / "postgres.log").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 2000))
            return log.read().decode(errors="replace")
