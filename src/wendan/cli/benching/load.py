"""A cheap client: kept-alive connections that send requests rendered before the clock runs."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from wendan.cli.drilling.measures import percentile
from wendan.platform.clock import stopwatch

HEAD_END: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length: "


@dataclass
class Load:
    """What came back; times in milliseconds."""

    took_s: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_s(self) -> float:
        """Requests answered in one second."""
        return len(self.latencies_ms) / self.took_s

    def percentile_ms(self, share: float) -> float:
        """Latency below which that share lies."""
        return percentile(self.latencies_ms, share) or 0.0


def request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """One HTTP/1.1 request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + HEAD_END + body


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the last one is answered."""

    def __init__(self, requests: Iterator[bytes], load: Load) -> None:
        self._requests, self._load = requests, load
        self._received = bytearray()
        self._took_s = stopwatch()
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are asyncio's by duty, not by birth.
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def data_received(self, received: bytes) -> None:
        self._received += received
        head = self._received.find(HEAD_END)
        if head < 0:
            return
        at = self._received.lower().find(LENGTH, 0, head)
        length = 0 if at < 0 else int(self._received[at + len(LENGTH) :].split(b"\r\n", 1)[0])
        if len(self._received) < head + len(HEAD_END) + length:
            return
        self._load.statuses[int(self._received[9:12])] += 1
        self._load.latencies_ms.append(self._took_s() * 1000)
        self._received.clear()
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.finished.done():
            self.finished.set_exception(error or ConnectionResetError("closed in the middle of the load"))

    def _next(self) -> None:
        following = next(self._requests, None)
        if following is None:
            self.finished.set_result(None)
            self._transport.close()
            return
        self._took_s = stopwatch()
        self._transport.write(following)


async def fire(port: int, requests: Sequence[bytes], at_once: int) -> Load:
    """Send all requests over `at_once` connections, each waiting for its answer."""
    load, loop = Load(), asyncio.get_running_loop()
    waiting = iter(requests)
    took_s = stopwatch()
    connections = [
        (await loop.create_connection(lambda: _Connection(waiting, load), "127.0.0.1", port))[1]
        for _ in range(at_once)
    ]
    await asyncio.gather(*(connection.finished for connection in connections))
    load.took_s = took_s()
    return load
