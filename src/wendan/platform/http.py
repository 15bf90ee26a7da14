"""How everybody outside is asked over HTTP: one session, several domains, no hidden retries, bounded answers.

Whatever goes wrong on the line is Silence: the question may have arrived.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from ssl import SSLContext
from typing import Protocol

import aiohttp
from yarl import URL

from wendan.kernel.errors import Silence

MOST_ANSWER_BYTES = 1 << 20
FILE_PART_BYTES = 1 << 20


class HttpLimits(Protocol):
    """How long and how often; times in real seconds."""

    @property
    def answer_timeout_s(self) -> float:
        """For a whole answer."""

    @property
    def connect_timeout_s(self) -> float:
        """For a connection."""

    @property
    def connections(self) -> int:
        """Open at once."""


@dataclass(frozen=True, slots=True)
class Received:
    """One whole HTTP answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def raw(self) -> str:
        """Status line and body: the channel's own words, kept as proof."""
        return f"HTTP {self.status}\n{self.body.decode(errors='replace')}"


@dataclass(slots=True)
class Domains:
    """Where one account's channel answers; the one that answered last is asked first."""

    urls: Sequence[str]
    preferred: int = 0

    def __post_init__(self) -> None:
        self.urls = tuple(url.rstrip("/") for url in self.urls)


@dataclass(frozen=True, slots=True)
class Question:
    """One request; `target` is path and query exactly as they go over the wire."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    most_bytes: int = MOST_ANSWER_BYTES  # a longer answer is none
    tls: SSLContext | None = None  # with a client certificate, where the channel wants one


class Unreached(Silence):
    """No connection came about: here the question certainly did not arrive."""


class _Interrupted(aiohttp.ClientError):
    """The connection ended before the answer did."""


async def _once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """aiohttp would repeat a GET by itself when a kept connection breaks; under this name it does not."""
    try:
        return await send(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as broken:
        raise _Interrupted(str(broken)) from broken


async def _write(response: aiohttp.ClientResponse, most_bytes: int, into: Path) -> None:
    """A body too long to be held; files are written in a thread."""
    length = 0
    with into.open("wb") as file:
        async for part in response.content.iter_chunked(FILE_PART_BYTES):
            length += len(part)
            if length > most_bytes:
                raise ValueError("file too long")
            await asyncio.to_thread(file.write, part)


def _told(question: Question, reasons: Sequence[str]) -> str:
    # Without the query: group robots carry their key in it.
    return f"{question.method} {question.target.partition('?')[0]}: {', '.join(reasons)}"


class HttpClient:
    """The one session with a channel, or with whoever carries messages."""

    def __init__(self, limits: HttpLimits, user_agent: str) -> None:
        self._limits, self._user_agent = limits, user_agent
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, domains: Domains, question: Question, into: Path | None = None) -> Received:
        """Main domain, then the others: only a connection that never came about goes straight on.

        `into` takes the body of a 200 instead of the answer, however long that lasts while something arrives.
        Raises Silence; Unreached where no domain could be reached at all.
        """
        reasons = []
        for _ in domains.urls:
            url = URL(domains.urls[domains.preferred] + question.target, encoded=True)
            try:
                return await self._send(url, question, into)
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as interrupted:
                # It may have arrived. The next question goes to the other domain.
                domains.preferred = (domains.preferred + 1) % len(domains.urls)
                reasons.append(type(interrupted).__name__)
                if not isinstance(interrupted, aiohttp.ClientConnectorError):
                    break
        else:
            raise Unreached(_told(question, reasons))
        raise Silence(_told(question, reasons))

    async def _send(self, url: URL, question: Question, into: Path | None) -> Received:
        limits = self._limits
        total_s = limits.answer_timeout_s if into is None else None
        patience = aiohttp.ClientTimeout(
            total=total_s, sock_connect=limits.connect_timeout_s, sock_read=limits.answer_timeout_s
        )
        async with self._open_session().request(
            question.method,
            url,
            headers=question.headers,
            data=question.body or None,
            allow_redirects=False,
            ssl=question.tls or True,
            timeout=patience,
        ) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            if into is not None and response.status == 200:
                await _write(response, question.most_bytes, into)
                return Received(200, headers, b"")
            received = bytearray()
            async for part in response.content.iter_any():
                received += part
                if len(received) > question.most_bytes:
                    raise ValueError("answer too long")
        return Received(response.status, headers, bytes(received))

    def _open_session(self) -> aiohttp.ClientSession:
        """The one session, made inside the running loop."""
        if self._session is None:
            limits = self._limits
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=limits.connections),
                headers={"Accept": "application/json", "User-Agent": self._user_agent},
                cookie_jar=aiohttp.DummyCookieJar(),
                middlewares=(_once,),
            )
        return self._session

    async def aclose(self) -> None:
        """Close connections and let their transports finish."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()
            await asyncio.sleep(0)
