"""One embedded PostgreSQL for the whole run, started when a test first asks; a fresh migrated database for each test.

xdist's workers share the server. It is kept by a process of its own (keep_postgres.py), because the worker that
started it may be the first to finish.
"""

import asyncio
import fcntl
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import hypothesis
import pytest

from wendan.platform.migrations import migrate

KEEPER = Path(__file__).parent / "keep_postgres.py"
TEMPLATE = "template_wendan"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw")
# Databases come and go by the hundred, so they live in memory where it has room: ext4 looks past every file that was
# deleted in the last minutes, and a new database takes it half a second (2026-11-28; 0.03 s in memory).
MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 4 << 30
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
# The process that outlives all workers: xdist's controller, or this one where there are no workers.
WHOLE_RUN = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
_numbers = itertools.count()
# No test is judged by the clock: a machine may be busy.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A superuser's address of the run's PostgreSQL; take `database` for a database of your own."""
    directory = Path(tempfile.gettempdir()) / f"wendan-tests-{WHOLE_RUN}"
    # Not pytest's own directory: that is closed to the unprivileged user whom the server runs as.
    directory.mkdir(mode=0o711, exist_ok=True)
    with (directory / "tests.lock").open("a+") as shared:
        fcntl.flock(shared, fcntl.LOCK_EX)
        shared.seek(0)
        if url := shared.read():
            return url
        url = _start_keeper(directory)
        asyncio.run(_make_template(url))
        shared.write(url)
        return url


def _start_keeper(directory: Path) -> str:
    command = [sys.executable, str(KEEPER), str(directory), str(WHOLE_RUN)]
    keeper = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert keeper.stdout is not None
    url = keeper.stdout.readline().strip()
    keeper.stdout.close()
    # It is meant to outlive this worker; nobody waits for it.
    keeper.returncode = 0
    assert url, "the embedded PostgreSQL did not start"
    return url


async def _make_template(url: str) -> None:
    await _order(url, f"CREATE DATABASE {TEMPLATE}")
    await migrate(_named(url, TEMPLATE), "all")


async def _order(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def _named(url: str, name: str) -> str:
    return url.replace("/wendan?", f"/{name}?")


@pytest.fixture
async def empty_database(postgres_url: str) -> AsyncIterator[str]:
    """The url of a database with nothing in it, gone after the test."""
    async for url in _own_database(postgres_url, "template0"):
        yield url


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[str]:
    """The url of a fresh, fully migrated database, gone after the test."""
    async for url in _own_database(postgres_url, TEMPLATE):
        yield url


async def _own_database(postgres_url: str, template: str) -> AsyncIterator[str]:
    name = f"test_{WORKER}_{next(_numbers)}"
    await _order(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(postgres_url, name)
    await _order(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")
