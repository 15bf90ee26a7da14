"""What every verb at Alipay needs: the merchants, and a way to ask for one of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wendan.channels.alipay.credentials import Credentials
from wendan.channels.alipay.transport import Merchant, Reply, Transport
from wendan.channels.http import ChannelOptions
from wendan.kernel.news import Source
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids


class Speaker:
    """Alipay for every merchant account it has credentials for; the groups of verbs build on it."""

    def __init__(
        self, credentials: Mapping[str, Credentials], options: ChannelOptions, clock: Clock, ids: Ids
    ) -> None:
        for account, given in credentials.items():
            assert account == given.seller_id, "an account is its seller's id"
        self._merchants = {account: Merchant(given) for account, given in credentials.items()}
        self._options, self._clock, self._ids = options, clock, ids
        self._transport = Transport(options, clock)

    async def _ask(
        self, account: str, method: str, content: Mapping[str, Any], *, tells: bool = False
    ) -> Reply:
        """A question whose answer is news by query. Raises Silence."""
        return await self._transport.ask(self._merchants[account], method, content, tells=tells)

    async def _request(
        self, account: str, method: str, content: Mapping[str, Any], *, tells: bool = False
    ) -> Reply:
        """The same for what does something: its answer is news by request."""
        reply = await self._ask(account, method, content, tells=tells)
        reply.heard = replace(reply.heard, source=Source.REQUEST)
        return reply

    async def aclose(self) -> None:
        """Close connections."""
        await self._transport.aclose()
