"""The kitchen's screen: follows its store, shows every ticket and says so, until the server has heard it."""

import asyncio
import contextlib
from datetime import datetime
from typing import Any, Final

import aiohttp
import msgspec

from wendan.cli.drilling.measures import Measures
from wendan.cli.drilling.wire import BROKEN, FIRST_PAUSE_S, MOST_PAUSE_S, Wire
from wendan.platform.clock import real_pause

# A word that the server may have lost is said again.
AGAIN_AFTER_S: Final = 2.0
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class KitchenScreen:
    """One screen of one store; run it beside the drill."""

    def __init__(self, wire: Wire, measures: Measures, token: str, store_id: str) -> None:
        self._wire, self._measures = wire, measures
        self._place = {"token": token, "store_id": store_id}
        self._cursor: str | None = None
        self._shown: set[str] = set()
        self._unheard: set[str] = set()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self.reconnects = -1

    @property
    def tickets(self) -> int:
        """How many different tickets the screen has shown."""
        return len(self._shown)

    async def run(self) -> None:
        """Until cancelled; a broken connection is made again and resumes by the cursor."""
        reminding = asyncio.create_task(self._remind())
        pause_s = FIRST_PAUSE_S
        try:
            while True:
                self.reconnects += 1
                with contextlib.suppress(*BROKEN):
                    await self._listen()
                    pause_s = FIRST_PAUSE_S
                self._socket = None
                await real_pause(pause_s)
                pause_s = min(pause_s * 2, MOST_PAUSE_S)
        finally:
            reminding.cancel()

    async def _listen(self) -> None:
        async with await self._wire.socket("/live/store") as socket:
            await socket.send_str(_encode(self._place | {"cursor": self._cursor}).decode())
            self._socket = socket
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._hear(_decode(message.data))

    async def _hear(self, news: dict[str, Any]) -> None:
        if "tickets" not in news:
            return
        self._cursor = news["cursor"]
        for ticket in news["tickets"]:
            if ticket["id"] not in self._shown:
                self._shown.add(ticket["id"])
                self._measures.shown(datetime.fromisoformat(ticket["queued_at"]))
            if ticket["acknowledged_at"] is not None:
                self._unheard.discard(ticket["id"])
            elif ticket["id"] not in self._unheard:
                self._unheard.add(ticket["id"])
                await self._say(ticket["id"])

    async def _say(self, ticket_id: str) -> None:
        if self._socket is not None:
            await self._socket.send_str(_encode({"acknowledge": ticket_id}).decode())

    async def _remind(self) -> None:
        while True:
            before = set(self._unheard)
            await real_pause(AGAIN_AFTER_S)
            with contextlib.suppress(*BROKEN):
                for ticket_id in before & self._unheard:
                    await self._say(ticket_id)
