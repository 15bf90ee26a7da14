"""Tell each message once where the other side does not know a repeat: by its id, within this process.

Between processes the caller's own row must decide: it is committed before anything is sent.
"""

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import ClassVar, Final, Protocol
from uuid import UUID

from wendan.kernel.errors import Silence
from wendan.notify.port import Delivery, Message, Refused, Sent
from wendan.platform.clock import Clock

MOST_REMEMBERED: Final = 20_000


class Once:
    """What became of each id: told, or perhaps told."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._told: OrderedDict[UUID, Sent | None] = OrderedDict()

    async def tell(self, message_id: UUID, effect: Callable[[], Awaitable[Sent]]) -> Sent:
        """The first answer, again. Raises Silence while it is not known whether it was told; and what `effect` does."""
        if message_id in self._told:
            sent = self._told[message_id]
            if sent is None:
                raise Silence("it may have been told already, and a second time would be one too many")
            return sent
        self._told[message_id] = None
        while len(self._told) > self._most:
            self._told.popitem(last=False)
        try:
            sent = await effect()
        except Refused:
            del self._told[message_id]
            raise
        # Silence, and whoever was interrupted, leave it in doubt.
        self._told[message_id] = sent
        return sent


class Connection(Protocol):
    """What a way speaks through."""

    async def aclose(self) -> None:
        """Close connections; a second time does nothing."""


class ToldOnce(ABC):
    """A way whose other side says once whether it took a message, knows no repeat and never speaks of it again.

    Each way subclasses it for its words.
    """

    name: ClassVar[str]
    repeats_safely: Final = False

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection, self._clock = connection, clock
        self._once = Once()

    @abstractmethod
    async def say(self, message: Message) -> Sent:
        """In the way's own words, in time and for the first time. Raises Refused, Silence."""

    async def send(self, message: Message) -> Sent:
        """After Silence it counts as told. Raises Refused, Silence."""
        return await self._once.tell(message.id, lambda: self._say_in_time(message))

    async def status(self, message_id: UUID) -> Delivery:
        """Nobody can be asked. Raises Silence."""
        raise Silence(f"{self.name} does not say what became of {message_id}")

    async def aclose(self) -> None:
        """Close connections."""
        await self._connection.aclose()

    async def _say_in_time(self, message: Message) -> Sent:
        message.refuse_late(self._clock.now())
        return await self.say(message)
