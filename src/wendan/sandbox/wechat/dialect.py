"""/v3: routes, who signed the request, and the signature on every 2xx."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, unquote

import msgspec

from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.core.gateway import Call, Effect, Outcome, Unrouted
from wendan.sandbox.core.wire import Answer, Letter, Request
from wendan.sandbox.wechat.bills import BillCounter
from wendan.sandbox.wechat.codepay import CodePayCounter
from wendan.sandbox.wechat.counter import Counter
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.refunds import RefundCounter
from wendan.sandbox.wechat.score import ScoreCounter
from wendan.sandbox.wechat.terms import PREPAID
from wendan.sandbox.wechat.words import Complaint, is_transaction

JSON: Final = "application/json; charset=utf-8"
OF_A_NUMBER: Final = ("close", "reverse", "complete", "cancel")  # ends of paths with a number before them
Counters = tuple[Counter, RefundCounter, CodePayCounter, ScoreCounter, BillCounter]
OFF_S: Final = {AnswerFault.SKEWED: 200, AnswerFault.MISSTAMPED: 400}


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: re.Pattern[str]
    verb: str
    effect: Effect


class _Numbers(msgspec.Struct):
    out_trade_no: Any = None
    out_refund_no: Any = None
    out_order_no: Any = None


_read_numbers = msgspec.json.Decoder(_Numbers).decode


def _number(request: Request) -> str:
    """What the request is about, for fate's sake."""
    parts = request.path.split("/")
    if request.method == "GET":
        asked = parse_qs(request.query).get("out_order_no")
        return asked[0] if asked else unquote(parts[-1])
    if parts[-1] in OF_A_NUMBER:
        return unquote(parts[-2])
    try:
        numbers = _read_numbers(request.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
    return str(numbers.out_refund_no or numbers.out_trade_no or numbers.out_order_no or "")


class WechatDialect:
    """API v3."""

    def __init__(self, desk: WechatDesk, counters: Counters) -> None:
        self._desk = desk
        counter, refunds, codes, scores, bills = counters
        pay, refund = r"/v3/pay/transactions", r"/v3/refund/domestic/refunds"
        score = r"/v3/payscore/serviceorder"
        table: list[tuple[str, str, str, Effect]] = [
            *(("POST", f"{pay}/{kind}", "prepay", partial(counter.prepay, kind)) for kind in PREPAID),
            ("POST", f"{pay}/codepay", "codepay", codes.pay),
            ("GET", f"{pay}/(id|out-trade-no)/[^/]+", "query", counter.query),
            ("POST", f"{pay}/out-trade-no/[^/]+/close", "close", counter.close),
            ("POST", f"{pay}/out-trade-no/[^/]+/reverse", "reverse", codes.reverse),
            ("POST", refund, "refund", refunds.refund),
            ("GET", f"{refund}/[^/]+", "query-refund", refunds.query),
            ("GET", "/v3/certificates", "certificates", counter.certificates),
            ("GET", "/v3/bill/tradebill", "bill", bills.address),
            ("GET", "/v3/bill/fundflowbill", "bill", bills.funds_address),
            ("POST", score, "score-create", scores.create),
            ("GET", score, "score-query", scores.query),
            ("POST", f"{score}/[^/]+/complete", "score-complete", scores.complete),
            ("POST", f"{score}/[^/]+/cancel", "score-cancel", scores.cancel),
        ]
        self._routes = [Route(method, re.compile(path + "$"), verb, do) for method, path, verb, do in table]

    def read(self, request: Request) -> Call:
        """An unknown path is a bare 404, a wrong method a bare 405."""
        matching = [route for route in self._routes if route.path.match(request.path)]
        route = next((route for route in matching if route.method == request.method), None)
        if route is None:
            raise Unrouted(405 if matching else 404)
        return Call(request, route.verb, _number(request), route.effect)

    def verify(self, call: Call) -> None:
        """By the Authorization header."""
        self._desk.crypto.check(call.request, self._desk.clock.now())

    def render(self, call: Call, outcome: Outcome, spoil: AnswerFault | None) -> Letter:
        """Every 2xx is signed, no complaint is."""
        if isinstance(outcome, Complaint):
            return self._complaint(call.request, outcome)
        assert isinstance(outcome, Answer), "a complaint that is not WeChat's"
        return self._signed(call.request, outcome, spoil)

    def _complaint(self, request: Request, complaint: Complaint) -> Letter:
        """A 401 under /v3/pay/transactions has no Request-ID."""
        headers = {"Content-Type": JSON}
        if not (complaint.status == 401 and is_transaction(request)):
            headers["Request-ID"] = f"{self._request_id()}-{complaint.diagnosis}"
        return Letter(complaint.body, headers, complaint.status)

    def _signed(self, request: Request, answer: Answer, spoil: AnswerFault | None) -> Letter:
        """Over exactly these bytes, 204 too."""
        crypto, at = self._desk.crypto, self._desk.clock.now()
        if spoil in OFF_S:
            at -= timedelta(seconds=OFF_S[spoil])
        if spoil is AnswerFault.MISSIGNED:
            headers = crypto.forged_headers(answer.body, at)
        else:
            headers = crypto.headers(answer.body, at, request.headers.get("wechatpay-serial", ""))
        headers["Request-ID"] = f"{self._request_id()}-0"
        if answer.body:
            headers["Content-Type"] = JSON
        return Letter(answer.body, headers, answer.status)

    def _request_id(self) -> str:
        return f"08{int(self._desk.now() * 1000):X}"
