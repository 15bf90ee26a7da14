"""A sandbox as a whole: one port, the channel's own addresses for merchants, /_sandbox/ for testers."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar, cast

import uvicorn
from litestar.types import ControllerRouterHandler
from uvicorn._types import ASGIApplication

from wendan.platform.clock import Clock
from wendan.platform.listening import listen
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.desk import Place
from wendan.sandbox.core.gateway import Dialect, Gateway
from wendan.sandbox.core.line import Line
from wendan.sandbox.core.options import Options
from wendan.sandbox.core.tester import tester_app
from wendan.sandbox.core.wire import Door, Receive, Scope, Send

TESTERS: Final = "/_sandbox"
BenchT = TypeVar("BenchT", bound=Bench)


class _Quiet(uvicorn.Server):
    """Leaves signals to whoever embeds it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True, slots=True)
class Outlet(Generic[BenchT]):
    """What stands at one address."""

    bench: BenchT
    dialect: Dialect
    testers: Sequence[ControllerRouterHandler] = ()  # addresses under /_sandbox that only this channel has
    doors: Mapping[str, Door] = field(default_factory=dict)  # exact paths that fate leaves alone


class SandboxServer(ABC, Generic[BenchT]):
    """Start it in any running loop; the same directory and journal continue where they stopped."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options, self._clock = options, clock
        self.bench: BenchT | None = None
        self._server: _Quiet | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._gateway: Gateway | None = None

    @abstractmethod
    def furnish(self, place: Place) -> Outlet[BenchT]:
        """Make or load the keys, write the credentials for a client, lay everything out."""

    async def start(self) -> str:
        """Serve; answers the URL. Writes the credentials into the directory first."""
        listener = listen(self._options.host, self._options.port)
        url = f"http://{self._options.host}:{listener.getsockname()[1]}"
        outlet = self.furnish(Place(self._options, self._clock, url))
        self.bench = outlet.bench
        self._server = _Quiet(
            uvicorn.Config(
                cast(ASGIApplication, self._counter(outlet)),
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
            asyncio.create_task(outlet.bench.desk.agenda.run()),
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

    def _counter(self, outlet: Outlet[BenchT]) -> Door:
        gateway = self._gateway = Gateway(outlet.bench.desk, outlet.dialect)
        testers = tester_app(outlet.bench, outlet.testers)

        async def all_doors(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["path"].startswith(TESTERS):
                await testers(scope, receive, send)  # type: ignore[arg-type]
            else:
                await outlet.doors.get(scope["path"], gateway)(scope, receive, send)

        return all_doors
