import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import pytest

from wendan.platform.clock import SystemClock
from wendan.platform.postgres import EmbeddedPostgres
from wendan.platform.postgres_place import can_pass, cluster_place, server_user
from wendan.platform.postgres_processes import server_processes

OWN_FOR_EVER = """
import asyncio, pathlib, sys
from wendan.platform.postgres import EmbeddedPostgres
async def own():
    await EmbeddedPostgres(pathlib.Path(sys.argv[1])).start()
    print("ready", flush=True)
    await asyncio.Event().wait()
asyncio.run(own())
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    # pytest's own temporary directories are closed to the server's user, and we open nobody's directories.
    with tempfile.TemporaryDirectory(prefix="wendan-test-") as directory:
        Path(directory).chmod(0o711)
        yield Path(directory)


@asynccontextmanager
async def supervised(data_dir: Path) -> AsyncIterator[EmbeddedPostgres]:
    async with EmbeddedPostgres(data_dir) as postgres:
        watch = asyncio.create_task(postgres.supervise())
        try:
            yield postgres
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch


async def tell(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def until(holds: Callable[[], bool], patience_s: float = 20) -> None:
    clock = SystemClock()
    end = clock.monotonic_ms() + patience_s * 1000
    while not holds():
        assert clock.monotonic_ms() < end, "waited in vain"
        await clock.sleep(0.02)


async def until_answered(url: str, sql: str, patience_s: float = 30) -> object:
    clock = SystemClock()
    end = clock.monotonic_ms() + patience_s * 1000
    while True:
        try:
            return await tell(url, sql)
        except (OSError, asyncpg.PostgresError):
            assert clock.monotonic_ms() < end, "waited in vain"
            await clock.sleep(0.05)


async def test_rows_and_address_are_kept_over_a_restart(data_dir: Path):
    async with EmbeddedPostgres(data_dir) as postgres:
        first = postgres.url
        await tell(first, "CREATE TABLE kept AS SELECT 7 AS n")
    async with EmbeddedPostgres(data_dir) as postgres:
        assert postgres.url == first
        assert await tell(first, "SELECT n FROM kept") == 7


async def test_chinese_is_found_without_regard_to_case_and_order(data_dir: Path):
    async with EmbeddedPostgres(data_dir) as postgres:
        assert await tell(postgres.url, "SELECT lower('稳单 WENDAN')") == "稳单 wendan"
        assert await tell(postgres.url, "SHOW server_encoding") == "UTF8"


async def test_a_wrong_password_is_refused(data_dir: Path):
    async with EmbeddedPostgres(data_dir) as postgres:
        wrong = postgres.url.replace("wendan:", "wendan:x", 1)
        with pytest.raises(asyncpg.InvalidPasswordError):
            await tell(wrong, "SELECT 1")


async def test_a_lost_password_file_costs_no_rows(data_dir: Path):
    async with EmbeddedPostgres(data_dir) as postgres:
        await tell(postgres.url, "CREATE TABLE kept AS SELECT 7 AS n")
    (data_dir / "postgres.json").unlink()
    async with EmbeddedPostgres(data_dir) as postgres:
        assert await tell(postgres.url, "SELECT n FROM kept") == 7


async def test_a_killed_server_is_mended_with_its_rows(data_dir: Path):
    async with supervised(data_dir) as postgres:
        await tell(postgres.url, "CREATE TABLE kept AS SELECT 7 AS n")
        busy = await asyncpg.connect(postgres.url)
        # A backend that computes does not notice its postmaster's death by itself.
        work = asyncio.create_task(busy.execute("SELECT count(*) FROM generate_series(1, 1e12::bigint)"))
        killed = postgres.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)

        assert await until_answered(postgres.url, "SELECT n FROM kept") == 7
        assert postgres.pid != killed
        with pytest.raises((OSError, asyncpg.PostgresError)):
            await work


async def test_a_second_process_uses_the_owners_server_and_takes_over_when_it_leaves(data_dir: Path):
    owner = EmbeddedPostgres(data_dir)
    await owner.start()
    async with supervised(data_dir) as guest:
        assert (owner.is_owner, guest.is_owner) == (True, False)
        assert guest.url == owner.url
        await tell(guest.url, "CREATE TABLE kept AS SELECT 7 AS n")
        await owner.stop()

        assert await until_answered(guest.url, "SELECT n FROM kept") == 7
        assert guest.is_owner


async def test_a_killed_owner_leaves_no_server_and_the_next_one_starts_clean(data_dir: Path):
    owner = subprocess.Popen([sys.executable, "-c", OWN_FOR_EVER, str(data_dir)], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"ready\n"
    cluster = (data_dir / "postgres").resolve() / "cluster"
    assert server_processes(cluster)
    owner.kill()
    owner.wait()
    owner.stdout.close()

    await until(lambda: not server_processes(cluster))
    async with EmbeddedPostgres(data_dir) as postgres:
        assert await tell(postgres.url, "SELECT 1") == 1


async def test_a_stale_pid_file_naming_a_stranger_does_not_stop_the_start(data_dir: Path):
    async with EmbeddedPostgres(data_dir):
        pass
    stale = (data_dir / "postgres").resolve() / "cluster" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n0\n5432\n\n127.0.0.1\n\nready\n")
    async with EmbeddedPostgres(data_dir) as postgres:
        assert postgres.pid != os.getpid()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has the choice of another user")
def test_root_opens_nobodys_directories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with tempfile.TemporaryDirectory(prefix="wendan-open-") as ground:
        Path(ground).chmod(0o711)
        monkeypatch.setattr("wendan.platform.postgres_place.OPEN_GROUND", Path(ground) / "wendan")
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        user = server_user()
        assert not can_pass(closed, user)
        place = cluster_place(closed, user)

        assert place.parent == Path(ground) / "wendan"
        assert (place.stat().st_uid, place.stat().st_mode & 0o777) == (user.uid, 0o700)
        assert closed.stat().st_mode & 0o777 == 0o700
        assert cluster_place(closed, user) == place


async def test_a_stopped_server_stays_stopped_though_somebody_still_watches(data_dir: Path):
    async with supervised(data_dir) as postgres:
        await postgres.stop()
        await SystemClock().sleep(0.3)

        assert not postgres.is_owner
        assert not server_processes((data_dir / "postgres").resolve() / "cluster")
