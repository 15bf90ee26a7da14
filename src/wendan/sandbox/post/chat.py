"""Customer service messages: what a person says opens a window, and what answers beyond it is refused."""

import re
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.post.book import Post
from wendan.sandbox.post.desk import PostDesk
from wendan.sandbox.post.words import No

SEND: Final = "/cgi-bin/message/custom/send"
OPENID: Final = re.compile(r"o[\w-]{27}")
KINDS: Final = ("text", "image", "link", "miniprogrampage")
WAY: Final = "wechat-service"


@dataclass(slots=True)
class ChatWindow:
    """A later word opens it anew; looking in opens less and takes nothing away."""

    until: float
    left: int


class _Asked(msgspec.Struct):
    touser: str = ""
    msgtype: str = ""
    text: dict[str, Any] = msgspec.field(default_factory=dict)
    miniprogrampage: dict[str, Any] = msgspec.field(default_factory=dict)


_read = msgspec.json.Decoder(_Asked).decode


class Chat:
    """One conversation for each person."""

    def __init__(self, desk: PostDesk) -> None:
        self._desk = desk
        self._windows: dict[str, ChatWindow] = {}
        self.said = 0

    def opens(self, openid: str, *, is_said: bool) -> None:
        """The person says something, or only looks in."""
        options, now = self._desk.options, self._desk.now()
        lasts_s = options.said_opens_s if is_said else options.entered_opens_s
        new = ChatWindow(now + lasts_s, options.said_messages if is_said else options.entered_messages)
        known = self._windows.get(openid)
        if known is None or is_said or known.until <= now or known.left == 0:
            self._windows[openid] = new

    def touser(self, request: Request) -> str:
        """Whom it is for."""
        try:
            return _read(request.body).touser
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return ""

    def send(self, request: Request) -> Answer:
        """Takes one message of the window. Raises No."""
        try:
            asked = _read(request.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise No(47001, "data format error") from None
        content = self._checked(asked)
        window = self._windows.get(asked.touser)
        if window is None or self._desk.now() >= window.until:
            raise No(45015, "response out of time limit or subscription is canceled")
        if window.left == 0:
            raise No(45047, "out of response count limit")
        window.left -= 1
        book = self._desk.post
        book.keep(Post(book.next_id(), WAY, asked.touser, asked.msgtype, content, self._desk.now()))
        return Answer(200, msgspec.json.encode({"errcode": 0, "errmsg": "ok"}))

    def _checked(self, asked: _Asked) -> dict[str, Any]:
        if not OPENID.fullmatch(asked.touser):
            raise No(40003, "invalid openid")
        if asked.msgtype not in KINDS:
            raise No(40008, "invalid message type")
        if asked.msgtype == "text" and not asked.text.get("content"):
            raise No(44004, "empty content")
        if asked.msgtype == "miniprogrampage" and not asked.miniprogrampage.get("thumb_media_id"):
            raise No(40007, "invalid media_id")
        return asked.text if asked.msgtype == "text" else asked.miniprogrampage
