"""An operator that sends text messages and makes calls, by docs/reference/sms-and-voice-protocol.md.

The last four digits of a number say what will become of it, unless a tester says so first.
"""

from datetime import datetime
from functools import partial
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from wendan.sandbox.core.chance import dice, digits
from wendan.sandbox.core.courier import Courier
from wendan.sandbox.core.gateway import Call
from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.post.book import ACCEPTED, CallView, Post
from wendan.sandbox.post.desk import PostDesk
from wendan.sandbox.post.seal import Guard
from wendan.sandbox.post.terms import REPORT
from wendan.sandbox.post.words import No

PATH: Final = "/v1/messages"
REFUSED: Final = {"0000": "bad-number", "0002": "opted-out"}
LOST: Final = {"0001": "switched-off", "0003": "line-busy", "0004": "no-answer", "0005": "bad-number"}
CALL_ENDS: Final = {"line-busy": "busy"}


class Asked(msgspec.Struct):
    """What the shop wants sent."""

    id: UUID
    kind: Literal["sms", "call"]
    to: str
    template: str
    variables: dict[str, str] = msgspec.field(default_factory=dict)
    not_after: datetime | None = None
    report_url: str = ""


class Ending(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a message."""

    state: Literal["delivered", "undelivered"]
    reason: str = ""
    call: CallView | None = None


_read = msgspec.json.Decoder(Asked).decode


class OperatorCounter:
    """A message is taken once by its id; what becomes of it comes later, by the agenda, with a report."""

    def __init__(self, desk: PostDesk, courier: Courier) -> None:
        self._desk, self._courier = desk, courier
        self._guard = Guard(desk.keys.key_id, desk.keys.operator_secret)

    def read(self, request: Request) -> Call | None:
        """None: not a request for the operator."""
        if request.path == PATH and request.method == "POST":
            asked = _asked(request)
            return Call(request, asked.kind if asked else "sms", str(asked.id) if asked else "", self.take)
        number = request.path.removeprefix(f"{PATH}/")
        if number != request.path and request.method == "GET":
            return Call(request, "ask", number, self.tell)
        return None

    def verify(self, call: Call) -> None:
        """Raises No."""
        self._guard.check(call.request, self._desk.now())

    def take(self, request: Request) -> Answer:
        """The same id with the same words is the same message. Raises No."""
        asked = _asked(request)
        if asked is None:
            raise No("malformed", status=400)
        key, book = str(asked.id), self._desk.post
        if (known := book.posts.get(key)) is not None:
            if known.request != request.body:
                raise No("id-taken", status=409)
            return Answer(200, written(known))
        self._check(asked)
        content = {"variables": asked.variables, "reference": digits(key, 12)}
        limit = asked.not_after.timestamp() if asked.not_after else None
        now = self._desk.now()
        post = Post(key, asked.kind, asked.to, asked.template, content, now, ACCEPTED)
        post.report_url, post.not_after, post.request = asked.report_url, limit, request.body
        book.keep(post)
        wait_s = self._desk.options.delivery_wait_s * (1 + 3 * dice(self._desk.fate.seed, "delivery", key))
        self._desk.agenda.at(now + wait_s, partial(self._by_number, post))
        return Answer(202, written(post))

    def tell(self, request: Request) -> Answer:
        """Where it stands. Raises No."""
        post = self._desk.post.posts.get(request.path.removeprefix(f"{PATH}/"))
        if post is None:
            raise No("unknown-message", status=404)
        return Answer(200, written(post))

    def _check(self, asked: Asked) -> None:
        if asked.not_after is not None and self._desk.now() >= asked.not_after.timestamp():
            raise No("too-late", status=422)
        wanted = self._desk.post.scripts.get(asked.template)
        if wanted is None:
            raise No("unknown-template", status=422)
        if missing := [name for name in wanted if not asked.variables.get(name)]:
            raise No("bad-variable", missing[0], status=422)
        if reason := REFUSED.get(asked.to[-4:]):
            raise No(reason, status=422)

    async def _by_number(self, post: Post) -> None:
        reason = LOST.get(post.to[-4:], "")
        if post.not_after is not None and self._desk.now() >= post.not_after:
            reason = "too-late"
        call = None
        if post.way == "call":
            seconds = 5 + int(40 * dice(self._desk.fate.seed, "talk", post.id))
            call = (
                CallView(CALL_ENDS.get(reason, "no-answer")) if reason else CallView("answered", seconds, "1")
            )
        ending = Ending("undelivered" if reason else "delivered", reason, call)
        await end_post(self._courier, post, ending)


async def end_post(courier: Courier, post: Post, ending: Ending) -> None:
    """For ever, and told to whoever wants reports; what has ended stays."""
    if post.state != ACCEPTED:
        return
    post.state, post.reason, post.call = ending.state, ending.reason, ending.call
    if post.report_url:
        await courier.announce(REPORT, post.id, post.report_url)


def written(post: Post) -> bytes:
    """A message as the protocol tells of it."""
    told: dict[str, Any] = {"id": post.id, "reference": post.content["reference"], "state": post.state}
    if post.reason:
        told["reason"] = post.reason
    if post.call:
        told["call"] = post.call
    return msgspec.json.encode(told)


def _asked(request: Request) -> Asked | None:
    try:
        return _read(request.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
