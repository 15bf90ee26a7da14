"""Stored value (储值余额) and eat now, pay later (学分应急付): channels whose other side are our own books.

Paying moves value at once or certainly not at all. A close takes the number for good, so that whoever comes later
with it is refused. Nothing of it is silent but the database it stands in.
"""

from wendan.channels.balance.channel import BalanceChannel, Bank, Entry, GivenBack, Spending

__all__ = ["BalanceChannel", "Bank", "Entry", "GivenBack", "Spending"]
