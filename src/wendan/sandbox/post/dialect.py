"""Four languages at one port, each under paths of its own."""

from typing import Final

import msgspec

from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.core.gateway import Call, Outcome, Unrouted
from wendan.sandbox.core.wire import Answer, Letter, Request
from wendan.sandbox.post.operator import OperatorCounter
from wendan.sandbox.post.robots import RobotDoors
from wendan.sandbox.post.wechat import Platform
from wendan.sandbox.post.words import No, Trouble

JSON: Final = {"Content-Type": "application/json; charset=UTF-8"}
OPERATORS: Final = frozenset({"sms", "call", "ask"})
BUSY: Final = No(-1, "system error")
TOO_MANY: Final = {
    "dingtalk": No(130101, "send too fast, exceed 20 times per minute"),
    "operator": No("too-many", status=429, again_s=60.0),
}
LIMITED: Final = No(45009, "reach max api daily quota limit")


class PostDialect:
    """The core's Dialect."""

    def __init__(self, platform: Platform, robots: RobotDoors, operator: OperatorCounter) -> None:
        self._parts = (platform, robots, operator)

    def read(self, request: Request) -> Call:
        """An unknown path or method is a bare 404."""
        for part in self._parts:
            if (call := part.read(request)) is not None:
                return call
        raise Unrouted(404)

    def verify(self, call: Call) -> None:
        """As whoever is asked does it."""
        part = next(part for part in self._parts if part.read(call.request) is not None)
        part.verify(call)

    def render(self, call: Call, outcome: Outcome, spoil: AnswerFault | None) -> Letter:
        """Platforms answer 200 to everything; the operator means its status."""
        assert spoil is None, "no answer is signed here"
        if isinstance(outcome, Answer):
            return Letter(outcome.body, JSON, outcome.status)
        if isinstance(outcome, Trouble):
            outcome = self._words(call, outcome)
        if isinstance(outcome, Trouble):
            return Letter(b"<html>Bad Gateway</html>", {"Content-Type": "text/html"}, outcome.status)
        assert isinstance(outcome, No), "a complaint that is not the post's"
        return Letter(_no(call, outcome), JSON, outcome.status)

    @staticmethod
    def _words(call: Call, trouble: Trouble) -> No | Trouble:
        is_operator = call.verb in OPERATORS
        if trouble.kind == "busy":
            return No("busy", status=429) if is_operator else BUSY
        if trouble.kind == "too-many":
            return TOO_MANY.get("operator" if is_operator else call.verb, LIMITED)
        return trouble


def _no(call: Call, no: No) -> bytes:
    if call.verb not in OPERATORS:
        return msgspec.json.encode({"errcode": no.code, "errmsg": no.message})
    told = {"code": no.code, "message": no.message, "retry_after_s": no.again_s}
    return msgspec.json.encode({name: value for name, value in told.items() if value is not None})
