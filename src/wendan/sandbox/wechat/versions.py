"""WeChat speaks two languages at one port: v3 under /v3, v2 under its own few paths."""

from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.core.gateway import Call, Outcome
from wendan.sandbox.core.wire import Letter, Request
from wendan.sandbox.wechat.dialect import WechatDialect
from wendan.sandbox.wechat.micropay import MicroPayDialect


class Versions:
    """Each request in the language it came in."""

    def __init__(self, v3: WechatDialect, v2: MicroPayDialect) -> None:
        self._v3, self._v2 = v3, v2

    def read(self, request: Request) -> Call:
        """See the core's Dialect."""
        return self._of(request).read(request)

    def verify(self, call: Call) -> None:
        """See the core's Dialect."""
        self._of(call.request).verify(call)

    def render(self, call: Call, outcome: Outcome, spoil: AnswerFault | None) -> Letter:
        """See the core's Dialect."""
        return self._of(call.request).render(call, outcome, spoil)

    def _of(self, request: Request) -> WechatDialect | MicroPayDialect:
        return self._v2 if self._v2.speaks(request) else self._v3
