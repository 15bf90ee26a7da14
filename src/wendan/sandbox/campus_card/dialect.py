"""/v1: routes, who signed the request, and the signature on every answer that is the operator's own."""

import re
from datetime import timedelta
from typing import Final
from urllib.parse import unquote

import msgspec

from wendan.platform.ids import SystemIds
from wendan.sandbox.campus_card.bills import BillCounter
from wendan.sandbox.campus_card.counter import Counter
from wendan.sandbox.campus_card.desk import CampusCardDesk
from wendan.sandbox.campus_card.refunds import RefundCounter
from wendan.sandbox.campus_card.words import Complaint
from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.core.gateway import Call, Effect, Outcome, Unrouted
from wendan.sandbox.core.wire import Answer, Letter, Request

OFF_S: Final = {AnswerFault.SKEWED: 200, AnswerFault.MISSTAMPED: 400}


class _Named(msgspec.Struct):
    number: str = ""


class CampusCardDialect:
    """Version 1."""

    def __init__(self, desk: CampusCardDesk, counters: tuple[Counter, RefundCounter, BillCounter]) -> None:
        counter, refunds, bills = counters
        self._desk, self._ids = desk, SystemIds()
        pay, one = "/v1/payments", "/v1/payments/[^/]+"
        table: list[tuple[str, str, str, Effect]] = [
            ("POST", f"{pay}/link", "link", counter.link),
            ("POST", f"{pay}/barcode", "barcode", counter.barcode),
            ("GET", one, "query", counter.query),
            ("POST", f"{one}/close", "close", counter.close),
            ("POST", f"{one}/reverse", "reverse", counter.reverse),
            ("POST", "/v1/refunds", "refund", refunds.refund),
            ("GET", "/v1/refunds/[^/]+", "query-refund", refunds.query),
            ("GET", "/v1/bills/[^/]+", "bill", bills.bill),
        ]
        self._routes = [(method, re.compile(path + "$"), verb, do) for method, path, verb, do in table]

    def read(self, request: Request) -> Call:
        """An unknown path is a bare 404, a wrong method a bare 405."""
        matching = [route for route in self._routes if route[1].match(request.path)]
        route = next((each for each in matching if each[0] == request.method), None)
        if route is None:
            raise Unrouted(405 if matching else 404)
        return Call(request, route[2], _number(request), route[3])

    def verify(self, call: Call) -> None:
        """By the Campus-* headers."""
        self._desk.crypto.check(call.request, self._desk.clock.now())

    def render(self, call: Call, outcome: Outcome, spoil: AnswerFault | None) -> Letter:
        """Signed with the key of the question; its front door signs nothing, nor does who knows no key."""
        if isinstance(outcome, Complaint):
            status, body = outcome.status, outcome.body
            if status in (502, 503) and not outcome.code:
                return Letter(b"", status=status)
        else:
            assert isinstance(outcome, Answer), "a complaint that is not the operator's"
            status, body = outcome.status, outcome.body
        kind = "text/csv; charset=utf-8" if call.verb == "bill" and status == 200 else "application/json"
        headers = {"Content-Type": kind}
        asked = call.request.headers
        key, nonce = asked.get("campus-key", ""), asked.get("campus-nonce", "")
        if key not in self._desk.keys.secrets:
            return Letter(body, headers, status)
        at = self._desk.clock.now() - timedelta(seconds=OFF_S.get(spoil, 0) if spoil else 0)
        lines = (str(status), call.request.target)
        headers |= self._desk.crypto.headers(key, lines, body, at, nonce)
        if spoil is AnswerFault.MISSIGNED:
            headers["Campus-Signature"] = headers["Campus-Signature"][::-1]
        return Letter(body, headers, status)


def _number(request: Request) -> str:
    """What the request is about, for fate's sake."""
    parts = request.path.split("/")
    if request.method == "GET":
        return unquote(parts[-1])
    if parts[-1] in ("close", "reverse"):
        return unquote(parts[-2])
    try:
        return msgspec.json.decode(request.body, type=_Named).number
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
