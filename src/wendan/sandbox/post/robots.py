"""The doors of group robots: WeCom's by key alone, DingTalk's by signature; both are deaf to whoever talks too much."""

import base64
import hashlib
import hmac
from collections import deque
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from wendan.sandbox.core.gateway import Call, Effect
from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.post.book import Post
from wendan.sandbox.post.desk import PostDesk
from wendan.sandbox.post.media import UPLOAD, MediaShelf
from wendan.sandbox.post.words import No

WECOM, DINGTALK = "/cgi-bin/webhook/send", "/robot/send"
HOUR_MS: Final = 3_600_000
MINUTE_S: Final = 60.0
DEAF_S: Final = {"wecom": 0.0, "dingtalk": 600.0}
MOST_BYTES: Final = {("wecom", "text"): 2048, ("wecom", "markdown"): 4096, ("wecom", "markdown_v2"): 4096}
KINDS: Final = {"wecom": {"text", "markdown", "markdown_v2", "file"}, "dingtalk": {"text", "markdown"}}
OK: Final = Answer(200, b'{"errcode":0,"errmsg":"ok"}')


class RobotDoors:
    """Two robots of WeCom and one of DingTalk."""

    def __init__(self, desk: PostDesk) -> None:
        self._desk, self._shelf = desk, MediaShelf(desk)
        self._heard: dict[tuple[str, str], deque[float]] = {}
        self._deaf_until: dict[tuple[str, str], float] = {}

    def read(self, request: Request) -> Call | None:
        """None: not a request for a robot."""
        doors: dict[str, tuple[str, Effect]] = {
            WECOM: ("wecom", self.wecom),
            UPLOAD: ("upload", self.upload),
            DINGTALK: ("dingtalk", self.dingtalk),
        }
        if request.path not in doors or request.method != "POST":
            return None
        verb, effect = doors[request.path]
        return Call(request, verb, "", effect)

    def verify(self, call: Call) -> None:
        """By the key, or by token and signature."""
        query = _query(call.request)
        if call.verb in {"wecom", "upload"}:
            if query.get("key") not in self._desk.keys.wecom_robots:
                raise No(93000, "invalid webhook url")
            return
        if query.get("access_token") != self._desk.keys.dingtalk_token:
            raise No(300001, "token is not exist")
        self._check_sign(query.get("timestamp", ""), query.get("sign", ""))

    def _check_sign(self, timestamp: str, sign: str) -> None:
        now_ms = self._desk.now() * 1000
        if not timestamp.isdecimal() or abs(now_ms - int(timestamp)) > HOUR_MS:
            raise No(310000, "invalid timestamp")
        secret = self._desk.keys.dingtalk_secret
        right = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(base64.b64encode(right), sign.encode()):
            raise No(310000, "sign not match")

    def wecom(self, request: Request) -> Answer:
        """Raises No."""
        robot = self._desk.keys.wecom_robots[_query(request)["key"]]
        return self._take(("wecom", robot), request, No(45009, "api freq out of limit"))

    def upload(self, request: Request) -> Answer:
        """Raises No. It is no message, and counts as none."""
        query = _query(request)
        return self._shelf.upload(request, self._desk.keys.wecom_robots[query["key"]], query.get("type", ""))

    def dingtalk(self, request: Request) -> Answer:
        """Raises No."""
        limited = No(130101, "send too fast, exceed 20 times per minute")
        return self._take(("dingtalk", "managers"), request, limited)

    def _take(self, whose: tuple[str, str], request: Request, limited: No) -> Answer:
        way, robot = whose
        try:
            said: dict[str, Any] = msgspec.json.decode(request.body, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise No(40008, "invalid message type") from None
        kind = str(said.get("msgtype", ""))
        told = said.get(kind)
        if kind not in KINDS[way] or not isinstance(told, dict):
            raise No(40008, "invalid message type")
        if kind == "file":
            self._shelf.demand(told, robot)
        else:
            self._check_text(way, kind, str(told.get("content") or told.get("text") or ""))
        self._listen(whose, limited)
        post = self._desk.post
        post.keep(Post(post.next_id(), way, robot, kind, said, self._desk.now()))
        return OK

    def _check_text(self, way: str, kind: str, text: str) -> None:
        if not text:
            raise No(40008, "invalid message type")
        if len(text.encode()) > MOST_BYTES.get((way, kind), 20_000):
            raise No(40058, "content exceed max length")
        if way == "dingtalk" and self._desk.options.keyword not in text:
            raise No(310000, "keywords not in content")

    def _listen(self, whose: tuple[str, str], limited: No) -> None:
        heard, now = self._heard.setdefault(whose, deque()), self._desk.now()
        while heard and now - heard[0] >= MINUTE_S:
            heard.popleft()
        if now < self._deaf_until.get(whose, 0.0):
            raise limited
        if len(heard) >= self._desk.options.robot_per_minute:
            self._deaf_until[whose] = now + DEAF_S[whose[0]]
            raise limited
        heard.append(now)


def _query(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.query).items()}
