"""The day's book of what the house keeps itself: drawers, members' accounts. It is written, proved and read like any bill."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from wendan.channels.bill_reading.layouts import Layout
from wendan.channels.bills import NoBill
from wendan.kernel.bills import Asked, BillName

NOTHING_MOVED: Final = "nothing-moved"
BARE_LINES: Final = 2
"""A header and the totals."""


@dataclass(frozen=True, slots=True)
class OwnBook:
    """Gives the bills of a channel whose other side is the house. `write` leaves the book of a day in a file."""

    layout: ClassVar[Layout] = Layout.OWN
    write: Callable[[BillName, Path], Awaitable[None]]

    async def bill(self, name: BillName, into: Path) -> Asked:
        """See channels/bills.py."""
        await self.write(name, into)
        with into.open("rb") as book:
            lines = sum(1 for _, line in zip(range(BARE_LINES + 1), book, strict=False) if line.strip())
        if lines <= BARE_LINES:
            raise NoBill(NOTHING_MOVED, is_empty=True)
        return Asked(name)
