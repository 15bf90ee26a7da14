"""A large bill read and laid beside our books in a process of its own: what Arrow, DuckDB and Python's own heap keep of a
million rows goes with it, and a machine without memory for them loses it and not the worker.

The other process (platform/apart.py) reads the task, answers what the file is, and waits for a line: our side of the day
is there. It leaves what the books differ in beside the bill, a line for each part, and answers what the day comes to.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from wendan.domains.reconciliation.errors import MatchingDidNotFinish
from wendan.flows.matching.here import lay_out, on_duckdb, parts_of, read_file
from wendan.flows.matching.laying import Laid, Part, Task
from wendan.kernel.bills import BillFacts, BillRefused, Flaw
from wendan.platform.apart import NICE, Apart, EndedBadly

LARGE_BYTES: Final = 8 << 20
"""Some 140,000 rows as most channels pack them, 40,000 of our own books, which are not packed: below, reading takes about a
second and memory grows by nothing that a small bill does not take as well, so a process would only cost its beginning."""


@dataclass(frozen=True, slots=True)
class Read:
    """What reading came to; a `flaw` is a bill refused."""

    facts: BillFacts | None
    file_hash: str
    flaw: Flaw | None = None
    words: str = ""


_encode = msgspec.json.Encoder().encode
_task_of = msgspec.json.Decoder(Task).decode
_read_of = msgspec.json.Decoder(Read).decode
_laid_of = msgspec.json.Decoder(Laid).decode
_part_of = msgspec.json.Decoder(Part).decode


class Elsewhere:
    """Raises MatchingDidNotFinish wherever the other process ends badly."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._apart: Apart | None = None

    async def read(self) -> tuple[BillFacts, str]:
        self._apart = await Apart.begin(__name__)
        await self._apart.tell(_encode(self._task))
        try:
            read = _read_of(await self._apart.line())
        except EndedBadly as ended:
            raise MatchingDidNotFinish(words=str(ended)) from None
        if read.flaw is not None:
            raise BillRefused(read.flaw, read.words)
        assert read.facts is not None
        return read.facts, read.file_hash

    async def lay(self) -> Laid:
        assert self._apart is not None, "nothing was read"
        await self._apart.tell(b"")
        try:
            return _laid_of(await self._apart.rest())
        except EndedBadly as ended:
            raise MatchingDidNotFinish(words=str(ended)) from None

    def parts(self) -> Iterator[Part]:
        with _suspects(self._task).open("rb") as lines:
            yield from map(_part_of, lines)

    async def aclose(self) -> None:
        if self._apart is not None:
            await self._apart.aclose()


def _suspects(task: Task) -> Path:
    return Path(task.room) / "suspects.jsonl"


def main() -> None:
    """The other process."""
    os.nice(NICE)
    task = _task_of(sys.stdin.buffer.readline())
    _answer(_read(task))
    if not sys.stdin.buffer.readline():
        # The bill is refused, or whoever asked is gone.
        return
    with closing(on_duckdb(task)) as match, _suspects(task).open("wb") as suspects:
        laid = lay_out(match)
        for part in parts_of(match):
            suspects.write(_encode(part) + b"\n")
    _answer(laid)


def _read(task: Task) -> Read:
    try:
        return Read(*read_file(task))
    except BillRefused as refused:
        return Read(None, "", refused.flaw, refused.words)


def _answer(said: Any) -> None:
    sys.stdout.buffer.write(_encode(said) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
