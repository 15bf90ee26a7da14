"""Computation in a process of its own. It is told lines and answers with lines; whoever dies leaves the other a closed
pipe and nothing else.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from typing import Final, Self

NICE: Final = 10
"""Whatever else this machine does comes first: the other process makes itself so."""
MOST_SAID: Final = 300


class EndedBadly(Exception):
    """The other process came to a bad end; its last words."""


class Apart:
    """A process that runs a module of ours."""

    def __init__(self, running: Process) -> None:
        self._running = running

    @classmethod
    async def begin(cls, module: str) -> Self:
        """It waits for what it is told; whoever begins it ends it by `aclose`."""
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", module, stdin=PIPE, stdout=PIPE, stderr=PIPE
            )
        )

    async def tell(self, line: bytes) -> None:
        """One more line. Where it has ended already, its answer says why."""
        assert self._running.stdin is not None
        try:
            self._running.stdin.write(line + b"\n")
            await self._running.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            return

    async def line(self) -> bytes:
        """The next line of its answer. Raises EndedBadly."""
        assert self._running.stdout is not None
        return await self._running.stdout.readline() or await self.rest()

    async def rest(self) -> bytes:
        """It is told nothing more; the rest of its answer. Raises EndedBadly."""
        assert self._running.stdin is not None
        # Without anything to say `communicate` would leave it open, and the other side would wait for more.
        self._running.stdin.close()
        said, complained = await self._running.communicate()
        if self._running.returncode == 0:
            return said
        lines = complained.decode(errors="replace").strip().splitlines()
        raise EndedBadly(lines[-1][:MOST_SAID] if lines else f"ended with {self._running.returncode}")

    async def aclose(self) -> None:
        """It ends here, whatever it was doing."""
        if self._running.returncode is None:
            self._running.kill()
            await self._running.wait()
