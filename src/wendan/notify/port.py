"""What every way of telling somebody something can be asked, and the only ways in which it may answer.

`send` ends as `Sent`, as `Refused` (certainly not sent) or as `Silence` (it may have been sent); there is no fourth.
After Silence the same message, by the same id, is sent again: a way that `repeats_safely` tells it once however often
it is asked, any other answers Silence again rather than tell twice, and then only `status` may know more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from wendan.platform.outbox import Letter


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell one recipient once; the same id always carries the same content."""

    id: UUID
    recipient: str  # an openid, a phone number, the name of a group's robot
    template: str  # WeChat's template id, the operator's template or script, the robot's template by name
    variables: Mapping[str, str] = field(default_factory=dict)
    not_after: datetime | None = None  # from then on it is better not sent at all

    def refuse_late(self, now: datetime) -> None:
        """Raises Refused."""
        if self.not_after is not None and now >= self.not_after:
            raise Refused(Why.TOO_LATE, "not-after")


@dataclass(frozen=True, slots=True)
class FileMessage:
    """A file for a group; the same id is the same file, made anew or not."""

    id: UUID
    recipient: str  # the name of a group's robot
    name: str  # as people see it
    content: bytes


class Why(StrEnum):
    """Why a person was not told."""

    REFUSED_BY_PERSON = "refused-by-person"  # the person said no: unsubscribed, opted out, hung up for good
    NO_CONSENT = (
        "no-consent"  # none given, or the one given is used up; the platform may not tell these apart
    )
    BAD_ADDRESS = "bad-address"  # nobody there
    UNREACHABLE = "unreachable"  # somebody there who did not get it: switched off, busy, no answer
    BAD_TEMPLATE = "bad-template"  # template, page or a value is not as the platform wants it
    LIMIT_REACHED = "limit-reached"  # too many messages
    TOO_LATE = "too-late"  # after `not_after`
    BUSY = "busy"  # the other side, or the way to it
    OUR_MISTAKE = "our-mistake"  # keys, clock, settings


@dataclass(frozen=True, slots=True)
class Sent:
    """Taken over by the other side under its own `reference`."""

    reference: str
    is_final: bool  # whether this way never says more; otherwise ask `status`, or hear a report


class Word(StrEnum):
    """Where a message that was sent stands."""

    ON_ITS_WAY = "on-its-way"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"  # for ever
    MISSING = "missing"  # the other side has never heard of it: it may be sent


class CallEnd(StrEnum):
    """How a phone call went."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no-answer"


@dataclass(frozen=True, slots=True)
class Call:
    """What a phone call came to."""

    end: CallEnd
    duration_s: int
    digits: str  # what the person pressed


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a message stands; `why` is there with UNDELIVERABLE alone, `call` only of phone calls that ended."""

    word: Word
    raw: str
    why: Why | None = None
    call: Call | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come."""
        return self.word in {Word.DELIVERED, Word.UNDELIVERABLE}


class Refused(Exception):
    """This message was certainly not sent; `retryable`: the same message may go through later, after `after_s`."""

    def __init__(self, why: Why, code: str, raw: str = "", *, after_s: float | None = None) -> None:
        super().__init__(f"{why}: {code}")
        self.why, self.code, self.raw, self.after_s = why, code, raw, after_s

    @property
    def retryable(self) -> bool:
        """Whether trying this message again makes sense."""
        return self.why in {Why.BUSY, Why.LIMIT_REACHED}


class ReportRejected(Exception):
    """This delivery report is not the operator's, or too old; `reason` is malformed, signature, stale or unknown-key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Messenger(Protocol):
    """One way to tell somebody something."""

    @property
    def name(self) -> str:
        """The word by which a rung of the ladder names it."""

    @property
    def repeats_safely(self) -> bool:
        """Whether the other side itself knows a repeat by its id, for all our processes."""

    async def send(self, message: Message) -> Sent:
        """Tell it once. Raises Refused, Silence."""

    async def status(self, message_id: UUID) -> Delivery:
        """Where it stands. Raises Silence, always so where the other side never says."""

    async def aclose(self) -> None:
        """Close connections."""


class Reporter(Messenger, Protocol):
    """A way whose other side reports deliveries by itself."""

    def hear(self, target: str, headers: Mapping[str, str], body: bytes) -> tuple[UUID, Delivery]:
        """A report, believed: of which message, and where it stands. Raises ReportRejected."""


class FileMessenger(Messenger, Protocol):
    """A way that takes files."""

    async def send_file(self, file: FileMessage) -> Sent:
        """Into the group. After Silence whoever sends it again may send it twice. Raises Refused, Silence."""


class Notifier(Protocol):
    """What carries letters of the outbox to whoever watches over the house."""

    async def deliver(self, letter: Letter) -> None:
        """Return once the letter has arrived. Raises Silence when that is not certain: it is sent again."""

    async def aclose(self) -> None:
        """Close connections."""
