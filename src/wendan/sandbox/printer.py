"""An ESC/POS network printer on loopback: keeps what it printed as text, answers as a real one, can be ill.

Understood: ESC @, ESC a, GS !, FS &, FS !, GS V, GS r; everything else is text in GB 18030.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

_ARGUMENTS = {b"\x1b@": 0, b"\x1ba": 1, b"\x1d!": 1, b"\x1c&": 0, b"\x1c!": 1, b"\x1dV": 2, b"\x1dr": 1}
PAPER_OUT = 0x0C


@dataclass(slots=True)
class SandboxPrinter:
    """`is_silent`: takes everything and answers nothing; `has_paper`: what it says of its paper.

    `heard` is told each slip that comes out.
    """

    printed: list[str] = field(default_factory=list)
    heard: Callable[[str], object] = bool
    is_silent: bool = False
    has_paper: bool = True
    _server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> str:
        """Its address host:port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"{host}:{port}"

    async def stop(self) -> None:
        """Nobody answers at the address any more."""
        if self._server is not None:
            server, self._server = self._server, None
            server.close()
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        text = bytearray()
        try:
            while byte := await reader.read(1):
                if byte not in (b"\x1b", b"\x1c", b"\x1d"):
                    text += byte
                    continue
                command = byte + await reader.readexactly(1)
                await reader.readexactly(_ARGUMENTS[command])
                if command == b"\x1dV" and self.has_paper:
                    self.printed.append(text.decode("gb18030").strip())
                    self.heard(self.printed[-1])
                    text.clear()
                if command == b"\x1dr" and not self.is_silent:
                    writer.write(bytes([0x00 if self.has_paper else PAPER_OUT]))
                    await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()
