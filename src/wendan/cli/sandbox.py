"""`wendan sandbox`: WeChat Pay on this machine, for any client."""

import asyncio
import contextlib
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from wendan.platform.clock import Clock
    from wendan.sandbox.wechat import SandboxOptions


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class SandboxChoice:
    """How the sandbox stands and behaves."""

    port: Annotated[int, Parameter(help="Port to listen on; 0 takes a free one.")] = 0
    credentials: Annotated[Path, Parameter(help="Directory for keys and wechat.json.")] = Path(
        ".wendan/sandbox"
    )
    faults: Annotated[Literal["none", "rough", "hell", "silent"], Parameter(help="Fault plan.")] = "none"
    seed: Annotated[int, Parameter(help="Seed of the fault plan.")] = 1
    journal: Annotated[Path | None, Parameter(help="File that keeps the books over a restart.")] = None
    mode: Annotated[
        Literal["certificate", "public-key", "mixed"], Parameter(help="With what answers are signed.")
    ] = "mixed"
    clock: Annotated[Path | None, Parameter(help="Shared clock file of a drill.")] = None


def sandbox(choice: SandboxChoice | None = None) -> None:
    """Run the WeChat Pay sandbox until Ctrl-C.

    Writes what any client needs into the credentials directory and prints where everything is.
    """
    import uvloop

    from wendan.platform.clock import clock_from
    from wendan.sandbox.wechat import PROFILES, Mode, SandboxOptions

    choice = choice or SandboxChoice()
    options = SandboxOptions(
        directory=choice.credentials,
        port=choice.port,
        mode=Mode(choice.mode),
        faults=PROFILES[choice.faults],
        seed=choice.seed,
        journal=choice.journal,
    )
    uvloop.run(_serve(options, clock_from(choice.clock)))


async def _serve(options: "SandboxOptions", clock: "Clock") -> None:
    from wendan.sandbox.wechat import SandboxServer

    server = SandboxServer(options, clock)
    url = await server.start()
    print(f"WeChat Pay sandbox   {url}/v3")
    print(f"tester's API         {url}/_sandbox/openapi.json")
    print(f"credentials          {options.directory / 'wechat.json'}", flush=True)
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
    await server.stop()
