import asyncio
import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Changes
from wendan.platform.clock import ManualClock
from wendan.platform.db import open_database
from wendan.platform.ids import SystemIds
from wendan.platform.runner import Pace, TimerLoop, repeat
from wendan.platform.timers import Timer, clear_timer, set_timer

START = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
PACE = Pace(poll_s=0.01, batch=10, lease_s=30)


@pytest.fixture
async def db(database):
    async with open_database(database, 2) as opened:
        yield opened


async def a_timer(db, clock, **changed):
    timer = Timer(HEAD_OFFICE, "test", SystemIds().uuid7(clock.now()), HEAD_OFFICE, clock.now())
    timer = replace(timer, **changed)
    await db.commit(Changes.of(set_timer(timer)))
    return timer


async def left(db):
    return [dict(row) for row in await db.fetch("SELECT due_at, attempts, leased_until FROM timer")]


async def finish(loop):
    await asyncio.gather(*loop.running.values())
    await loop.turn()


async def test_what_is_due_runs_once_and_what_is_not_waits(db):
    clock, ran = ManualClock(START), []
    due = await a_timer(db, clock)
    await a_timer(db, clock, due_at=START + timedelta(minutes=5))

    async def ring(timer):
        ran.append(timer.subject_id)
        await db.commit(Changes.of(clear_timer(timer)))

    loop = TimerLoop(db, clock, {"test": ring}, PACE)
    await loop.turn()
    await finish(loop)

    assert ran == [due.subject_id]
    assert [row["due_at"] for row in await left(db)] == [START + timedelta(minutes=5)]


async def test_a_flow_that_fails_is_tried_again_later_and_disturbs_nobody(db):
    clock, ran = ManualClock(START), []
    broken, good = await a_timer(db, clock), await a_timer(db, clock)

    async def ring(timer):
        ran.append(timer.subject_id)
        if timer.subject_id == broken.subject_id:
            raise RuntimeError("a bug")
        await db.commit(Changes.of(clear_timer(timer)))

    loop = TimerLoop(db, clock, {"test": ring}, PACE)
    await loop.turn()
    await finish(loop)

    assert set(ran) == {broken.subject_id, good.subject_id}
    assert await left(db) == [{"due_at": START + timedelta(seconds=2), "attempts": 1, "leased_until": None}]


async def test_a_clock_that_jumps_over_the_lease_starts_no_second_run_beside_the_first(db):
    clock, ran, go = ManualClock(START), [], asyncio.Event()
    await a_timer(db, clock)

    async def ring(timer):
        ran.append(timer.subject_id)
        await go.wait()

    loop = TimerLoop(db, clock, {"test": ring}, PACE)
    await loop.turn()
    await asyncio.sleep(0)
    await clock.advance(3600)
    await loop.turn()
    go.set()
    await asyncio.gather(*loop.running.values())

    assert len(ran) == 1


async def test_a_loop_survives_its_turns():
    turns = []

    async def turn():
        turns.append(1)
        if len(turns) == 1:
            raise OSError("the database is away")
        return 0.001

    task = asyncio.create_task(repeat("test", turn))
    while len(turns) < 3:
        await asyncio.sleep(0.01)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
