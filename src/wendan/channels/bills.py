"""The channel's list of a day's money: fetched as the channel gives it, and read in one form for all channels."""

from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from wendan.channels.bill_reading.layouts import Layout
from wendan.kernel.bills import Asked, BillName, Funds

MOST_BILL_BYTES: Final = 8 << 30
"""Of a file as it travels: ten million rows of WeChat's have one."""


class NoBill(Exception):
    """There is no bill of this day: not made yet, or, where `is_empty`, certainly a day without money.

    `is_coming`: certainly one, once something that is still open has ended.
    """

    def __init__(self, code: str, *, is_empty: bool = False, is_coming: bool = False) -> None:
        super().__init__(code)
        self.code, self.is_empty, self.is_coming = code, is_empty, is_coming


class GivesBills(Protocol):
    """A channel that has bills."""

    async def bill(self, name: BillName, into: Path) -> Asked:
        """Write the whole file, as it is; what it must be and what proves it. Raises Silence, ChannelRefused, NoBill."""

    @property
    def layout(self) -> Layout:
        """How the file is to be read."""


@runtime_checkable
class GivesFunds(GivesBills, Protocol):
    """A channel that tells a second time what moved, from its merchant's account."""

    async def funds(self, name: BillName, into: Path) -> Asked:
        """As `bill`, for the flow of funds. Raises Silence, ChannelRefused, NoBill."""

    def read_funds(self, file: Path, asked: Asked) -> Funds:
        """What it comes to once the whole file is proved. Blocks. Raises BillRefused."""
