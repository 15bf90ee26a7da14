"""Each letter to those whom it is for: a day's figures to a group of its merchant and to nobody else, the rest is an alarm."""

from collections.abc import Mapping

from wendan.notify.alarms import Alarms
from wendan.notify.credentials import EVERY_MERCHANT
from wendan.notify.port import Notifier
from wendan.platform.outbox import DAY_REPORT, Letter


def addressed_to(reports_to: Mapping[str, str], merchant_id: object) -> tuple[str, ...]:
    """The robots that hear this merchant's reports."""
    hearers = (EVERY_MERCHANT, str(merchant_id))
    return tuple(robot for robot, merchant in reports_to.items() if merchant in hearers)


class SortedPost:
    """`robots` tell figures, each those of the merchant that `reports_to` names; where nobody does, `log`."""

    def __init__(
        self, alarms: Notifier, robots: Mapping[str, Notifier], reports_to: Mapping[str, str], log: Notifier
    ) -> None:
        self._alarms, self._robots, self._reports_to, self._log = alarms, robots, reports_to, log
        self._groups: dict[tuple[str, ...], Notifier] = {(): log}

    async def deliver(self, letter: Letter) -> None:
        """Raises Silence as long as one of them is silent."""
        if letter.topic == DAY_REPORT:
            await self._group_of(letter).deliver(letter)
        else:
            await self._alarms.deliver(letter)

    def _group_of(self, letter: Letter) -> Notifier:
        hearers = addressed_to(self._reports_to, letter.content.get("merchant_id"))
        robots = tuple(robot for robot in hearers if robot == letter.content.get("robot", robot))
        if robots not in self._groups:
            self._groups[robots] = Alarms([self._robots[robot] for robot in robots])
        return self._groups[robots]

    async def aclose(self) -> None:
        """Close all of them."""
        for notifier in (self._alarms, *self._robots.values(), self._log):
            await notifier.aclose()
