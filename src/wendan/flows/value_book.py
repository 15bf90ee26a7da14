"""The members' accounts as a book of a day: a merchant's, each account from its opening to the balance that it says itself."""

from pathlib import Path
from typing import Final

from wendan.domains.balances.rules import KIND_OF_CHANNEL
from wendan.domains.balances.store import DAY_BOOK
from wendan.kernel.bills import BillName
from wendan.kernel.times import day_in_beijing
from wendan.platform.db import Database

COPY_TIMEOUT_S: Final = 1800.0


async def write_value_day(database: Database, name: BillName, into: Path) -> None:
    """The lines that channels/bill_reading/own_day.py reads, of one snapshot."""
    place = (name.of, *day_in_beijing(name.day), KIND_OF_CHANNEL[name.channel])
    await database.copy_out(DAY_BOOK, *place, into=into, timeout_s=COPY_TIMEOUT_S)
