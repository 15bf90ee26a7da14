"""What passes over the counter: a request as it came, an answer, a complaint, and the lines they become."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from wendan.sandbox.core.line import cut

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Door = Callable[[Scope, Receive, Send], Awaitable[None]]
MOST_BODY_BYTES: Final = 65536


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, nothing decoded: `target` is path and query exactly as sent."""

    method: str
    target: str
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def path(self) -> str:
        """Without the query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """Without the path, as sent."""
        return self.target.partition("?")[2]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the channel has to say, before it is dressed and signed."""

    status: int
    body: bytes = b""


class Complaint(Exception):
    """The channel's no. Each channel subclasses it with its own fields; the core only carries it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Headers and body as they go out."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


async def read_request(scope: Scope, receive: Receive, most_bytes: int = MOST_BODY_BYTES) -> Request | None:
    """The request, None when its body is too long."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > most_bytes:
            return None
        if not message.get("more_body", False):
            break
    query = scope["query_string"]
    target = (scope["raw_path"] + (b"?" + query if query else b"")).decode("latin-1")
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Request(scope["method"], target, headers, bytes(body))


async def put(send: Send, letter: Letter) -> None:
    """Send it as an answer."""
    lines = [(name.encode(), value.encode("latin-1")) for name, value in letter.headers.items()]
    if letter.status != 204:
        lines.append((b"content-length", str(len(letter.body)).encode()))
    await send({"type": "http.response.start", "status": letter.status, "headers": lines})
    await send({"type": "http.response.body", "body": letter.body})


async def hang_up(scope: Scope, *, with_reset: bool) -> None:
    """No answer at all."""
    cut(scope, with_reset=with_reset)
    # One turn of the loop, so that the server knows the connection is gone before we return.
    await asyncio.sleep(0)
    await asyncio.sleep(0)
