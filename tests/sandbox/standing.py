"""A sandbox that stands while a test runs, and a merchant's door beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from wendan.platform.clock import Clock
from wendan.sandbox.core.server import SandboxServer as AnySandboxServer
from wendan.sandbox.wechat import SandboxOptions, SandboxServer


@dataclass
class Door:
    """Where callbacks arrive; it keeps every one and answers as it is told."""

    url: str = ""
    status: int = 200
    answer: str = '{"code":"SUCCESS","message":""}'
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def _open(self, request: web.Request) -> web.Response:
        self.came.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status, text=self.answer)


@asynccontextmanager
async def open_door() -> AsyncIterator[Door]:
    door = Door()
    app = web.Application()
    app.router.add_post("/{rest:.*}", door._open)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield door
    await runner.cleanup()


@dataclass
class Standing:
    url: str
    bench: Any  # the channel's own
    tester: aiohttp.ClientSession

    async def call(self, method: str, path: str, content: Any = None) -> tuple[int, Any]:
        """Status and JSON of a call to the tester's API."""
        async with self.tester.request(method, f"/_sandbox{path}", json=content) as answer:
            is_json = "json" in answer.headers.get("Content-Type", "")
            return answer.status, (await answer.json() if is_json else await answer.text())

    async def pay(self, number: str, **how: Any) -> tuple[int, Any]:
        return await self.call("POST", f"/payments/{number}/pay", how)


@asynccontextmanager
async def opened(server: AnySandboxServer[Any]) -> AsyncIterator[Standing]:
    """Any channel's sandbox."""
    url = await server.start()
    async with aiohttp.ClientSession(url) as tester:
        yield Standing(url, server.bench, tester)
    await server.stop()


@asynccontextmanager
async def standing(options: SandboxOptions, clock: Clock) -> AsyncIterator[Standing]:
    """WeChat's."""
    async with opened(SandboxServer(options, clock)) as stands:
        yield stands
