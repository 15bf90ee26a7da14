"""What the facts about every way of telling people are told with: one way, somebody it reaches, somebody it does not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from wendan.notify.platforms import HttpOptions
from wendan.notify.port import Message, Messenger
from wendan.notify.ways import Ways, open_ways
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.post.keys import TEMPLATES

OPENID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
REMINDER = next(iter(TEMPLATES))
SHOP = {"shop": "稳单小馆", "amount": "12.50", "minutes": "30"}
WECHAT_WORDS = {
    "shop": "稳单小馆",
    "amount": "¥12.50",
    "expires_at": "2026-11-21 12:30",
    "hint": "支付后马上为您制作",
    "store_id": "019a",
    "order_id": "019b&x=1",
}
ALARM = {"title": "异常单", "text": "金额不符"}


@dataclass(frozen=True)
class Sample:
    """How one way is spoken to: a good message, and messages that end otherwise."""

    way: str
    verb: str  # as the sandbox's scripts name it
    recipient: str
    template: str
    variables: Mapping[str, str]
    nobody: str  # a recipient whom nobody is
    taken_as: str = ""  # the sandbox's word, where it differs


SAMPLES = {
    "wechat": Sample("wechat", "subscribe", OPENID, REMINDER, WECHAT_WORDS, "nobody"),
    "wechat-service": Sample("wechat-service", "service", OPENID, "pay-now", WECHAT_WORDS, "nobody"),
    "sms": Sample("sms", "sms", "13800138000", "pay-reminder", SHOP, "13800130000"),
    "voice": Sample("voice", "call", "13800138000", "payment-trouble", SHOP, "13800130000", "call"),
    "wecom": Sample("wecom", "wecom", "managers", "alarm", ALARM, "nobody"),
    "dingtalk": Sample("dingtalk", "dingtalk", "managers", "alarm", ALARM, "nobody"),
}
# What the tests change of messages.json before it is read.
Change = dict[str, Any]


@dataclass
class Side:
    """One way, the sandbox behind it, and what the sandbox took."""

    sample: Sample
    ways: Ways
    post: Any
    clock: ManualClock
    ids: SeededIds = field(default_factory=lambda: SeededIds(7))

    @property
    def messenger(self) -> Messenger:
        return self.ways.messengers[self.sample.way]

    def message(self, message_id: UUID | None = None, **other: Any) -> Message:
        sample = self.sample
        made = Message(
            message_id or self.ids.uuid7(self.clock.now()),
            sample.recipient,
            sample.template,
            sample.variables,
        )
        return replace(made, **other)

    def later(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(self.clock.now().timestamp() + seconds, self.clock.now().tzinfo)

    def allow(self, count: int = 1) -> None:
        """Only WeChat wants consent, or a word of the person's own."""
        if self.sample.way == "wechat":
            self.post.bench.grant(self.sample.recipient, self.sample.template, count)
        if self.sample.way == "wechat-service":
            self.post.bench.platform.chat.opens(self.sample.recipient, is_said=True)

    def script(self, *faults: Any, verb: str | None = None) -> None:
        self.post.bench.desk.fate.script(verb or self.sample.verb, list(faults))

    def taken(self) -> list[Any]:
        way = self.sample.taken_as or self.sample.way
        return [each for each in self.post.bench.desk.post.posts.values() if each.way == way]


def side_of(
    way: str, post: Any, clock: ManualClock, file: Path | None = None, answer_timeout_s: float = 10.0
) -> Side:
    place = file or post.bench.desk.options.directory / "messages.json"
    limits = HttpOptions(answer_timeout_s, connect_timeout_s=10.0)
    return Side(SAMPLES[way], open_ways(place, limits, clock, SeededIds(1)), post, clock)
