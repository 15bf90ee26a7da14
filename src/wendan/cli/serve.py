"""`wendan serve` and `wendan worker`: the house, until Ctrl-C."""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from wendan.platform.listening import listen

if TYPE_CHECKING:
    from litestar.types import ASGIApp

    from wendan.flows.house import House
    from wendan.platform.settings import Settings


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ServeChoice:
    """What differs from the settings, for this run."""

    host: Annotated[str | None, Parameter(help="Address to listen on.")] = None
    port: Annotated[int | None, Parameter(help="Port to listen on; 0 takes a free one.")] = None
    worker: Annotated[bool, Parameter(help="Run the worker in this process too.")] = True
    json_lines: Annotated[bool, Parameter(help="Write logs as JSON lines.")] = False


def serve(choice: ServeChoice | None = None) -> None:
    """Run the API, and the worker in the same process, until Ctrl-C.

    Starts the embedded PostgreSQL where no WENDAN_DATABASE_URL is set, and brings the schema up to date.
    """
    choice = choice or ServeChoice()
    settings = _settings(choice.json_lines)
    asked = {"host": choice.host, "port": choice.port}
    settings = settings.model_copy(update={name: v for name, v in asked.items() if v is not None})
    _run(_serve(settings, with_worker=choice.worker))


def worker(*, json_lines: bool = False) -> None:
    """Run only the worker, until Ctrl-C: alarm clocks, letters and the watch over the promises.

    Parameters
    ----------
    json_lines
        Write logs as JSON lines.
    """
    _run(_work(_settings(json_lines)))


def _settings(json_lines: bool) -> "Settings":
    from wendan.platform.log import configure_logs
    from wendan.platform.settings import Settings

    settings = Settings()
    style: Literal["console", "json"] = "json" if json_lines else settings.log_format
    configure_logs(settings.log_level, style)
    return settings


def _run(work: Coroutine[Any, Any, None]) -> None:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


async def _serve(settings: "Settings", *, with_worker: bool) -> None:
    from wendan.api.server import open_doors
    from wendan.app import beside, open_house
    from wendan.platform.clock import clock_from
    from wendan.platform.ids import SystemIds
    from wendan.worker import run_worker

    stopped = _stop_signal()
    listening = _listen(settings)
    settings = settings.model_copy(update={"port": listening.getsockname()[1]})
    async with AsyncExitStack() as stack:
        settings = await stack.enter_async_context(database_of(settings))
        house = await stack.enter_async_context(
            open_house(settings, clock_from(settings.clock_file), SystemIds())
        )
        if with_worker:
            await stack.enter_async_context(beside(run_worker(house)))
        app = await stack.enter_async_context(open_doors(house))
        await _say_where(house)
        _rest_collector()
        await answer_until(stopped, app, listening)


def _rest_collector() -> None:
    """What start-up made stays for ever: the collector need not look at it again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


async def _say_where(house: "House") -> None:
    from wendan.flows.found import needs_setup, setup_code
    from wendan.platform.auth import session_secret

    url, settings = house.settings.base_url, house.settings
    print(f"diners       {url}/diner/")
    print(f"staff        {url}/console/")
    print(f"API          {url}/docs", flush=True)
    if await needs_setup(house):
        code = setup_code(session_secret(settings.secret_path, house.ids))
        print(f"set up       {url}/console/#/setup?code={code}", flush=True)


async def _work(settings: "Settings") -> None:
    from prometheus_client import start_http_server

    from wendan.app import beside, open_house
    from wendan.platform.clock import clock_from
    from wendan.platform.ids import SystemIds
    from wendan.platform.metrics import REGISTRY
    from wendan.worker import run_worker

    stopped = _stop_signal()
    async with (
        database_of(settings) as ready,
        open_house(ready, clock_from(ready.clock_file), SystemIds()) as house,
        beside(run_worker(house)),
    ):
        if settings.worker_metrics_port is not None:
            start_http_server(settings.worker_metrics_port, settings.host, REGISTRY)
            print(f"metrics      http://{settings.host}:{settings.worker_metrics_port}/metrics")
        _rest_collector()
        print("worker       runs", flush=True)
        await stopped.wait()


@asynccontextmanager
async def database_of(settings: "Settings") -> AsyncIterator["Settings"]:
    """The settings with a database that answers and has our schema; the embedded one where none is named."""
    from wendan.app import beside
    from wendan.platform.db import until_reachable
    from wendan.platform.migrations import migrate
    from wendan.platform.postgres import EmbeddedPostgres

    if settings.database_url is not None:
        await until_reachable(settings.database_url)
        await migrate(settings.database_url)
        yield settings
        return
    postgres = EmbeddedPostgres(settings.data_dir, settings.postgres_port)
    async with postgres, beside(postgres.supervise()):
        await migrate(postgres.url)
        yield settings.model_copy(update={"database_url": postgres.url})


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    return stopped


def _listen(settings: "Settings") -> socket.socket:
    """Bound before anything is started: whoever finds the port taken has lost no time."""
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        sys.exit(f"{settings.host}:{settings.port}: {error.strerror}. Set WENDAN_PORT or stop the other one.")


async def answer_until(stopped: asyncio.Event, app: "ASGIApp", listening: socket.socket) -> None:
    """Answer on this socket until told to stop, then let open requests finish."""
    import uvicorn

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Signals are ours: they stop the house in order, not only the server."""
            yield

    config = uvicorn.Config(
        app,
        http="httptools",
        ws="websockets-sansio",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws_max_size=4096,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=3,
        timeout_keep_alive=65,
    )
    server = Server(config)
    answering = asyncio.create_task(server.serve(sockets=[listening]))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait((answering, stopping), return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await answering
