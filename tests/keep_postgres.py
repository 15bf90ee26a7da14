"""Keeps one embedded PostgreSQL for a whole test run: `keep_postgres.py DIRECTORY PID` ends when PID is gone."""

import asyncio
import contextlib
import os
import shutil
import sys
from pathlib import Path

from wendan.platform.clock import SystemClock
from wendan.platform.postgres import EmbeddedPostgres

# A test database may be lost with the machine; waiting for the disk would only cost time.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def keep(directory: Path, pid: int) -> None:
    async with EmbeddedPostgres(directory, options=FAST) as postgres:
        print(postgres.url, flush=True)  # noqa: T201 - the one who started us waits for it
        watch = asyncio.create_task(postgres.supervise())
        while lives(pid):
            await SystemClock().sleep(0.2)
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
    shutil.rmtree(directory)


if __name__ == "__main__":
    asyncio.run(keep(Path(sys.argv[1]), int(sys.argv[2])))
