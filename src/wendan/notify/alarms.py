"""Alarms to everybody who is to hear them: the webhook, group robots, or loud lines in the log."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from wendan.kernel.errors import Silence
from wendan.notify.alarm_words import text_of, title_of
from wendan.notify.port import Message, Messenger, Notifier, Refused
from wendan.notify.webhook import LoudLog
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids
from wendan.platform.outbox import Letter

TEMPLATE: Final = "alarm"
MOST_REMEMBERED: Final = 1000


class Alarms:
    """Each hears each letter once; who was silent is told again, the others are not."""

    def __init__(self, notifiers: Sequence[Notifier]) -> None:
        self._notifiers = tuple(notifiers)
        self._heard: OrderedDict[UUID, set[int]] = OrderedDict()

    async def deliver(self, letter: Letter) -> None:
        """Raises Silence as long as one of them is silent."""
        heard = self._heard.setdefault(letter.id, set())
        waiting = [n for n in range(len(self._notifiers)) if n not in heard]
        ends = await asyncio.gather(
            *(self._notifiers[n].deliver(letter) for n in waiting), return_exceptions=True
        )
        heard |= {n for n, end in zip(waiting, ends, strict=True) if end is None}
        for end in ends:
            if end is not None:
                self._forget_old()
                raise end
        self._heard.pop(letter.id, None)

    async def aclose(self) -> None:
        """Close all of them."""
        for notifier in self._notifiers:
            await notifier.aclose()

    def _forget_old(self) -> None:
        while len(self._heard) > MOST_REMEMBERED:
            self._heard.popitem(last=False)


class RobotAlarms:
    """A group's robot tells them; what comes together is one message, for a robot may not speak often."""

    def __init__(self, messenger: Messenger, robot: str, clock: Clock, ids: Ids) -> None:
        self._messenger, self._robot, self._clock, self._ids = messenger, robot, clock, ids
        self._waiting: list[Letter] = []
        self._telling: asyncio.Task[None] | None = None
        self._log = LoudLog()

    async def deliver(self, letter: Letter) -> None:
        """Once it is in the group; a letter that the robot can never tell is a loud line instead. Raises Silence."""
        self._waiting.append(letter)
        if self._telling is None:
            self._telling = asyncio.ensure_future(self._tell())
        await asyncio.shield(self._telling)

    async def aclose(self) -> None:
        """The messenger belongs to the house."""

    async def _tell(self) -> None:
        # One turn of the loop: whoever delivers many letters has handed in all of them by then.
        await asyncio.sleep(0)
        letters, self._waiting, self._telling = self._waiting, [], None
        # A new id each time: an alarm that comes twice is better than none.
        told = Message(
            self._ids.uuid7(self._clock.now()),
            self._robot,
            TEMPLATE,
            {"title": title_of(letters), "text": text_of(letters)},
        )
        try:
            await self._messenger.send(told)
        except Refused as refused:
            if refused.retryable:
                raise Silence(str(refused)) from None
            for letter in letters:
                await self._log.deliver(letter)
