"""One socket's waiting messages: bounded, and the socket that does not keep up is dropped."""

import asyncio
from typing import Final

MOST_WAITING: Final = 64


class Follower:
    """Messages wait here until the socket takes them; too many of them end it, and it resumes by its cursor."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self.is_dropped = False

    def offer(self, message: bytes) -> None:
        """Queue a message; a full queue drops the socket."""
        if self._waiting.full():
            self.is_dropped = True
        elif not self.is_dropped:
            self._waiting.put_nowait(message)

    async def next(self, timeout_s: float) -> bytes | None:
        """The next message, None when there was none for `timeout_s` real seconds."""
        if not self._waiting.empty():
            return self._waiting.get_nowait()
        try:
            async with asyncio.timeout(timeout_s):
                return await self._waiting.get()
        except TimeoutError:
            return None
