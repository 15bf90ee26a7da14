"""The mini-program platform: access tokens and subscription messages; HTTP is 200 whatever it says."""

import re
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from wendan.sandbox.core.chance import digits
from wendan.sandbox.core.gateway import Call
from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.post.book import Post
from wendan.sandbox.post.chat import OPENID, Chat
from wendan.sandbox.post.chat import SEND as SEND_SERVICE
from wendan.sandbox.post.desk import PostDesk
from wendan.sandbox.post.words import No

TOKEN, STABLE, SEND = "/cgi-bin/token", "/cgi-bin/stable_token", "/cgi-bin/message/subscribe/send"
STABLE_OVERLAP_S: Final = 300.0
PAGE: Final = re.compile(r"pages/[\w/-]+(\?.*)?")
FORMS: Final = {
    "thing": re.compile(r"[^\r\n\t]{1,20}"),
    "number": re.compile(r"-?[0-9]{1,32}(\.[0-9]+)?"),
    "amount": re.compile(r"[¥￥$]?[0-9]{1,10}(\.[0-9]+)?元?"),
    "time": re.compile(r".*[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?"),
    "character_string": re.compile(r"[ -~]{1,32}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
}
ANY: Final = re.compile(r".{1,64}")


class _Credentials(msgspec.Struct):
    grant_type: str = ""
    appid: str = ""
    secret: str = ""
    force_refresh: bool = False


class _Value(msgspec.Struct):
    value: Any = None


class _Asked(msgspec.Struct):
    touser: str = ""
    template_id: str = ""
    page: str = ""
    fields: dict[str, _Value] = msgspec.field(default_factory=dict, name="data")
    miniprogram_state: str = "formal"
    lang: str = "zh_CN"


_read = msgspec.json.Decoder(_Asked).decode
_read_credentials = msgspec.json.Decoder(_Credentials).decode


class Platform:
    """Of plain tokens the newest one lives, the one before it for a while; the stable one is the same for all who ask."""

    def __init__(self, desk: PostDesk) -> None:
        self._desk, self.chat = desk, Chat(desk)
        self._given: dict[str, float] = {}
        self._stable: dict[str, float] = {}
        self._newest, self._count = "", 0

    def forget_tokens(self) -> None:
        """As if somebody else had fetched one long ago."""
        self._newest = ""
        self._given.clear()
        self._stable.clear()

    def read(self, request: Request) -> Call | None:
        """None: not a request for this platform."""
        if request.path == TOKEN and request.method == "GET":
            return Call(request, "token", "", self.token)
        if request.path == STABLE and request.method == "POST":
            return Call(request, "token", "", self.stable_token)
        if request.path == SEND and request.method == "POST":
            return Call(request, "subscribe", _touser(request), self.send)
        if request.path == SEND_SERVICE and request.method == "POST":
            return Call(request, "service", self.chat.touser(request), self.chat.send)
        return None

    def verify(self, call: Call) -> None:
        """App and secret, or a token that still lives."""
        query = {name: values[0] for name, values in parse_qs(call.request.query).items()}
        if call.verb != "token":
            self._check_token(query.get("access_token", ""))
            return
        keys, asked = self._desk.keys, _credentials(call.request, query)
        if asked.grant_type != "client_credential":
            raise No(40002, "invalid grant_type")
        if asked.appid != keys.appid:
            raise No(40013, "invalid appid")
        if asked.secret != keys.app_secret:
            raise No(40125, "invalid appsecret")

    def _check_token(self, token: str) -> None:
        options, now = self._desk.options, self._desk.now()
        given_at = self._stable.get(token) or self._given.get(token)
        if given_at is None:
            raise No(40001, "invalid credential, access_token is invalid or not latest")
        if now - given_at >= options.token_life_s:
            raise No(42001, "access_token expired")
        if token in self._stable:
            return
        if token != self._newest and now - self._given[self._newest] >= options.token_grace_s:
            raise No(40001, "invalid credential, access_token is invalid or not latest")

    def token(self, _: Request) -> Answer:
        """A new one each time."""
        self._newest = self._new()
        self._given[self._newest] = self._desk.now()
        return _said({"access_token": self._newest, "expires_in": self._desk.options.token_life_s})

    def stable_token(self, request: Request) -> Answer:
        """The same one until its last five minutes; a forced one ends those before it."""
        life_s, now = self._desk.options.token_life_s, self._desk.now()
        if _credentials(request, {}).force_refresh:
            self._stable.clear()
        token, given_at = next(reversed(self._stable.items()), ("", 0.0))
        if now - given_at >= life_s - min(STABLE_OVERLAP_S, life_s / 2):
            token, given_at = self._new(), now
            self._stable[token] = given_at
        return _said({"access_token": token, "expires_in": int(given_at + life_s - now)})

    def _new(self) -> str:
        self._count += 1
        return f"AT{self._count}_{digits(f'{self._count}/{self._desk.now()}', 40)}"

    def send(self, request: Request) -> Answer:
        """Takes one consent. Raises No."""
        try:
            asked = _read(request.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise No(47001, "data format error") from None
        self._check(asked)
        book, key = self._desk.post, (asked.touser, asked.template_id)
        if book.consents.get(key, 0) < 1:
            raise No(43101, "user refuse to accept the msg")
        book.consents[key] -= 1
        content = {
            "page": asked.page,
            "state": asked.miniprogram_state,
            "data": {name: field.value for name, field in asked.fields.items()},
        }
        sent = Post(book.next_id(), "wechat", asked.touser, asked.template_id, content, self._desk.now())
        book.keep(sent)
        return _said({"errcode": 0, "errmsg": "ok", "msgid": int(sent.id)})

    def _check(self, asked: _Asked) -> None:
        if not OPENID.fullmatch(asked.touser):
            raise No(40003, "invalid openid")
        fields = self._desk.post.templates.get(asked.template_id)
        if fields is None:
            raise No(40037, "invalid template_id")
        if asked.page and not PAGE.fullmatch(asked.page):
            raise No(41030, "invalid page")
        for field in fields:
            value = asked.fields.get(field, _Value()).value
            if value in (None, ""):
                raise No(47003, f"argument invalid! data.{field}.value is empty")
            form = FORMS.get(field.rstrip("0123456789").rstrip("_"), ANY)
            if not form.fullmatch(str(value)):
                raise No(47003, f"argument invalid! data.{field}.value invalid")


def _credentials(request: Request, query: dict[str, str]) -> _Credentials:
    if request.path == TOKEN:
        return msgspec.convert(query, _Credentials, strict=False)
    try:
        return _read_credentials(request.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise No(47001, "data format error") from None


def _touser(request: Request) -> str:
    try:
        return _read(request.body).touser
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""


def _said(content: dict[str, Any]) -> Answer:
    return Answer(200, msgspec.json.encode(content))
