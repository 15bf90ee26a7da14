import asyncio
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wendan.platform.clock import ManualClock, SharedClock, SystemClock, clock_from

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
def shared(tmp_path: Path) -> SharedClock:
    return SharedClock.create(tmp_path / "clock", NOON, 60.0)


def test_the_system_clock_speaks_utc():
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_without_a_file_the_wall_is_the_clock(tmp_path: Path, shared: SharedClock):
    assert isinstance(clock_from(None), SystemClock)
    assert isinstance(clock_from(tmp_path / "clock"), SharedClock)


def test_a_minute_passes_in_a_second(shared: SharedClock):
    before_real, before_own = time.time(), shared.now()
    time.sleep(0.05)
    after_real, after_own = time.time(), shared.now()

    assert (after_own - before_own).total_seconds() == pytest.approx((after_real - before_real) * 60, abs=0.5)


def test_another_process_sees_the_same_jump(tmp_path: Path, shared: SharedClock):
    other = SharedClock(tmp_path / "clock")
    shared.jump(3600)

    assert other.now() - NOON >= timedelta(hours=1)
    assert abs((other.now() - shared.now()).total_seconds()) < 1


def test_a_change_of_pace_does_not_move_the_time(shared: SharedClock):
    before = shared.now()
    shared.set_scale(1.0)
    after = shared.now()

    assert shared.scale == 1.0
    assert timedelta(0) <= after - before < timedelta(seconds=10)


async def test_a_sleeper_notices_a_jump_at_once(tmp_path: Path):
    clock = SharedClock.create(tmp_path / "slow", NOON, 1.0)
    sleeper = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0.01)
    began = time.perf_counter()
    clock.jump(3600)
    await sleeper

    assert time.perf_counter() - began < 0.2


CHANGE_FOR_EVER = """
import sys, pathlib
from wendan.platform.clock import SharedClock
clock = SharedClock(pathlib.Path(sys.argv[1]))
while True:
    clock.set_scale(1.0)
    clock.set_scale(2.0)
"""


def test_a_reader_never_sees_half_a_change(tmp_path: Path):
    path = tmp_path / "busy"
    clock = SharedClock.create(path, NOON, 1.0)
    writer = subprocess.Popen([sys.executable, "-c", CHANGE_FOR_EVER, str(path)])
    paces, last, until = set(), clock.now(), time.monotonic() + 20
    while time.monotonic() < until and len(paces) < 2:
        for _ in range(20_000):
            now = clock.now()
            paces.add(clock.scale)
            assert timedelta(seconds=-0.01) < now - last < timedelta(seconds=60)
            last = now
    writer.kill()
    writer.wait()

    assert paces == {1.0, 2.0}
    assert SharedClock(path).now() >= last


async def test_sleepers_of_a_manual_clock_wake_in_order_each_at_its_own_moment():
    clock, woken = ManualClock(NOON), []

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((clock.now() - NOON).total_seconds())

    tasks = [asyncio.create_task(sleep(s)) for s in (30, 10, 20, 99)]
    await clock.advance(40)

    assert woken == [10, 20, 30]
    assert clock.now() == NOON + timedelta(seconds=40)
    tasks[3].cancel()


async def test_a_repeating_sleeper_wakes_as_often_as_its_time_comes():
    clock, beats = ManualClock(NOON), []

    async def heart() -> None:
        while True:
            await clock.sleep(1)
            beats.append(clock.now())

    task = asyncio.create_task(heart())
    await clock.advance(5)

    assert len(beats) == 5
    task.cancel()
