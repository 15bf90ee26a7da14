"""The terminal: it speaks to the bank, not to us; its slip is what we know."""

from collections.abc import Mapping
from types import MappingProxyType

from wendan.channels.counter import CounterChannel
from wendan.kernel.scene import Scene


class CardTerminal(CounterChannel):
    """A card put into the terminal, or held to it."""

    name = "bank-card"
    is_counted = False
    methods: Mapping[str, Scene] = MappingProxyType({"terminal": Scene.COUNTER, "contactless": Scene.COUNTER})
