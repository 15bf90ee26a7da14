"""The sandbox as a whole: one port, /v3 for merchants, /_sandbox/ for testers."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import cast

import uvicorn
from uvicorn._types import ASGIApplication

from wendan.platform.clock import Clock
from wendan.platform.ids import SystemIds
from wendan.sandbox.wechat.agenda import Agenda
from wendan.sandbox.wechat.books import Books
from wendan.sandbox.wechat.counter import Counter
from wendan.sandbox.wechat.courier import Courier
from wendan.sandbox.wechat.crypto import Crypto
from wendan.sandbox.wechat.desk import Desk
from wendan.sandbox.wechat.faults import Fate
from wendan.sandbox.wechat.gateway import Gateway, Receive, Scope, Send
from wendan.sandbox.wechat.journal import Journal
from wendan.sandbox.wechat.keys import create, write_wechat_json
from wendan.sandbox.wechat.line import Line
from wendan.sandbox.wechat.logins import PATH, Logins
from wendan.sandbox.wechat.options import SandboxOptions
from wendan.sandbox.wechat.refunds import RefundCounter
from wendan.sandbox.wechat.tester import Bench, tester_app
from wendan.sandbox.wechat.wallet import Wallet

TESTERS = "/_sandbox"


class _Quiet(uvicorn.Server):
    """Leaves signals to whoever embeds it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class SandboxServer:
    """Start it in any running loop; the same directory and journal continue where they stopped."""

    def __init__(self, options: SandboxOptions, clock: Clock) -> None:
        self.options, self._clock = options, clock
        self.bench: Bench | None = None
        self._server: _Quiet | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._gateway: Gateway | None = None

    async def start(self) -> str:
        """Serve; answers the URL. Writes the credentials into the directory first."""
        # Named as TCP, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.options.host, self.options.port))
        url = f"http://{self.options.host}:{listener.getsockname()[1]}"
        bench = self.bench = self._furnish(url)
        self._gateway = Gateway(bench.desk, Counter(bench.desk, bench.wallet), bench.refunds)
        testers, gateway = tester_app(bench), self._gateway

        async def both(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["path"].startswith(TESTERS):
                await testers(scope, receive, send)  # type: ignore[arg-type]
            elif scope["path"] == PATH:
                await bench.logins.serve(scope, receive, send)
            else:
                await gateway(scope, receive, send)

        self._server = _Quiet(
            uvicorn.Config(
                cast(ASGIApplication, both),
                http=Line,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=3,
            )
        )
        self._tasks = [
            asyncio.create_task(bench.desk.agenda.run()),
            asyncio.create_task(self._server.serve(sockets=[listener])),
        ]
        while not (self._server.started or self._tasks[1].done()):
            await asyncio.sleep(0)
        return url

    async def stop(self) -> None:
        """Answer what is being answered, then close everything."""
        assert self._server is not None, "not started"
        assert self._gateway is not None, "not started"
        assert self.bench is not None, "not started"
        self._gateway.stop()
        self._server.should_exit = True
        await self._tasks[1]
        self._tasks[0].cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.bench.courier.aclose()
        self.bench.desk.books.close()

    def _furnish(self, url: str) -> Bench:
        options, clock = self.options, self._clock
        keys = create(options.directory)
        write_wechat_json(keys, url, options.mode)
        books = Books(Journal(options.journal))
        books.open(clock.now().timestamp())
        crypto, fate = Crypto(keys, options.mode), Fate(options.faults, options.seed)
        desk = Desk(options, clock, keys, crypto, books, fate, Agenda(clock), url)
        courier = Courier(desk)
        refunds = RefundCounter(desk, courier)
        courier.resume()
        refunds.resume()
        return Bench(desk, courier, Wallet(desk, courier, {}), refunds, Logins(keys, clock, SystemIds()))
