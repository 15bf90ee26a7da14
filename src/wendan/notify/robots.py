"""What the group robots of WeCom and DingTalk have in common: names, templates, a budget for each minute."""

from abc import abstractmethod
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final
from urllib.parse import urlsplit

from wendan.notify.codes import OK, meaning
from wendan.notify.credentials import Robot, Robots, RobotTemplate
from wendan.notify.once import ToldOnce
from wendan.notify.platforms import JSON, USER_AGENT, HttpOptions, Said, ask, read_said
from wendan.notify.port import Message, Refused, Sent, Why
from wendan.notify.texts import filled
from wendan.platform.clock import Clock
from wendan.platform.http import Domains, HttpClient, Question

MINUTE: Final = timedelta(minutes=1)
# What would be markup, or a call to everybody, in a value that a stranger may have written.
_PLAIN: Final = str.maketrans({"<": "＜", ">": "＞", "[": "［", "]": "］", "`": "｀", "*": "＊", "@": "＠"})


@dataclass(frozen=True, slots=True)
class Speech:
    """A template with everything filled in."""

    title: str
    text: str
    is_markdown: bool
    mobiles: tuple[str, ...]  # of people to be called by name


@dataclass(slots=True)
class RobotLine:
    """One robot: where it stands and when it spoke."""

    robot: Robot
    domains: Domains
    path: str
    spoken: deque[datetime] = field(default_factory=deque)
    rests_until: datetime | None = None


def _line(robot: Robot) -> RobotLine:
    parts = urlsplit(robot.url)
    return RobotLine(robot, Domains((f"{parts.scheme}://{parts.netloc}",)), f"{parts.path}?{parts.query}")


class GroupRobots(ToldOnce):
    """One platform's robots; a platform subclasses it for its words."""

    codes: ClassVar[Mapping[str, Why]]
    rest: ClassVar[timedelta]  # how long the platform wants silence when it has heard too much

    def __init__(self, settings: Robots, options: HttpOptions, clock: Clock) -> None:
        http = HttpClient(options, USER_AGENT)
        super().__init__(http, clock)
        self._settings, self._http = settings, http
        self._lines = {name: _line(robot) for name, robot in settings.robots.items()}

    @abstractmethod
    def body(self, speech: Speech) -> bytes:
        """As the platform reads it, cut to its limits."""

    def target(self, robot: Robot, path: str) -> str:
        """Where it is posted to; signed where the platform signs."""
        del robot
        return path

    async def say(self, message: Message) -> Sent:
        """To the group whose robot has the recipient's name."""
        line = self.line_of(message.recipient)
        return await self.put(line, self.body(self._speech(line.robot, message)))

    def line_of(self, name: str) -> RobotLine:
        """The robot of this name. Raises Refused."""
        line = self._lines.get(name)
        if line is None:
            raise Refused(Why.BAD_ADDRESS, "unknown-robot")
        return line

    async def put(self, line: RobotLine, body: bytes) -> Sent:
        """One message, which counts. Raises Refused, Silence."""
        self._spend(line)
        question = Question("POST", self.target(line.robot, line.path), JSON, body)
        self.demand_ok(line, read_said(await ask(self._http, line.domains, question)))
        return Sent("", is_final=True)

    def demand_ok(self, line: RobotLine, said: Said) -> None:
        """Raises Refused; a robot that has said too much rests."""
        if said.errcode == OK:
            return
        why = meaning(said.errcode, self._settings.codes, self.codes)
        if why is not Why.LIMIT_REACHED:
            raise Refused(why, str(said.errcode), said.errmsg)
        line.rests_until = self._clock.now() + self.rest
        raise Refused(why, str(said.errcode), said.errmsg, after_s=self.rest.total_seconds())

    def demand_rested(self, line: RobotLine) -> None:
        """Raises Refused while the platform wants silence."""
        now = self._clock.now()
        if line.rests_until is not None and now < line.rests_until:
            raise Refused(Why.LIMIT_REACHED, "resting", after_s=(line.rests_until - now).total_seconds())

    def _speech(self, robot: Robot, message: Message) -> Speech:
        template: RobotTemplate | None = self._settings.templates.get(message.template)
        if template is None:
            raise Refused(Why.BAD_TEMPLATE, "unknown-template")
        is_markdown = template.form == "markdown"
        said = message.variables
        marked = {name: value.translate(_PLAIN) for name, value in said.items()} if is_markdown else said
        return Speech(
            filled(template.title, said), filled(template.text, marked), is_markdown, robot.mention_mobiles
        )

    def _spend(self, line: RobotLine) -> None:
        """Our own count comes first: DingTalk is deaf for ten minutes to whoever spoke too often."""
        self.demand_rested(line)
        now = self._clock.now()
        while line.spoken and now - line.spoken[0] >= MINUTE:
            line.spoken.popleft()
        if len(line.spoken) >= self._settings.per_minute:
            wait = line.spoken[0] + MINUTE - now
            raise Refused(Why.LIMIT_REACHED, "own-budget", after_s=wait.total_seconds())
        line.spoken.append(now)
