"""A channel with a hand on its pulse: every question's outcome is told, nothing else changes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from wendan.channels.port import (
    ChannelRefused,
    Closing,
    PaymentAsk,
    PaymentChannel,
    PaymentKey,
    Prepared,
    RefundAsk,
    RefundKey,
)
from wendan.channels.preauth import (
    CaptureAsk,
    HoldAsk,
    HoldKey,
    HoldNews,
    HoldPrepared,
    PreAuthorising,
    ReleaseAsk,
)
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, ChannelNews
from wendan.platform.clock import stopwatch

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Beat:
    """One question: by which route, how it ended, how long it took.

    `cause` is the channel's certain no; `is_silent` means that nothing is certain. Neither: it was answered.
    """

    channel: str
    account: str
    method: str
    is_silent: bool
    cause: Cause | None
    took_ms: float


class WatchedChannel:
    """Passes everything on."""

    def __init__(self, channel: PaymentChannel, feel: Callable[[Beat], None]) -> None:
        self._channel, self._feel = channel, feel
        self.name, self.methods = channel.name, channel.methods
        self.calls_back, self.callback_headers = channel.calls_back, channel.callback_headers
        self.kept, self.bills = channel.kept, channel.bills

    @property
    def lacks_keys(self) -> bool:
        """A callback named a key that is not held."""
        return self._channel.lacks_keys

    def serves(self, account: str) -> bool:
        """Whether it has what it needs to act for this account."""
        return self._channel.serves(account)

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        """See the port."""
        return await self._felt((ask.account, ask.method), self._channel.prepare(ask))

    async def query(self, key: PaymentKey) -> ChannelNews:
        """See the port."""
        return await self._felt((key.account, key.method), self._channel.query(key))

    async def close(self, key: PaymentKey) -> Closing:
        """See the port."""
        return await self._felt((key.account, key.method), self._channel.close(key))

    async def refund(self, ask: RefundAsk) -> ChannelNews:
        """See the port."""
        key = ask.key
        return await self._felt((key.account, key.payment.method), self._channel.refund(ask))

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        """See the port."""
        return await self._felt((key.account, key.payment.method), self._channel.query_refund(key))

    def hear(
        self, account: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> ChannelNews | None:
        """See the port."""
        return self._channel.hear(account, headers, body, now)

    async def warm(self) -> None:
        """See the port."""
        await self._channel.warm()

    async def aclose(self) -> None:
        """See the port."""
        await self._channel.aclose()

    async def _felt(self, route: tuple[str, str], asking: Awaitable[T]) -> T:
        return await _felt(self._feel, (self.name, *route), asking)


class WatchedHolder:
    """The same for money that is held; `method` is what the payment taken of it is called."""

    def __init__(self, holder: PreAuthorising, route: tuple[str, str], feel: Callable[[Beat], None]) -> None:
        self._holder, (self._channel, self._method), self._feel = holder, route, feel

    def serves(self, account: str) -> bool:
        """See the port."""
        return self._holder.serves(account)

    async def freeze(self, ask: HoldAsk) -> HoldPrepared:
        """See the port."""
        return await self._felt(ask.account, self._holder.freeze(ask))

    async def query_freeze(self, key: HoldKey) -> HoldNews:
        """See the port."""
        return await self._felt(key.account, self._holder.query_freeze(key))

    async def capture(self, ask: CaptureAsk) -> ChannelNews:
        """See the port."""
        return await self._felt(ask.hold.account, self._holder.capture(ask))

    async def unfreeze(self, ask: ReleaseAsk) -> HoldNews:
        """See the port."""
        return await self._felt(ask.hold.account, self._holder.unfreeze(ask))

    async def cancel(self, key: HoldKey) -> HoldNews:
        """See the port."""
        return await self._felt(key.account, self._holder.cancel(key))

    async def _felt(self, account: str, asking: Awaitable[T]) -> T:
        return await _felt(self._feel, (self._channel, account, self._method), asking)


async def _felt(feel: Callable[[Beat], None], route: tuple[str, str, str], asking: Awaitable[T]) -> T:
    """Ask, and tell how it ended."""
    took_s, is_silent, cause = stopwatch(), False, None
    try:
        return await asking
    except Silence:
        is_silent = True
        raise
    except ChannelRefused as refused:
        cause = refused.cause
        raise
    finally:
        feel(Beat(*route, is_silent, cause, took_s() * 1000))
