"""The drawer."""

from collections.abc import Mapping
from types import MappingProxyType

from wendan.channels.counter import CounterChannel
from wendan.kernel.scene import Scene


class CashDrawer(CounterChannel):
    """Cash that changes hands over the counter."""

    name = "cash"
    is_counted = True
    methods: Mapping[str, Scene] = MappingProxyType({"cash": Scene.COUNTER})
