"""/v3: routes raw requests, checks who asks, lets fate strike before or after the effect, signs every 2xx."""

import asyncio
import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from wendan.sandbox.wechat.books import TRADE_TYPES
from wendan.sandbox.wechat.counter import Counter
from wendan.sandbox.wechat.desk import Desk
from wendan.sandbox.wechat.faults import BEFORE_EFFECT, AnswerFault, dice
from wendan.sandbox.wechat.line import cut
from wendan.sandbox.wechat.refunds import RefundCounter
from wendan.sandbox.wechat.words import Answer, Complaint, Request

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Effect = Callable[[Request], Answer | Awaitable[Answer]]

MOST_BODY_BYTES: Final = 65536
JSON: Final = "application/json; charset=utf-8"
F = AnswerFault
_HELD = frozenset({F.TIME_OUT_BEFORE, F.TIME_OUT_AFTER})
_CUT = frozenset({F.LOST, F.RESET_BEFORE, F.RESET_AFTER}) | _HELD
_INSTEAD: Final = {
    F.SYSTEM_ERROR_BEFORE: Complaint(500, "SYSTEM_ERROR", "系统异常，请用相同参数重新调用"),
    F.SYSTEM_ERROR_AFTER: Complaint(500, "SYSTEM_ERROR", "系统异常，请用相同参数重新调用"),
    F.UNAVAILABLE_BEFORE: Complaint(503, "SERVICE_UNAVAILABLE", "服务不可用"),
    F.UNAVAILABLE_AFTER: Complaint(502, "SERVICE_UNAVAILABLE", "服务不可用"),
    F.OVER_LIMIT: Complaint(403, "RULE_LIMIT", "业务规则限制"),
    F.RISKY: Complaint(403, "TRADE_ERROR", "交易错误"),
    F.LIMITED: Complaint(429, "FREQUENCY_LIMITED", "频率限制", "268447840"),
}


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: re.Pattern[str]
    verb: str
    effect: Effect


class _Numbers(msgspec.Struct):
    out_trade_no: Any = None
    out_refund_no: Any = None


_read_numbers = msgspec.json.Decoder(_Numbers).decode


