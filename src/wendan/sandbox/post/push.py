"""消息推送: what a person writes is pushed to the merchant's server, signed, in JSON or XML, plain or closed."""

import base64
import hashlib
import secrets
from typing import Any, Literal
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.ElementTree import ParseError, fromstring

from wendan.sandbox.core.courier import Courier
from wendan.sandbox.core.wire import Letter
from wendan.sandbox.post.chat import Chat
from wendan.sandbox.post.desk import PostDesk

WHOLE = 32
ACCOUNT = "gh_0123456789ab"


class Says(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person writes to the customer service, or enters it without a word; pushed to `url` so many times."""

    openid: str
    url: str
    content: str = "在吗"
    kind: Literal["text", "enter"] = "text"
    form: Literal["json", "xml"] = "json"
    is_safe: bool = False
    times: int = 1


class Heard(msgspec.Struct, frozen=True):
    """What the server answered to the last push, and whether that hands the words on to the 客服工具."""

    status: int
    body: str
    is_handed_on: bool = False


class Pushes:
    """Numbers messages and signs pushes."""

    def __init__(self, desk: PostDesk, chat: Chat, courier: Courier) -> None:
        self._desk, self._chat, self._courier = desk, chat, courier

    async def say(self, said: Says) -> Heard:
        """It opens the window here, and the server hears of it."""
        self._chat.opens(said.openid, is_said=said.kind == "text")
        self._chat.said += 1
        answer = Heard(0, "")
        for _ in range(said.times):
            query, body = self.pushed(said)
            headers = {"Content-Type": "application/json" if said.form == "json" else "text/xml"}
            status, text = await self._courier.post(f"{said.url}?{urlencode(query)}", Letter(body, headers))
            answer = Heard(status, text, self._is_handed_on(said, text))
        return answer

    def _is_handed_on(self, said: Says, text: str) -> bool:
        """WeChat hands on what comes back in the form and the mode that it pushed, with both names the other way round."""
        fields = _answered(text, said.form)
        if said.is_safe:
            sealed, nonce, at = (fields.get(name, "") for name in ("Encrypt", "Nonce", "TimeStamp"))
            if fields.get("MsgSignature") != _signed(self._desk.keys.push_token, at, nonce, sealed):
                return False
            fields = _answered(self._opened(sealed), said.form)
        wanted = {"ToUserName": said.openid, "FromUserName": ACCOUNT, "MsgType": "transfer_customer_service"}
        return {name: fields.get(name) for name in wanted} == wanted

    def _opened(self, sealed: str) -> str:
        key = base64.b64decode(self._desk.keys.push_aes_key + "=")
        opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        padded = opener.update(base64.b64decode(sealed)) + opener.finalize()
        end = 20 + int.from_bytes(padded[16:20], "big")
        return padded[20:end].decode()

    def pushed(self, said: Says) -> tuple[dict[str, str], bytes]:
        """Query and body of the newest push."""
        keys, at = self._desk.keys, str(int(self._desk.now()))
        fields = {"ToUserName": ACCOUNT, "FromUserName": said.openid, "CreateTime": at}
        if said.kind == "text":
            fields |= {"MsgType": "text", "Content": said.content, "MsgId": f"{10**16 + self._chat.said}"}
        else:
            fields |= {"MsgType": "event", "Event": "user_enter_tempsession", "SessionFrom": "wxapp"}
        query = {"timestamp": at, "nonce": secrets.token_hex(5), "openid": said.openid}
        query["signature"] = _signed(keys.push_token, at, query["nonce"])
        body = _written(fields, said.form)
        if said.is_safe:
            sealed = self._closed(body)
            query |= {
                "encrypt_type": "aes",
                "msg_signature": _signed(keys.push_token, at, query["nonce"], sealed),
            }
            body = _written({"ToUserName": fields["ToUserName"], "Encrypt": sealed}, said.form)
        return query, body

    def _closed(self, body: bytes) -> str:
        keys = self._desk.keys
        key = base64.b64decode(keys.push_aes_key + "=")
        plain = secrets.token_bytes(16) + len(body).to_bytes(4, "big") + body + keys.appid.encode()
        short = WHOLE - len(plain) % WHOLE
        sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        return base64.b64encode(sealer.update(plain + bytes([short]) * short) + sealer.finalize()).decode()


def _signed(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def _answered(text: str, form: str) -> dict[str, str]:
    """The fields of an answer in this form; none of any other."""
    try:
        if form == "json":
            return {
                name: str(value) for name, value in msgspec.json.decode(text, type=dict[str, Any]).items()
            }
        return {child.tag: child.text or "" for child in fromstring(text)}
    except (msgspec.DecodeError, ParseError):
        return {}


def _written(fields: dict[str, str], form: str) -> bytes:
    if form == "json":
        numbers = {"CreateTime", "MsgId"}
        return msgspec.json.encode({n: int(v) if n in numbers else v for n, v in fields.items()})
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return f"<xml>{inner}</xml>".encode()
