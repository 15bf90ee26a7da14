"""Alarms to everybody who is to hear them: the webhook, group robots, or loud lines in the log."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from wendan.kernel.errors import Silence
from wendan.notify.port import Message, Messenger, Notifier, Refused
from wendan.notify.texts import one_line
from wendan.notify.webhook import LoudLog
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids
from wendan.platform.log import masked
from wendan.platform.outbox import CASE_OPENED, Letter

TEMPLATE: Final = "alarm"
MOST_SHOWN: Final = 10
MOST_REMEMBERED: Final = 1000
TITLES: Final = {CASE_OPENED: "异常单"}


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
            {"title": _title(letters), "text": _text(letters)},
        )
        try:
            await self._messenger.send(told)
        except Refused as refused:
            if refused.retryable:
                raise Silence(str(refused)) from None
            for letter in letters:
                await self._log.deliver(letter)


def _title(letters: Sequence[Letter]) -> str:
    topics = {TITLES.get(letter.topic, letter.topic) for letter in letters}
    return f"{'、'.join(sorted(topics))}（{len(letters)}）"


def _text(letters: Sequence[Letter]) -> str:
    lines = [_line(letter) for letter in letters[:MOST_SHOWN]]
    if left := len(letters) - MOST_SHOWN:
        lines += [f"……还有 {left} 条"] if left > 0 else []
    return "\n\n".join(lines)


def _line(letter: Letter) -> str:
    content = masked(letter.content)
    said = "，".join(f"{name}：{value}" for name, value in content.items() if value not in (None, ""))
    return one_line(f"{TITLES.get(letter.topic, letter.topic)}　{said}")
