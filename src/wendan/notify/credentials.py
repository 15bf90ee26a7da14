"""Everything by which the house tells people something, as `messages.json` holds it; what is left out is not there."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from wendan.notify.port import Why

WECHAT_URL = "https://api.weixin.qq.com"
SERVICE = "wechat-service"
LEAST_SECRET_CHARACTERS = 32
EVERY_MERCHANT = "*"


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Its text never shows a secret."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class WechatTemplate(_Part, frozen=True, kw_only=True):
    """One subscription message as the platform approved it; `{names}` are filled from a message's variables."""

    fields: dict[str, str]  # thing1, amount2 …, each with its pattern
    page: str = ""  # what a touch opens; empty: nothing


class WechatText(_Part, frozen=True, kw_only=True):
    """What a customer service message says; with a picture it is a card that leads to `page`, and this its title."""

    text: str
    page: str = ""
    thumb_media_id: str = ""


class WechatService(_Part, frozen=True, kw_only=True):
    """客服消息 and the 消息推送 that opens them; how many and how long are WeChat's figures, which have changed before."""

    token: str  # as set under 消息推送
    encoding_aes_key: str = ""  # of safe mode (安全模式), 43 characters; empty: plain
    templates: dict[str, WechatText]
    names: dict[str, str] = msgspec.field(default_factory=dict)  # the house's name of a text → template
    most_messages: int = 5
    open_hours: float = 48.0
    most_after_entering: int = 2
    open_after_entering_s: float = 60.0
    # How a person's words are handed on to WeChat's own 客服工具: closed as they came, plain, or not at all.
    hands_on: Literal["as-pushed", "plain", "no"] = "as-pushed"

    def __post_init__(self) -> None:
        if len(self.encoding_aes_key) not in (0, 43):
            raise ValueError("an EncodingAESKey has 43 characters")
        if not self.token:
            raise ValueError("without its token nobody can tell WeChat's pushes from others")


class WechatMessages(_Part, frozen=True, kw_only=True):
    """The mini-program that sends; templates by WeChat's own template id."""

    appid: str
    app_secret: str
    templates: dict[str, WechatTemplate]
    names: dict[str, str] = msgspec.field(default_factory=dict)  # the house's name of a text → template id
    base_urls: tuple[str, ...] = (WECHAT_URL,)
    # Which access token: `stable` gives all our processes the same one; each `plain` one makes the one before it useless.
    access: Literal["stable", "plain"] = "stable"
    state: Literal["formal", "trial", "developer"] = "formal"
    lang: str = "zh_CN"
    codes: dict[str, Why] = msgspec.field(default_factory=dict)  # errcode → meaning, before our own table
    service: WechatService | None = None
    limits: dict[str, int] = msgspec.field(default_factory=dict)  # kind of field → most characters, the same


class Operator(_Part, frozen=True, kw_only=True):
    """Who sends text messages or makes calls, by docs/reference/sms-and-voice-protocol.md."""

    base_urls: tuple[str, ...]
    key_id: str
    secret: str
    names: dict[str, str] = msgspec.field(default_factory=dict)  # the house's name of a text → template
    report_url: str | None = None  # where reports come to; without it we ask

    def __post_init__(self) -> None:
        if len(self.secret) < LEAST_SECRET_CHARACTERS:
            raise ValueError(f"an operator's secret has at least {LEAST_SECRET_CHARACTERS} characters")


class RobotTemplate(_Part, frozen=True, kw_only=True):
    """What a robot says; `{names}` are filled from a message's variables."""

    text: str
    title: str = ""  # shown by DingTalk in lists
    form: Literal["markdown", "text"] = "markdown"


class Robot(_Part, frozen=True, kw_only=True):
    """One group's robot: its whole address, and DingTalk's secret where it signs.

    `report_file`: the day's workbook comes too; whoever is in the group, or comes into it, holds the figures then.
    """

    url: str
    secret: str | None = None
    mention_mobiles: tuple[str, ...] = ()
    report_file: bool = False


def _alarm() -> dict[str, RobotTemplate]:
    return {"alarm": RobotTemplate(title="{title}", text="**{title}**\n\n{text}")}


class Robots(_Part, frozen=True, kw_only=True):
    """The robots of one platform by name, and what they say by name."""

    robots: dict[str, Robot]
    templates: dict[str, RobotTemplate] = msgspec.field(default_factory=_alarm)
    per_minute: int = 20  # what each robot may say
    codes: dict[str, Why] = msgspec.field(default_factory=dict)  # errcode → meaning, before our own table


class MessageFile(_Part, frozen=True, kw_only=True):
    """Each way that is set up; alarms also go to these robots, such as `wecom/managers`.

    `reports_to`: to which robot which merchant's days are told, by its id; `*` for every merchant's.
    """

    wechat: WechatMessages | None = None
    sms: Operator | None = None
    voice: Operator | None = None
    wecom: Robots | None = None
    dingtalk: Robots | None = None
    alarms_to: tuple[str, ...] = ()
    reports_to: dict[str, str] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        for field, robots in (("alarms_to", self.alarms_to), ("reports_to", self.reports_to)):
            if unknown := [each for each in robots if self.robot(each) is None]:
                raise ValueError(f"{field} names robots that are not there: {', '.join(unknown)}")
        for merchant in self.reports_to.values():
            if merchant != EVERY_MERCHANT:
                UUID(merchant)
        for address in self.report_files:
            self._demand_file_taker(address)

    @property
    def report_files(self) -> tuple[str, ...]:
        """The robots that hear reports with their file, as `platform/name`."""
        parts = {"wecom": self.wecom, "dingtalk": self.dingtalk}
        return tuple(
            f"{platform}/{name}"
            for platform, part in parts.items()
            for name, robot in (part.robots if part else {}).items()
            if robot.report_file
        )

    def _demand_file_taker(self, address: str) -> None:
        robot = self.robot(address)
        assert robot is not None, "an address that was made of the robots"
        if address.startswith("dingtalk/"):
            raise ValueError(f"report_file: {address} takes no files, for DingTalk's robots take none")
        if not urlsplit(robot.url).path.endswith("/send"):
            raise ValueError(f"report_file: the address of {address} does not end with /send?key=…")
        if address not in self.reports_to:
            raise ValueError(f"report_file: {address} hears no reports, reports_to does not name it")

    def robot(self, address: str) -> Robot | None:
        """The robot at `platform/name`."""
        platform, _, name = address.partition("/")
        robots = {"wecom": self.wecom, "dingtalk": self.dingtalk}.get(platform)
        return robots.robots.get(name) if robots else None

    @property
    def names(self) -> dict[str, dict[str, str]]:
        """By way, which template a text of the house stands for there."""
        service = self.wechat.service if self.wechat else None
        spoken = {"wechat": self.wechat, SERVICE: service, "sms": self.sms, "voice": self.voice}
        return {way: part.names for way, part in spoken.items() if part is not None}

    @property
    def ways(self) -> tuple[str, ...]:
        """The names of what is set up."""
        parts = ("wechat", "sms", "voice", "wecom", "dingtalk")
        set_up = [name for name in parts if getattr(self, name)]
        return (*set_up, *((SERVICE,) if self.wechat and self.wechat.service else ()))


def load_messages(path: Path) -> MessageFile:
    """Read `messages.json`. Raises OSError, msgspec.DecodeError."""
    return msgspec.json.decode(path.read_bytes(), type=MessageFile)
