"""消息推送: WeChat pushes what people write to the mini-program, signed with the token that was agreed on.

Plain mode signs token, time and nonce, and nothing of the message; safe mode signs the closed message too, and closes it
with AES-256-CBC (WXBizMsgCrypt): 16 bytes of chance, the length in 4, the message, the appid.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from xml.sax.saxutils import escape

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from wendan.notify.credentials import WechatService
from wendan.notify.port import ReportRejected

# A push may come again and again for some seconds; who sends an old one has kept it.
FRESH: Final = timedelta(minutes=5)
BLOCK: Final = 32
ENTERED: Final = "user_enter_tempsession"
_read = msgspec.json.Decoder(dict[str, object]).decode


@dataclass(frozen=True, slots=True)
class Spoken:
    """A person has turned to the customer service: how long that opens it, and for how many messages.

    `key` is the same for the same push, however often it comes. What they wrote is not read; answering `hands_on` has
    WeChat hand it on to whoever sits at its 客服工具.
    """

    openid: str
    key: str
    said_at: datetime
    open_until: datetime
    messages: int
    hands_on: str


class ServiceDoor:
    """What comes in by the address that is set under 消息推送."""

    def __init__(self, service: WechatService, appid: str) -> None:
        self._service, self._appid = service, appid

    def echo(self, query: Mapping[str, str], now: datetime) -> str:
        """WeChat's first question, answered with its own word. Raises ReportRejected."""
        self._check(query, "signature", "", now)
        return query.get("echostr", "")

    def hear(self, query: Mapping[str, str], body: bytes, now: datetime, nonce: str) -> Spoken | None:
        """None: nothing that opens a window; `nonce`: 32 letters to close an answer with. Raises ReportRejected."""
        fields = _fields(body)
        if self._service.encoding_aes_key:
            sealed = fields.get("Encrypt", "")
            self._check(query, "msg_signature", sealed, now)
            fields = _fields(self._opened(sealed))
        else:
            self._check(query, "signature", "", now)
        spoken = self._spoken(fields)
        if spoken is None or fields.get("MsgType") == "event" or self._service.hands_on == "no":
            return spoken
        return replace(spoken, hands_on=self._handed_on(fields, body, now, nonce))

    def _handed_on(self, fields: Mapping[str, str], body: bytes, now: datetime, nonce: str) -> str:
        """转发客服消息: in the form in which it came, from whom it was to and to whom it was from."""
        is_xml, at = body.lstrip().startswith(b"<"), str(int(now.timestamp()))
        answer = {
            "ToUserName": fields.get("FromUserName", ""),
            "FromUserName": fields.get("ToUserName", ""),
            "CreateTime": at,
            "MsgType": "transfer_customer_service",
        }
        if self._service.encoding_aes_key and self._service.hands_on == "as-pushed":
            sealed = self._closed(_written(answer, is_xml=is_xml), nonce)
            signature = _signature(self._service.token, at, nonce, sealed)
            answer = {"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": at, "Nonce": nonce}
        return _written(answer, is_xml=is_xml)

    def _closed(self, text: str, nonce: str) -> str:
        key, content = base64.b64decode(self._service.encoding_aes_key + "="), text.encode()
        plain = nonce[:16].encode() + len(content).to_bytes(4, "big") + content + self._appid.encode()
        short = BLOCK - len(plain) % BLOCK
        encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
        return base64.b64encode(
            encryptor.update(plain + bytes([short]) * short) + encryptor.finalize()
        ).decode()

    def _check(self, query: Mapping[str, str], name: str, sealed: str, now: datetime) -> None:
        parts = [self._service.token, query.get("timestamp", ""), query.get("nonce", "")]
        parts += [sealed] if name == "msg_signature" else []
        wanted = _signature(*parts)
        if not hmac.compare_digest(wanted.encode(), query.get(name, "").encode()):
            raise ReportRejected("signature")
        if not parts[1].isdecimal() or abs(now - _moment(parts[1])) > FRESH:
            raise ReportRejected("stale")

    def _opened(self, sealed: str) -> bytes:
        key = base64.b64decode(self._service.encoding_aes_key + "=")
        try:
            decryptor = Cipher(AES(key), CBC(key[:16])).decryptor()
            padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        except ValueError:
            raise ReportRejected("malformed") from None
        if not padded or not 1 <= padded[-1] <= BLOCK:
            raise ReportRejected("malformed")
        plain = padded[16 : -padded[-1]]
        end = 4 + int.from_bytes(plain[:4], "big")
        if plain[end:] != self._appid.encode():
            raise ReportRejected("unknown-key")
        return plain[4:end]

    def _spoken(self, fields: Mapping[str, str]) -> Spoken | None:
        openid, at, service = fields.get("FromUserName", ""), fields.get("CreateTime", ""), self._service
        if not openid or not at.isdecimal():
            raise ReportRejected("malformed")
        said_at, event = _moment(at), fields.get("Event", "")
        if fields.get("MsgType") != "event":
            until = said_at + timedelta(hours=service.open_hours)
            key = fields.get("MsgId") or f"{openid}:{at}"
            return Spoken(openid, key, said_at, until, service.most_messages, "")
        if event != ENTERED:
            return None
        until = said_at + timedelta(seconds=service.open_after_entering_s)
        return Spoken(openid, f"{event}:{openid}:{at}", said_at, until, service.most_after_entering, "")


def _signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def _written(fields: Mapping[str, str], *, is_xml: bool) -> str:
    """As pushes are written: times are numbers in JSON."""
    if is_xml:
        return f"<xml>{''.join(f'<{name}>{escape(value)}</{name}>' for name, value in fields.items())}</xml>"
    told = {
        name: int(value) if name in ("CreateTime", "TimeStamp") else value for name, value in fields.items()
    }
    return msgspec.json.encode(told).decode()


def _moment(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise ReportRejected("malformed") from None


def _fields(body: bytes) -> dict[str, str]:
    """The fields of a push, in whichever of the two forms it was asked for."""
    try:
        if body.lstrip().startswith(b"<"):
            return {child.tag: child.text or "" for child in fromstring(body)}
        return {name: str(value) for name, value in _read(body).items()}
    except (msgspec.MsgspecError, UnicodeDecodeError, ParseError, DefusedXmlException):
        raise ReportRejected("malformed") from None
