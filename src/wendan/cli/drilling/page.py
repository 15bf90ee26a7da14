"""An open page that follows its order over the WebSocket, and resumes by its cursor when the connection breaks."""

import asyncio
import contextlib
from datetime import datetime
from typing import Any, Final

import aiohttp
import msgspec

from wendan.cli.drilling.measures import Measures
from wendan.cli.drilling.wire import BROKEN, FIRST_PAUSE_S, MOST_PAUSE_S, Wire
from wendan.platform.clock import real_pause

PAID: Final = ("CONFIRMED", "PREPARING", "READY", "COMPLETED")
ENDED: Final = (*PAID, "CLOSED", "CANCELLED")
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class OrderPage:
    """Open it with `open`, leave it with `close`; `bell` rings when the order has ended one way or the other."""

    def __init__(self, wire: Wire, measures: Measures, place: dict[str, str]) -> None:
        self._wire, self._measures, self._place = wire, measures, place
        self._task: asyncio.Task[None] | None = None
        self.state = ""
        self.cursor = 0
        self.bell = asyncio.Event()

    def open(self) -> None:
        """Begin to follow."""
        if self._task is None:
            self._task = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """The customer closes the page."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def learn(self, state: str) -> None:
        """What the order's state is, however the page came to know."""
        if self.state in ENDED and state not in ENDED:
            return
        self.state = state
        if state in ENDED:
            self.bell.set()

    async def _follow(self) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            with contextlib.suppress(*BROKEN):
                if await self._listen():
                    pause_s = FIRST_PAUSE_S
            await real_pause(pause_s)
            pause_s = min(pause_s * 2, MOST_PAUSE_S)

    async def _listen(self) -> bool:
        """Follow until the connection ends; whether anything was heard."""
        has_heard = False
        async with await self._wire.socket("/live/diner") as socket:
            await socket.send_str(_encode(self._place | {"cursor": self.cursor}).decode())
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    has_heard = True
                    self._hear(_decode(message.data))
        return has_heard

    def _hear(self, news: dict[str, Any]) -> None:
        if "order" not in news:
            return
        self.cursor = news["cursor"]
        order = news["order"]
        was_paid = self.state in PAID
        self.learn(order["state"])
        if order["state"] in PAID and not was_paid and order["confirmed_at"] is not None:
            self._measures.shown(datetime.fromisoformat(order["confirmed_at"]))
