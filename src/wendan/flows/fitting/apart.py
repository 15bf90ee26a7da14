"""The fit in a process of its own: it is pure computation for seconds to minutes, and Python computes in one thread at a
time, so that in a thread it would take every second turn from the payments of the same process.

The other process reads the task and then a line for each week, and answers with one line; whoever dies leaves the
other a closed pipe and nothing else.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from typing import Final

import msgspec

from wendan.domains.risk.model import PastOrder
from wendan.domains.risk.model.fits import FitOutcome
from wendan.flows.fitting.challenger import FitTask, Made, made_of, too_little

# Whatever else this machine does comes first.
NICE: Final = 10
MOST_SAID: Final = 300

_encode = msgspec.json.Encoder().encode
_read_task = msgspec.json.Decoder(FitTask).decode
_read_week = msgspec.json.Decoder(list[PastOrder]).decode
_read_made = msgspec.json.Decoder(Made).decode


async def made_apart(task: FitTask, weeks: AsyncIterator[Sequence[PastOrder]]) -> Made:
    """`made_of` elsewhere. A process that ends badly is BROKE, with its last words; without any order none begins."""
    running: Process | None = None
    try:
        async for week in weeks:
            if week:
                running = running or await _begun(task)
                await _tell(running, _encode(week))
        return too_little(0, 0) if running is None else await _answer(running)
    finally:
        if running is not None and running.returncode is None:
            running.kill()
            await running.wait()


async def _begun(task: FitTask) -> Process:
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    await _tell(running, _encode(task))
    return running


async def _tell(running: Process, line: bytes) -> None:
    assert running.stdin is not None
    try:
        running.stdin.write(line + b"\n")
        await running.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        # It has ended already; its answer says why.
        return


async def _answer(running: Process) -> Made:
    assert running.stdin is not None
    # Without anything to say `communicate` would leave it open, and the other side would wait for more.
    running.stdin.close()
    said, complained = await running.communicate()
    if running.returncode == 0:
        return _read_made(said)
    lines = complained.decode(errors="replace").strip().splitlines() or [f"ended with {running.returncode}"]
    return Made(FitOutcome.BROKE, {"why": lines[-1][:MOST_SAID]})


def main() -> None:
    """The other process."""
    os.nice(NICE)
    lines = sys.stdin.buffer
    task = _read_task(lines.readline())
    orders = [order for line in lines for order in _read_week(line)]
    sys.stdout.buffer.write(_encode(made_of(task, orders)))


if __name__ == "__main__":
    main()
