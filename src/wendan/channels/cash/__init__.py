"""Cash: its other side is the drawer, whose journal (`cash_move`) a cashier writes.

It can be asked like every channel: taken or certainly not, returned or not yet. Nothing of it is silent but the
database it stands in.
"""

from wendan.channels.cash.channel import CashDrawer, Confirmation

__all__ = ["CashDrawer", "Confirmation"]
