"""`wendan sandbox`: payment channels on this machine, for any client."""

import asyncio
import contextlib
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from wendan.platform.clock import Clock
    from wendan.sandbox.core.server import SandboxServer

WECHAT = "wechat"


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class SandboxChoice:
    """How the sandboxes stand and behave."""

    channel: Annotated[
        tuple[str, ...], Parameter(help="Which one, such as alipay; may be repeated. Left out: every one.")
    ] = ()
    port: Annotated[
        int, Parameter(help="Port of the first one, the next ports are the others'; 0 takes free ones.")
    ] = 0
    credentials: Annotated[
        Path,
        Parameter(help="Directory for keys and wechat.json; the others' in directories of their own in it."),
    ] = Path(".wendan/sandbox")
    faults: Annotated[Literal["none", "rough", "hell", "silent"], Parameter(help="Fault plan.")] = "none"
    seed: Annotated[int, Parameter(help="Seed of the fault plan.")] = 1
    journal: Annotated[
        Path | None,
        Parameter(help="File that keeps WeChat's books over a restart; the others' names follow it."),
    ] = None
    mode: Annotated[
        Literal["certificate", "public-key", "mixed"],
        Parameter(help="With what answers are signed; mixed is WeChat's alone, and public-key elsewhere."),
    ] = "mixed"
    clock: Annotated[Path | None, Parameter(help="Shared clock file of a drill.")] = None


sandbox = App(
    name="sandbox", help="Payment channels and carriers of messages on this machine, for any client."
)
sandbox.command(
    "wendan.cli.made_bills:bills",
    name="bills",
    help="A made-up day as WeChat's bill and as our books, and how they differ.",
)


@sandbox.default
def serve_sandboxes(choice: SandboxChoice | None = None) -> None:
    """Run the sandboxes of payment channels, and of messages, until Ctrl-C.

    Writes what any client needs into the credentials directory and prints where everything is.
    """
    import uvloop

    from wendan.cli.sandboxes import SANDBOXES
    from wendan.platform.clock import clock_from

    choice = choice or SandboxChoice()
    if unknown := set(choice.channel) - SANDBOXES.keys():
        raise SystemExit(f"no sandbox of {', '.join(sorted(unknown))}; there are {', '.join(SANDBOXES)}")
    clock = clock_from(choice.clock)
    chosen = choice.channel or tuple(SANDBOXES)
    servers = {channel: _server(channel, n, choice, clock) for n, channel in enumerate(chosen)}
    uvloop.run(_serve(servers, choice))


def _server(channel: str, nth: int, choice: SandboxChoice, clock: "Clock") -> "SandboxServer[Any]":
    from wendan.cli.sandboxes import SANDBOXES
    from wendan.sandbox.core.faults import PROFILES

    journal = choice.journal
    if journal is not None and channel != WECHAT:
        journal = journal.with_name(f"{journal.name}.{channel}")
    return SANDBOXES[channel](
        clock,
        directory=_directory(channel, choice),
        port=choice.port + nth if choice.port else 0,
        faults=PROFILES[choice.faults],
        seed=choice.seed,
        journal=journal,
        **_mode(channel, choice.mode),
    )


def _directory(channel: str, choice: SandboxChoice) -> Path:
    return choice.credentials if channel == WECHAT else choice.credentials / channel


def _mode(channel: str, mode: str) -> dict[str, Any]:
    """What only some channels can be told."""
    if channel == WECHAT:
        from wendan.sandbox import wechat

        return {"mode": wechat.Mode(mode)}
    if channel == "alipay":
        from wendan.sandbox import alipay

        return {"mode": alipay.Mode.CERTIFICATE if mode == "certificate" else alipay.Mode.PUBLIC_KEY}
    return {}


async def _serve(servers: "dict[str, SandboxServer[Any]]", choice: SandboxChoice) -> None:
    from wendan.cli.sandboxes import file_of

    for channel, server in servers.items():
        url = await server.start()
        assert server.bench is not None
        print(f"{server.bench.desk.terms.title} sandbox".ljust(21) + url)
        print(f"tester's API         {url}/_sandbox/openapi.json")
        print(f"credentials          {file_of(channel, _directory(channel, choice))}", flush=True)
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
    for server in servers.values():
        await server.stop()
