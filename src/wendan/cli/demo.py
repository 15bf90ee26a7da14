"""`wendan demo`: see it for yourself, in a minute."""

import asyncio
import json
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class DemoChoice:
    """How the demo runs."""

    seconds: Annotated[float, Parameter(help="Length of the rush.")] = 60.0
    seed: Annotated[int, Parameter(help="Customers and faults come from it.")] = 8
    port: Annotated[int, Parameter(help="Port of the API; 0 takes a free one.")] = 0
    exit: Annotated[bool, Parameter(help="End after the verdict instead of staying up until Ctrl-C.")] = False
    report: Annotated[Path | None, Parameter(name="--json", help="Write the verdict to this file.")] = None


def demo(choice: DemoChoice | None = None) -> None:
    """A lunch rush in one small restaurant: real API, real database, every channel's sandbox with faults, live.

    Ends with 1 when money was lost or kept twice, a dish oversold, an outcome guessed or a promise broken.
    """
    import uvloop

    from wendan.cli.demonstration.verdict import is_good
    from wendan.platform.log import configure_logs

    configure_logs("error", "console")
    choice = choice or DemoChoice()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(_demo(choice))
    if found is None:
        return
    if choice.report is not None:
        choice.report.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if not is_good(found):
        sys.exit(1)


async def _demo(choice: DemoChoice) -> dict[str, Any] | None:
    """The verdict's figures, None when it was stopped before."""
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    told = asyncio.Event()
    playing = asyncio.create_task(_play(choice, stopped, told))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait((playing, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not told.is_set():
        playing.cancel()  # stopped in the middle of the rush: everything is taken down, nothing is judged
    try:
        return await playing
    except asyncio.CancelledError:
        return None


async def _play(choice: DemoChoice, stopped: asyncio.Event, told: asyncio.Event) -> dict[str, Any]:
    from rich.console import Console

    from wendan.cli.demonstration.people import VARIABLES
    from wendan.cli.demonstration.run import rush, tell
    from wendan.cli.drilling.stage import StagePlan, stage, temporary_place
    from wendan.cli.sandboxes import SANDBOXES

    console = Console()
    channels = tuple(SANDBOXES)
    console.print("搭建 setting up: PostgreSQL, 支付沙箱 payment sandboxes, 服务 server, 后台 worker …")
    async with (
        temporary_place() as place,
        stage(StagePlan(place, choice.seed, "rough", None, choice.port, VARIABLES, channels)) as standing,
    ):
        found = await rush(standing, console, choice.seconds, choice.seed)
        await tell(console, standing, found)
        told.set()
        if not choice.exit:
            console.print("Ctrl-C 结束 ends everything.")
            await stopped.wait()
            console.print("收摊 closing …")
    return found
