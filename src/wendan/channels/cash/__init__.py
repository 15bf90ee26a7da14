"""Cash: a cashier takes it into a drawer and hands it out of one (see `channels/counter`)."""

from wendan.channels.cash.channel import CashDrawer
from wendan.channels.counter import Confirmation

__all__ = ["CashDrawer", "Confirmation"]
