"""The wire under an answer: it can go silent, or be cut, as wires do."""

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LINE = "wendan.line"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Line(HttpToolsProtocol):
    """uvicorn's protocol that lets the application see its transport."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope[LINE] = self.transport


def cut(scope: dict[str, Any], *, with_reset: bool) -> None:
    """End the connection without an answer; with a reset the other side sees an error at once."""
    transport: asyncio.Transport = scope[LINE]
    if with_reset:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()
