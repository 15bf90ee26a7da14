"""Text messages and phone calls through a gateway that speaks our protocol (docs/reference/sms-and-voice-protocol.md).

The gateway knows a repeat by the message's id, so Silence is always asked again with the same words.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final, Literal
from uuid import UUID

import msgspec

from wendan.kernel.errors import Silence
from wendan.notify.credentials import Operator
from wendan.notify.platforms import JSON, USER_AGENT, HttpOptions
from wendan.notify.port import (
    Call,
    CallEnd,
    Delivery,
    Message,
    Refused,
    ReportRejected,
    Sent,
    Why,
    Word,
)
from wendan.notify.signature import NONCE, TIME, Seal, verify
from wendan.platform.clock import Clock
from wendan.platform.http import Domains, HttpClient, Question, Received, Unreached
from wendan.platform.ids import Ids

PATH: Final = "/v1/messages"
WORDS: Final = {
    "accepted": Word.ON_ITS_WAY,
    "delivered": Word.DELIVERED,
    "undelivered": Word.UNDELIVERABLE,
}
# What a gateway may answer with 4xx, and why it could not deliver; an unknown one is our mistake, or nobody reached.
REFUSALS: Final[Mapping[str, Why]] = {
    "bad-number": Why.BAD_ADDRESS,
    "opted-out": Why.REFUSED_BY_PERSON,
    "no-consent": Why.NO_CONSENT,
    "unknown-template": Why.BAD_TEMPLATE,
    "bad-variable": Why.BAD_TEMPLATE,
    "too-many": Why.LIMIT_REACHED,
    "too-late": Why.TOO_LATE,
    "busy": Why.BUSY,
    **dict.fromkeys(
        ("malformed", "unknown-key", "bad-signature", "stale", "used-nonce", "id-taken"), Why.OUR_MISTAKE
    ),
}
ENDINGS: Final[Mapping[str, Why]] = {
    "bad-number": Why.BAD_ADDRESS,
    "opted-out": Why.REFUSED_BY_PERSON,
    "too-late": Why.TOO_LATE,
    **dict.fromkeys(("switched-off", "line-busy", "no-answer", "blocked", "expired"), Why.UNREACHABLE),
}
MOST_CODE_CHARACTERS: Final = 64
UNKNOWN_MESSAGE: Final = "unknown-message"
# `+` and country code, or a mobile number of the mainland.
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}|1[3-9][0-9]{9}")


class _Call(msgspec.Struct, frozen=True):
    end: CallEnd
    duration_s: int = 0
    digits: str = ""


class _Standing(msgspec.Struct, frozen=True):
    """A message as the gateway tells of it, in answers and in reports."""

    id: UUID
    reference: str
    state: Literal["accepted", "delivered", "undelivered"]
    reason: str = ""
    call: _Call | None = None


class _No(msgspec.Struct, frozen=True):
    code: str
    message: str = ""
    retry_after_s: float | None = None


_read_standing = msgspec.json.Decoder(_Standing).decode
_read_no = msgspec.json.Decoder(_No).decode


class OperatorMessages:
    """The same for both kinds; `sms` and `voice` say which."""

    name: ClassVar[str]
    kind: ClassVar[Literal["sms", "call"]]
    repeats_safely: Final = True

    def __init__(self, settings: Operator, options: HttpOptions, clock: Clock, ids: Ids) -> None:
        self._settings, self._clock, self._ids = settings, clock, ids
        self._http, self._domains = HttpClient(options, USER_AGENT), Domains(settings.base_urls)

    async def send(self, message: Message) -> Sent:
        """A repeat after Silence is right, and the gateway alone says that it comes too late. Raises Refused, Silence."""
        if not _NUMBER.fullmatch(message.recipient):
            raise Refused(Why.BAD_ADDRESS, "bad-number")
        received = await self._ask("POST", PATH, self._written(message))
        if received.status not in {200, 202}:
            raise self._no(received)
        standing = self._standing(received.body, message.id)
        return Sent(standing.reference, is_final=False)

    async def status(self, message_id: UUID) -> Delivery:
        """Where the gateway has got to. Raises Silence."""
        try:
            received = await self._ask("GET", f"{PATH}/{message_id}")
        except Refused as unreached:
            raise Silence(str(unreached)) from None
        if received.status == 404 and self._code(received) == UNKNOWN_MESSAGE:
            return Delivery(Word.MISSING, received.raw)
        if received.status != 200:
            raise Silence(f"asked for a message, the gateway answered {received.status}")
        return _delivery(self._standing(received.body, message_id), received.raw)

    def hear(self, target: str, headers: Mapping[str, str], body: bytes) -> tuple[UUID, Delivery]:
        """A report that the gateway posted to our `target`, path with query. Raises ReportRejected."""
        given = {name.lower(): value for name, value in headers.items()}
        seal = Seal("POST", target, given.get(TIME, ""), given.get(NONCE, ""), body)
        verify(seal, given, {self._settings.key_id: self._settings.secret}, self._clock.now())
        try:
            standing = _read_standing(body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise ReportRejected("malformed") from None
        return standing.id, _delivery(standing, body.decode(errors="replace"))

    async def aclose(self) -> None:
        """Close connections."""
        await self._http.aclose()

    def _written(self, message: Message) -> bytes:
        content: dict[str, object] = {
            "id": message.id,
            "kind": self.kind,
            "to": message.recipient,
            "template": message.template,
            "variables": message.variables,
            "not_after": _rfc3339(message.not_after),
            "report_url": self._settings.report_url,
        }
        return msgspec.json.encode({name: value for name, value in content.items() if value is not None})

    async def _ask(self, method: str, path: str, body: bytes = b"") -> Received:
        time_s = str(int(self._clock.now().timestamp()))
        seal = Seal(method, path, time_s, self._ids.nonce(), body)
        headers = seal.headers(self._settings.key_id, self._settings.secret) | (JSON if body else {})
        try:
            return await self._http.ask(self._domains, Question(method, path, headers, body))
        except Unreached as unreached:
            raise Refused(Why.BUSY, "unreached", str(unreached)) from None

    def _standing(self, body: bytes, message_id: UUID) -> _Standing:
        try:
            standing = _read_standing(body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Silence("the gateway's answer is not of our protocol") from None
        if standing.id != message_id:
            raise Silence("the gateway told of another message")
        return standing

    def _code(self, received: Received) -> str | None:
        no = _read_no_of(received)
        return no.code if no else None

    def _no(self, received: Received) -> Exception:
        """Refused for a 4xx with a code of the protocol, Silence for whatever else."""
        no = _read_no_of(received) if 400 <= received.status < 500 else None
        if no is None:
            return Silence(f"the gateway answered {received.status}")
        why = REFUSALS.get(no.code, Why.OUR_MISTAKE)
        return Refused(why, no.code[:MOST_CODE_CHARACTERS], received.raw, after_s=no.retry_after_s)


def _read_no_of(received: Received) -> _No | None:
    try:
        return _read_no(received.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _delivery(standing: _Standing, raw: str) -> Delivery:
    word = WORDS[standing.state]
    told = standing.call
    call = Call(told.end, told.duration_s, told.digits) if told else None
    why = ENDINGS.get(standing.reason, Why.UNREACHABLE) if word is Word.UNDELIVERABLE else None
    return Delivery(word, raw, why, call)


def _rfc3339(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
