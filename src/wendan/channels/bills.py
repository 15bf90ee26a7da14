"""The channel's list of a day's money, as the channel gives it; reading it is reconciliation's matter."""

from datetime import date
from typing import Protocol


class NoBill(Exception):
    """The channel certainly has no bill of this day: not made yet, or a day without a trade."""


class GivesBills(Protocol):
    """A channel that has bills."""

    async def bill(self, account: str, day: date) -> bytes:
        """The whole file, as it is. Raises Silence, ChannelRefused, NoBill."""
