"""`wendan printer`: an ESC/POS network printer on this machine, for trying and for tests of other software."""

import asyncio
import signal
import sys
from typing import Annotated

from cyclopts import Parameter


def printer(
    *,
    port: Annotated[int, Parameter(help="Port to listen on; 0 takes a free one.")] = 9100,
    paper: Annotated[bool, Parameter(help="Whether it has paper.")] = True,
) -> None:
    """Stand in for a kitchen printer until Ctrl-C: every slip is shown in this terminal."""
    asyncio.run(_stand(port, paper))


async def _stand(port: int, has_paper: bool) -> None:
    from wendan.sandbox.printer import SandboxPrinter

    standing = SandboxPrinter(
        has_paper=has_paper, heard=lambda slip: print(f"{slip}\n{'=' * 32}", flush=True)
    )
    try:
        address = await standing.start(port)
    except OSError as taken:
        sys.exit(f"port {port}: {taken.strerror}")
    print(f"printer              {address}", flush=True)
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
    await standing.stop()
