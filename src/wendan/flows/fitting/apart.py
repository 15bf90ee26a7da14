"""The fit in a process of its own: it is pure computation for seconds to minutes, and Python computes in one thread at a
time, so that in a thread it would take every second turn from the payments of the same process.

The other process (platform/apart.py) reads the task and then a line for each week, and answers with one line.
"""

import os
import sys
from collections.abc import AsyncIterator, Sequence

import msgspec

from wendan.domains.risk.model import PastOrder
from wendan.domains.risk.model.fits import FitOutcome
from wendan.flows.fitting.challenger import FitTask, Made, made_of, too_little
from wendan.platform.apart import NICE, Apart, EndedBadly

_encode = msgspec.json.Encoder().encode
_read_task = msgspec.json.Decoder(FitTask).decode
_read_week = msgspec.json.Decoder(list[PastOrder]).decode
_read_made = msgspec.json.Decoder(Made).decode


async def made_apart(task: FitTask, weeks: AsyncIterator[Sequence[PastOrder]]) -> Made:
    """`made_of` elsewhere. A process that ends badly is BROKE, with its last words; without any order none begins."""
    apart: Apart | None = None
    try:
        async for week in weeks:
            if week and apart is None:
                apart = await Apart.begin(__name__)
                await apart.tell(_encode(task))
            if apart is not None:
                await apart.tell(_encode(week))
        return too_little(0, 0) if apart is None else _read_made(await apart.rest())
    except EndedBadly as ended:
        return Made(FitOutcome.BROKE, {"why": str(ended)})
    finally:
        if apart is not None:
            await apart.aclose()


def main() -> None:
    """The other process."""
    os.nice(NICE)
    lines = sys.stdin.buffer
    task = _read_task(lines.readline())
    orders = [order for line in lines for order in _read_week(line)]
    sys.stdout.buffer.write(_encode(made_of(task, orders)))


if __name__ == "__main__":
    main()
