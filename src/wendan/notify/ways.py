"""Every way that `messages.json` sets up, counted; and who hears alarms."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from wendan.notify.alarms import Alarms, RobotAlarms
from wendan.notify.credentials import MessageFile, load_messages
from wendan.notify.dingtalk import DingTalkRobots
from wendan.notify.mini_program import MiniProgram
from wendan.notify.platforms import HttpOptions
from wendan.notify.port import (
    Delivery,
    FileMessage,
    FileMessenger,
    Message,
    Messenger,
    Notifier,
    Refused,
    Reporter,
    Sent,
)
from wendan.notify.reports import SortedPost, addressed_to
from wendan.notify.service import ServiceMessages
from wendan.notify.service_door import ServiceDoor
from wendan.notify.sms import TextMessages
from wendan.notify.subscribe import SubscribeMessages
from wendan.notify.voice import VoiceCalls
from wendan.notify.webhook import LoudLog, Webhook
from wendan.notify.wecom import WeComRobots
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids
from wendan.platform.log import logger
from wendan.platform.metrics import messages_sent

_log = logger("wendan.messages")
SENT, SILENCE = "sent", "silence"


class Counted:
    """Any messenger, with each ending of `send` counted: HTTP 200 proves nothing, so nothing else would show it."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger
        self.name, self.repeats_safely = messenger.name, messenger.repeats_safely

    async def send(self, message: Message) -> Sent:
        """See `Messenger`."""
        return await self._counted(message.id, self._messenger.send(message))

    async def _counted(self, message_id: UUID, sending: Awaitable[Sent]) -> Sent:
        ending: str = SILENCE
        try:
            sent = await sending
            ending = SENT
        except Refused as refused:
            ending = refused.why
            _log.warning("a message was refused", way=self.name, message=str(message_id), code=refused.code)
            raise
        finally:
            messages_sent.labels(self.name, ending).inc()
        return sent

    async def status(self, message_id: UUID) -> Delivery:
        """See `Messenger`."""
        return await self._messenger.status(message_id)

    async def aclose(self) -> None:
        """See `Messenger`."""
        await self._messenger.aclose()


class CountedFiles(Counted):
    """One that takes files, with those counted as well."""

    def __init__(self, messenger: FileMessenger) -> None:
        super().__init__(messenger)
        self._files = messenger

    async def send_file(self, file: FileMessage) -> Sent:
        """See `FileMessenger`."""
        return await self._counted(file.id, self._files.send_file(file))


@dataclass(frozen=True, slots=True)
class Ways:
    """By name: wechat, wechat-service, sms, voice, wecom, dingtalk. `reporters` are those whose other side reports.

    `report_files` sends the day's workbook to each robot that is to have it. `service_door` is where WeChat pushes what opens a window for customer service messages.
    """

    messengers: Mapping[str, Messenger] = field(default_factory=dict)
    reporters: Mapping[str, Reporter] = field(default_factory=dict)
    alarms_to: Sequence[str] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reports_to: Mapping[str, str] = field(default_factory=dict)
    report_files: Mapping[str, FileMessenger] = field(default_factory=dict)
    service_door: ServiceDoor | None = None

    def report_robots(self, merchant_id: UUID) -> tuple[str, ...]:
        """Who hears of this merchant's days."""
        return addressed_to(self.reports_to, merchant_id)

    def template(self, way: str, name: str) -> str:
        """What a text of the house is called there; itself where the file says nothing."""
        return self.names.get(way, {}).get(name, name)

    async def aclose(self) -> None:
        """Close connections."""
        for messenger in self.messengers.values():
            await messenger.aclose()


NO_WAYS: Final = Ways()


def open_ways(place: Path | None, options: HttpOptions, clock: Clock, ids: Ids) -> Ways:
    """Those set up in the file; none without one. Raises OSError, msgspec.DecodeError."""
    if place is None:
        return NO_WAYS
    file = load_messages(place)
    reporters = _reporters(file, options, clock, ids)
    messengers: list[Messenger] = [*reporters.values()]
    door = None
    if file.wechat is not None:
        program = MiniProgram(file.wechat, options, clock)
        messengers.append(SubscribeMessages(program, clock))
        if file.wechat.service is not None:
            messengers.append(ServiceMessages(program, file.wechat.service, clock))
            door = ServiceDoor(file.wechat.service, file.wechat.appid)
    if file.dingtalk is not None:
        messengers.append(DingTalkRobots(file.dingtalk, options, clock))
    counted = {each.name: Counted(each) for each in messengers}
    report_files: dict[str, FileMessenger] = {}
    if file.wecom is not None:
        counted["wecom"] = wecom = CountedFiles(WeComRobots(file.wecom, options, clock))
        report_files = dict.fromkeys(file.report_files, wecom)
    return Ways(counted, reporters, file.alarms_to, file.names, file.reports_to, report_files, door)


def _reporters(file: MessageFile, options: HttpOptions, clock: Clock, ids: Ids) -> dict[str, Reporter]:
    found: list[Reporter] = []
    if file.sms is not None:
        found.append(TextMessages(file.sms, options, clock, ids))
    if file.voice is not None:
        found.append(VoiceCalls(file.voice, options, clock, ids))
    return {each.name: each for each in found}


def letter_carrier(ways: Ways, webhook_url: str | None, clock: Clock, ids: Ids) -> Notifier:
    """Alarms to everybody who is to hear, a day's figures to the groups of its merchant."""
    robots = {address: _robot(ways, address, clock, ids) for address in ways.reports_to}
    return SortedPost(alarm_notifier(ways, webhook_url, clock, ids), robots, ways.reports_to, LoudLog())


def alarm_notifier(ways: Ways, webhook_url: str | None, clock: Clock, ids: Ids) -> Notifier:
    """Everybody who is to hear; without anybody, the log."""
    notifiers: list[Notifier] = [Webhook(webhook_url)] if webhook_url else []
    notifiers += [_robot(ways, address, clock, ids) for address in ways.alarms_to]
    return Alarms(notifiers) if notifiers else LoudLog()


def _robot(ways: Ways, address: str, clock: Clock, ids: Ids) -> RobotAlarms:
    platform, _, robot = address.partition("/")
    return RobotAlarms(ways.messengers[platform], robot, clock, ids)
