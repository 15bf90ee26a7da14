"""Hints end when they are told to, whatever comes at that moment."""

import asyncio
from uuid import UUID

import asyncpg

from wendan.platform.hints import Hints


async def test_hints_end_when_they_are_cancelled_at_the_moment_a_change_comes(empty_database: str) -> None:
    hints = Hints()
    exchange = asyncio.ensure_future(hints.exchange(empty_database))
    await _is_heard(hints, empty_database)

    hints.changed(UUID(int=1), UUID(int=2))
    await asyncio.sleep(0)  # the waiting one has its event, but has not gone on yet
    exchange.cancel()

    done, _ = await asyncio.wait([exchange], timeout=10)
    assert done, "still running"


async def _is_heard(hints: Hints, url: str) -> None:
    """Until the exchange waits for changes: another process has heard one."""
    heard = asyncio.Event()
    other = await asyncpg.connect(url)
    try:
        await other.add_listener("wendan_hints", lambda *_: heard.set())
        hints.changed(UUID(int=1), UUID(int=1))
        async with asyncio.timeout(10):
            await heard.wait()
    finally:
        await other.close()
