"""Every request gets a trace: taken from the caller or made here, on every log line and on the answer."""

import re
from typing import Any, Final

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from wendan.api.desk import DESK, Desk
from wendan.platform.log import bind_trace, logger
from wendan.platform.metrics import http_request_seconds

TIME_HEADER: Final = b"wendan-time"
"""The house's own time on every answer: countdowns run by it, whatever a phone believes."""
_TRACE: Final = re.compile(rb"[0-9a-f]{32}")
_PARENT: Final = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_log = logger("wendan.http")


class Traced:
    """Wraps the whole application: what is asked goes to this desk, and even an error page carries its trace."""

    def __init__(self, inner: ASGIApp, desk: Desk) -> None:
        self._inner, self._desk = inner, desk
        self._timers: dict[tuple[str, int], Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or one WebSocket."""
        if scope["type"] not in ("http", "websocket"):
            await self._inner(scope, receive, send)
            return
        scope.setdefault("state", {})[DESK] = self._desk
        clock = self._desk.house.clock
        trace = _incoming(scope) or self._desk.house.ids.uuid7(clock.now()).hex.encode()
        bind_trace(trace.decode())
        began_ms, status = clock.monotonic_ms(), 0

        async def traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                now = clock.now().isoformat(timespec="milliseconds").encode()
                message["headers"] = [*message["headers"], (b"x-trace-id", trace), (TIME_HEADER, now)]
            await send(message)

        await self._inner(scope, receive, traced)
        if status:
            self._measure(scope, status, (clock.monotonic_ms() - began_ms) / 1000)

    def _measure(self, scope: Scope, status: int, took_s: float) -> None:
        # The template, never the path: ids in labels would be one series for every order.
        route = str(scope.get("path_template") or "unknown")
        timer = self._timers.get((route, status))
        if timer is None:
            timer = self._timers[route, status] = http_request_seconds.labels(route, str(status))
        timer.observe(took_s)
        if status >= 500:
            _log.warning("answered", route=route, status=status, took_s=round(took_s, 4))


def _incoming(scope: Scope) -> bytes | None:
    for name, value in scope["headers"]:
        if name == b"traceparent" and (parent := _PARENT.fullmatch(value)):
            return parent[1]
        if name == b"x-trace-id" and _TRACE.fullmatch(value):
            return value
    return None