def _number(request: Request) -> str:
    """What the request is about, for fate's sake."""
    parts = request.path.split("/")
    if request.method == "GET":
        return unquote(parts[-1])
    if parts[-1] == "close":
        return unquote(parts[-2])
    try:
        numbers = _read_numbers(request.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
    return str(numbers.out_refund_no or numbers.out_trade_no or "")


class Gateway:
    """A raw ASGI application: nothing between the wire and the signature touches path or body."""

    def __init__(self, desk: Desk, counter: Counter, refunds: RefundCounter) -> None:
        self._desk = desk
        self._stopping = asyncio.Event()
        pay, refund = r"/v3/pay/transactions", r"/v3/refund/domestic/refunds"
        table: list[tuple[str, str, str, Effect]] = [
            *(("POST", f"{pay}/{kind}", "prepay", partial(counter.prepay, kind)) for kind in TRADE_TYPES),
            ("GET", f"{pay}/(id|out-trade-no)/[^/]+", "query", counter.query),
            ("POST", f"{pay}/out-trade-no/[^/]+/close", "close", counter.close),
            ("POST", refund, "refund", refunds.refund),
            ("GET", f"{refund}/[^/]+", "query-refund", refunds.query),
            ("GET", "/v3/certificates", "certificates", counter.certificates),
        ]
        self._routes = [Route(method, re.compile(path + "$"), verb, do) for method, path, verb, do in table]

    def stop(self) -> None:
        """Whoever is kept waiting is let go."""
        self._stopping.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await _read(scope, receive)
        reply = _Reply(self._desk, scope, send, request)
        if request is None:
            await reply.bare(413)
            return
        matching = [route for route in self._routes if route.path.match(request.path)]
        route = next((route for route in matching if route.method == request.method), None)
        if route is None:
            await reply.bare(405 if matching else 404)
        elif self._desk.down_until() is not None:
            await self._be_down(reply, request)
        else:
            await self._serve(reply, route, request)

    async def _be_down(self, reply: "_Reply", request: Request) -> None:
        if dice(self._desk.fate.seed, "down", request.headers.get("authorization", "")) < 0.5:
            await reply.complain(_INSTEAD[F.UNAVAILABLE_BEFORE])
        else:
            await reply.cut(with_reset=True)

    async def _serve(self, reply: "_Reply", route: Route, request: Request) -> None:
        try:
            self._desk.crypto.check(request, self._desk.clock.now())
        except Complaint as complaint:
            await reply.complain(complaint)
            return
        fault = self._desk.fate.of_answer(route.verb, _number(request))
        outcome: Answer | Complaint = Answer(202, b"{}")
        # On a refund 429 says nothing: the effect may be there.
        is_before = fault in BEFORE_EFFECT or (fault is F.LIMITED and route.verb != "refund")
        if not is_before:
            outcome = await _outcome(route.effect, request)
        if fault in _CUT:
            if fault in _HELD:
                await self._rest(self._desk.fate.plan.hold_s)
            await reply.cut(with_reset=fault in (F.RESET_BEFORE, F.RESET_AFTER))
            return
        if fault is F.SLOW:
            await self._rest(self._desk.fate.plan.slow_s)
        outcome = _INSTEAD.get(fault, outcome) if fault else outcome
        if isinstance(outcome, Complaint):
            await reply.complain(outcome)
        else:
            await reply.sign(outcome, fault)

    async def _rest(self, seconds: float) -> None:
        """Real seconds: the other side's time-out is a real one too."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


async def _outcome(effect: Effect, request: Request) -> Answer | Complaint:
    try:
        answer = effect(request)
        return await answer if inspect.isawaitable(answer) else answer
    except Complaint as complaint:
        return complaint


async def _read(scope: Scope, receive: Receive) -> Request | None:
    """The request, None when its body is too long."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            break
    query = scope["query_string"]
    target = (scope["raw_path"] + (b"?" + query if query else b"")).decode("latin-1")
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Request(scope["method"], target, headers, bytes(body))


class _Reply:
    """One answer on its way out."""

    def __init__(self, desk: Desk, scope: Scope, send: Send, request: Request | None) -> None:
        self._desk, self._scope, self._send, self._request = desk, scope, send, request

    async def bare(self, status: int) -> None:
        """No body, no signature."""
        await self._put(status, {}, b"")

    async def complain(self, complaint: Complaint) -> None:
        """Unsigned; a 401 under /v3/pay/transactions has no Request-ID either."""
        assert self._request is not None
        headers = {"Content-Type": JSON}
        if not (complaint.status == 401 and self._request.is_transaction):
            headers["Request-ID"] = f"{self._request_id()}-{complaint.diagnosis}"
        await self._put(complaint.status, headers, complaint.body)

    async def sign(self, answer: Answer, fault: AnswerFault | None) -> None:
        """Signed over exactly these bytes, 204 too, spoiled when fate wants."""
        assert self._request is not None
        crypto, at = self._desk.crypto, self._desk.clock.now()
        if fault in (F.SKEWED, F.MISSTAMPED):
            at -= timedelta(seconds=200 if fault is F.SKEWED else 400)
        asked = self._request.headers.get("wechatpay-serial", "")
        if fault is F.MISSIGNED:
            headers = crypto.forged_headers(answer.body, at)
        else:
            headers = crypto.headers(answer.body, at, asked)
        headers["Request-ID"] = f"{self._request_id()}-0"
        if answer.body:
            headers["Content-Type"] = JSON
        await self._put(answer.status, headers, answer.body)

    async def cut(self, *, with_reset: bool) -> None:
        """No answer at all."""
        cut(self._scope, with_reset=with_reset)
        # One turn of the loop, so that the server knows the connection is gone before we return.
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    def _request_id(self) -> str:
        stamp = int(self._desk.now() * 1000)
        return f"08{stamp:X}"

    async def _put(self, status: int, headers: dict[str, str], body: bytes) -> None:
        lines = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        if status != 204:
            lines.append((b"content-length", str(len(body)).encode()))
        await self._send({"type": "http.response.start", "status": status, "headers": lines})
        await self._send({"type": "http.response.body", "body": body})
