"""Time is passed in: nothing else in the house asks the machine what time it is.

So a whole day runs in seconds in a drill, and a test decides when it is late.
Real seconds come from `time.time()` and not from the monotonic clock: the monotonic clock counts from
another zero in each boot and each time namespace, and the processes of a drill must agree on one origin.
"""

import asyncio
import fcntl
import heapq
import itertools
import mmap
import struct
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, Self

LONGEST_STEP_S = 0.05


class Clock(Protocol):
    @property
    def scale(self) -> float:
        """Own seconds that pass in one real second."""
        ...

    def now(self) -> datetime:
        """The time, aware and in UTC."""
        ...

    def monotonic_ms(self) -> float:
        """Real milliseconds from an unknown zero, for measuring how long our own work takes."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return when `seconds` of own time have passed."""
        ...


class SystemClock:
    """The clock on the wall."""

    scale = 1.0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_ms(self) -> float:
        return time.perf_counter() * 1000

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class SharedClock:
    """One clock for all processes of a drill, in a small mapped file: it may run fast and it may jump.

    The file holds a generation and two slots of (origin real, origin own, scale). A writer fills the slot
    nobody reads and then counts the generation up, so a reader never sees half a change, not even of a
    writer killed in the middle of it.
    """

    _GENERATION = struct.Struct("=Q")
    _SLOT = struct.Struct("=ddd")
    _SIZE = _GENERATION.size + 2 * _SLOT.size

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), self._SIZE)
        self._path = path

    @classmethod
    def create(cls, path: Path, start: datetime, scale: float) -> Self:
        """Make the file (or put a new one in the place of an old one) showing `start` from this moment on."""
        path.parent.mkdir(parents=True, exist_ok=True)
        slot = cls._SLOT.pack(time.time(), start.timestamp(), scale)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(cls._GENERATION.pack(0) + slot + slot)
        # Appears whole or not at all for whoever opens it now.
        Path(file.name).replace(path)
        return cls(path)

    @property
    def scale(self) -> float:
        return self._read()[2]

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._read()[1], UTC)

    def monotonic_ms(self) -> float:
        return time.perf_counter() * 1000

    async def sleep(self, seconds: float) -> None:
        due = self._read()[1] + seconds
        await asyncio.sleep(0)
        while True:
            _, own, scale = self._read()
            if own >= due:
                return
            # Short steps, because the clock may jump or change its pace while we sleep.
            await asyncio.sleep(min(LONGEST_STEP_S, (due - own) / max(scale, 1e-9)))

    def jump(self, seconds: float) -> None:
        """Move the time forward at once, for every process that shares this clock."""
        self._write(seconds, None)

    def set_scale(self, scale: float) -> None:
        """Run faster or slower from this moment on; the time itself does not jump."""
        self._write(0.0, scale)

    def _read(self) -> tuple[float, float, float]:
        """Real seconds, own seconds and scale, all of one moment."""
        while True:
            (before,) = self._GENERATION.unpack_from(self._map, 0)
            origin_real, origin_own, scale = self._SLOT.unpack_from(self._map, self._offset(before))
            real = time.time()
            (after,) = self._GENERATION.unpack_from(self._map, 0)
            if before == after:
                return real, origin_own + (real - origin_real) * scale, scale

    def _write(self, jump_s: float, new_scale: float | None) -> None:
        with self._path.open("r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            (generation,) = self._GENERATION.unpack_from(self._map, 0)
            real, own, scale = self._read()
            pace = scale if new_scale is None else new_scale
            self._SLOT.pack_into(self._map, self._offset(generation + 1), real, own + jump_s, pace)
            self._GENERATION.pack_into(self._map, 0, generation + 1)

    def _offset(self, generation: int) -> int:
        return self._GENERATION.size + (generation % 2) * self._SLOT.size


class ManualClock:
    """A clock for tests: time passes only when the test says so."""

    scale = 1.0

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._order = itertools.count()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic_ms(self) -> float:
        return self._now.timestamp() * 1000

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), next(self._order), woken))
        await woken

    async def advance(self, seconds: float) -> None:
        """Let `seconds` pass: sleepers wake in the order of their time, each seeing its own moment."""
        end = self._now + timedelta(seconds=seconds)
        await self._let_others_run()
        while self._sleepers and self._sleepers[0][0] <= end:
            due, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                self._now = due
                woken.set_result(None)
                await self._let_others_run()
        self._now = end

    @staticmethod
    async def _let_others_run() -> None:
        # A woken sleeper may need a few turns of the loop until it sleeps again.
        for _ in range(10):
            await asyncio.sleep(0)


def stopwatch() -> Callable[[], float]:
    """Started now; answers the real seconds since then. For measuring how long our own work takes."""
    began_s = time.perf_counter()
    return lambda: time.perf_counter() - began_s


async def real_pause(seconds: float) -> None:
    """Wait on the wall's clock, whatever a drill's clock does: other machines need real time to come back."""
    await asyncio.sleep(seconds)


def clock_from(path: Path | None) -> Clock:
    """The wall's clock, or the one that the processes of a drill share through the file at `path`."""
    return SystemClock() if path is None else SharedClock(path)
