"""Forms in, unencoded `k=v` out, signed; a page for whoever came with a browser."""

from typing import Final

from wendan.sandbox.core.chance import dice
from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.core.gateway import Call, Effect, Outcome, Unrouted
from wendan.sandbox.core.wire import Answer, Letter, Request
from wendan.sandbox.unionpay.answers import echoed
from wendan.sandbox.unionpay.counter import Counter, failure_page
from wendan.sandbox.unionpay.desk import UnionPayDesk
from wendan.sandbox.unionpay.orders import read_form
from wendan.sandbox.unionpay.refunds import RefundCounter
from wendan.sandbox.unionpay.settlement import SettlementCounter
from wendan.sandbox.unionpay.words import UNSURE_CODES, Complaint, Fields, Unsure, said, told

GATEWAY: Final = "/gateway/api"
TEXT: Final = "text/html;charset=UTF-8"  # so its answers call themselves, though they are no HTML


class UnionPayDialect:
    """ACP 5.1.0."""

    def __init__(self, desk: UnionPayDesk, counter: Counter, refunds: RefundCounter) -> None:
        self._desk = desk
        self._by_path: dict[str, tuple[str, Effect]] = {
            f"{GATEWAY}/frontTransReq.do": ("front", counter.front),
            f"{GATEWAY}/appTransReq.do": ("app", counter.app),
            f"{GATEWAY}/queryTrans.do": ("query", counter.query),
            "/": ("file", SettlementCounter(desk).file),
        }
        self._by_type: dict[str, tuple[str, Effect]] = {
            "01": ("qr", counter.qr),
            "04": ("refund", refunds.refund),
            "31": ("revoke", refunds.revoke),
        }

    def read(self, request: Request) -> Call:
        """By path, and behind backTransReq.do by txnType."""
        fields = read_form(request)
        if request.path == f"{GATEWAY}/backTransReq.do":
            verb, effect = self._by_type.get(fields.get("txnType", ""), ("qr", _unknown))
        elif request.path in self._by_path:
            verb, effect = self._by_path[request.path]
        else:
            raise Unrouted(404)
        if request.method != "POST":
            raise Unrouted(405)
        return Call(request, verb, fields.get("orderId", ""), effect)

    def verify(self, call: Call) -> None:
        """By certId and signature."""
        self._desk.crypto.check(read_form(call.request))

    def render(self, call: Call, outcome: Outcome, spoil: AnswerFault | None) -> Letter:
        """Signed whatever it says, with much of the question repeated."""
        asked = read_form(call.request)
        if isinstance(outcome, Complaint):
            if outcome.status != 200:
                return Letter(b"", status=outcome.status)
            answer = said(self._code(call, outcome))
        else:
            assert isinstance(outcome, Answer), "a complaint that is not UnionPay's"
            if call.verb == "front":
                return Letter(outcome.body, {"Content-Type": TEXT})
            answer = said("00") | told(outcome)
        if call.verb == "front":
            page = failure_page(answer["respCode"], answer["respMsg"])
            return Letter(page.encode(), {"Content-Type": TEXT})
        return self._letter(echoed(asked) | answer, spoil)

    def _letter(self, fields: Fields, spoil: AnswerFault | None) -> Letter:
        crypto = self._desk.crypto
        signed = crypto.forged(fields) if spoil is AnswerFault.MISSIGNED else crypto.signed(fields)
        body = "&".join(f"{name}={value}" for name, value in sorted(signed.items()))
        return Letter(body.encode(), {"Content-Type": TEXT})

    def _code(self, call: Call, complaint: Complaint) -> str:
        """Which of the three unsure codes: by chance, the same for the same request."""
        if not isinstance(complaint, Unsure):
            return complaint.code
        chance = dice(self._desk.fate.seed, "unsure", call.request.body.decode("latin-1"))
        return UNSURE_CODES[int(chance * len(UNSURE_CODES))]


def _unknown(_request: Request) -> Answer:
    raise Complaint("10")
