"""What a cashier confirms: cash in the drawer, a card at the store's terminal. Its other side is our own journal.

`cash_move` is written by a cashier's word alone. So it can be asked like every channel: taken or certainly not,
returned or not yet. Nothing of it is silent but the database it stands in.
"""

from wendan.channels.counter.channel import Confirmation, CounterChannel

__all__ = ["Confirmation", "CounterChannel"]
