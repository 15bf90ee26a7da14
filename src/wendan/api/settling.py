"""Callbacks are settled right after the channel heard yes; what does not get done here, the alarm clock does."""

import asyncio
from typing import Final

from wendan.flows.callback import Heard
from wendan.flows.house import House
from wendan.flows.settle import settle
from wendan.kernel.errors import Refusal
from wendan.platform.log import logger

AT_ONCE: Final = 16
MOST_WAITING: Final = 2000
_log = logger("wendan.callbacks")


class Settling:
    """Settles in the background, a few at a time; beyond a bound it leaves the rest to the inbox's alarm clock."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def soon(self, heard: Heard) -> None:
        """Settle what was heard, if anything is left to settle."""
        if heard.news is not None and len(self._tasks) < MOST_WAITING:
            task = asyncio.create_task(self._settle(heard))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _settle(self, heard: Heard) -> None:
        assert heard.news is not None
        try:
            async with self._turn:
                await settle(self._house, heard.news, heard.receipt)
        except Refusal as busy:
            _log.warning("a callback is left to the alarm clock", number=heard.news.number, why=str(busy))
        except Exception:  # noqa: BLE001 - the alarm clock settles it; a broken task must not be silent
            _log.exception("a callback could not be settled", number=heard.news.number)

    async def finish(self) -> None:
        """At the end: a few seconds for what is under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
