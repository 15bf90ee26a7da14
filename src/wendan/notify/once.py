"""Tell each message once where the other side does not know a repeat: by its id, within this process.

Between processes the caller's own row must decide: it is committed before anything is sent.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from wendan.kernel.errors import Silence
from wendan.notify.port import Refused, Sent

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
