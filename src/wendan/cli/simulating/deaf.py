"""Channels whose answers are lost, so that only their bills can tell."""

from collections.abc import Callable

from wendan.channels.port import PaymentAsk, PaymentChannel, PaymentKey, Prepared, RefundKey
from wendan.channels.watched import WatchedChannel
from wendan.kernel.errors import Silence
from wendan.kernel.news import ChannelNews


class Deaf(WatchedChannel):
    """A channel whose answers about some numbers never arrive: only its bill can tell of them."""

    def __init__(self, channel: PaymentChannel, is_deaf: Callable[[str], bool]) -> None:
        super().__init__(channel, lambda _: None)
        self._is_deaf = is_deaf

    async def query(self, key: PaymentKey) -> ChannelNews:
        """See the port."""
        if self._is_deaf(key.number):
            raise Silence("no answer about this one")
        return await super().query(key)

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        """See the port."""
        if self._is_deaf(key.number):
            raise Silence("no answer about this one")
        return await super().query_refund(key)


class Mute(Deaf):
    """Members' accounts that move, and the process is gone before it can say so."""

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        """See the port."""
        prepared = await super().prepare(ask)
        if self._is_deaf(ask.number):
            raise Silence("moved, and nobody was told")
        return prepared
