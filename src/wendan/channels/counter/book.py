"""The counter's book of a day: what went through each drawer, and what was counted in it. A store has its own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wendan.channels.bills import NoBill
from wendan.channels.counter.store import DAY_BOOK, OPEN_DRAWERS
from wendan.kernel.bills import BillName
from wendan.kernel.times import BEIJING, day_in_beijing
from wendan.platform.db import Database

COPY_TIMEOUT_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class CounterBook:
    """`is_counted`: there is a count to wait for, as of a drawer; a terminal has none."""

    database: Database
    is_counted: bool

    async def write(self, name: BillName, into: Path) -> None:
        """The book into a file. Raises NoBill while a shift of that day is not counted."""
        since, until = day_in_beijing(name.day)
        if self.is_counted:
            left = await self.database.read(OPEN_DRAWERS, store_id=name.of, since=since, until=until)
            if left:
                opened = f"{left[0].opened_at.astimezone(BEIJING):%m-%d %H:%M}"
                said = f"{len(left)} shifts are not counted yet, the first {left[0].staff_name}'s of {opened}"
                raise NoBill(said, is_coming=True)
        place = (name.of, since, until, name.channel)
        await self.database.copy_out(DAY_BOOK, *place, into=into, timeout_s=COPY_TIMEOUT_S)
