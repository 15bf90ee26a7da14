"""A bill read and laid beside our books in threads of this process."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from wendan.channels.bill_reading.layouts import read_bill
from wendan.domains.reconciliation.store.sides import Matching
from wendan.flows.matching.laying import NUMBERS_AT_ONCE, Laid, Part, Task
from wendan.kernel.bills import BillFacts
from wendan.platform.db import in_parts


class Here:
    """`engine` makes what lays the two sides beside each other."""

    def __init__(self, task: Task, engine: Callable[[Task], Matching]) -> None:
        self._task, self._engine = task, engine
        self._match: Matching | None = None

    async def read(self) -> tuple[BillFacts, str]:
        return await asyncio.to_thread(read_file, self._task)

    async def lay(self) -> Laid:
        self._match = await asyncio.to_thread(self._engine, self._task)
        return await asyncio.to_thread(lay_out, self._match)

    def parts(self) -> Iterator[Part]:
        assert self._match is not None, "nothing was laid"
        return parts_of(self._match)

    async def aclose(self) -> None:
        if self._match is not None:
            await asyncio.to_thread(self._match.close)


def read_file(task: Task) -> tuple[BillFacts, str]:
    """The bill's rows on disk, and the file's hash; empty where there is none. Raises BillRefused."""
    if task.file is None:
        from wendan.channels.bill_reading.spool import spooling  # noqa: PLC0415

        with spooling(task.sides.theirs, task.asked) as empty:
            return empty.publish([]), ""
    facts = read_bill(task.layout, Path(task.file), task.asked, task.sides.theirs)
    with Path(task.file).open("rb") as packed:
        return facts, hashlib.file_digest(packed, "sha256").hexdigest()


def lay_out(match: Matching) -> Laid:
    """Both sides beside each other."""
    match.begin()
    return Laid(match.sums(), match.shares())


def parts_of(match: Matching) -> Iterator[Part]:
    """What the books are not plainly equal about, some numbers at a time."""
    yield from in_parts(match.suspects(), NUMBERS_AT_ONCE)


def on_duckdb(task: Task) -> Matching:
    """What lays the two sides beside each other takes its time to load, and only who reconciles needs it."""
    from wendan.domains.reconciliation.store.matching import DuckMatching  # noqa: PLC0415

    return DuckMatching(task.sides, task.asked.name, task.spill)
