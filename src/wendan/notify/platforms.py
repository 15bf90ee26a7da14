"""Asking a platform that answers HTTP 200 to everything and means its errcode."""

from dataclasses import dataclass

import msgspec

from wendan.kernel.errors import Silence
from wendan.notify.port import Refused, Why
from wendan.platform.http import Domains, HttpClient, Question, Unreached


class Said(msgspec.Struct, frozen=True):
    """What such a platform answers; without an errcode it has said nothing."""

    errcode: int
    errmsg: str = ""
    msgid: int | str = ""
    media_id: str = ""


@dataclass(frozen=True, slots=True)
class HttpOptions:
    """Times in real seconds; see `platform.http.HttpLimits`."""

    answer_timeout_s: float = 5.0
    upload_timeout_s: float = 60.0
    connect_timeout_s: float = 2.0
    connections: int = 20


USER_AGENT = "wendan-messages"
JSON = {"Content-Type": "application/json; charset=utf-8"}
_read = msgspec.json.Decoder(Said).decode


async def ask(http: HttpClient, domains: Domains, question: Question) -> bytes:
    """The body of a 200. Raises Silence; Refused when nobody could be reached at all."""
    try:
        received = await http.ask(domains, question)
    except Unreached as unreached:
        raise Refused(Why.BUSY, "unreached", str(unreached)) from None
    if received.status != 200:
        raise Silence(f"HTTP {received.status}")
    return received.body


def read_said(body: bytes) -> Said:
    """Raises Silence where it is no such answer."""
    try:
        return _read(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Silence("an answer without errcode") from None
