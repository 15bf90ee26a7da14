"""/gateway.do: every call at one address, by GET or POST, known by its parameter `method`; every answer signed."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import quote

import msgspec

from wendan.sandbox.alipay.bills import BillCounter
from wendan.sandbox.alipay.counter import Counter
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.alipay.holds import HoldCounter
from wendan.sandbox.alipay.refunds import RefundCounter
from wendan.sandbox.alipay.requests import parameters_of
from wendan.sandbox.alipay.words import Complaint, invalid
from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.core.gateway import Call, Effect, Outcome, Unrouted
from wendan.sandbox.core.wire import Answer, Letter, Request

PATH: Final = "/gateway.do"
TEXT: Final = "text/html;charset=utf-8"
PAGE: Final = "alipay.trade.wap.pay"
_NUMBERS: Final = ("out_request_no", "out_trade_no", "out_order_no", "trade_no", "auth_no", "bill_date")
_read_numbers = msgspec.json.Decoder(dict[str, object]).decode


class AlipayDialect:
    """The v2 gateway."""

    def __init__(
        self, desk: AlipayDesk, counters: tuple[Counter, RefundCounter, HoldCounter, BillCounter]
    ) -> None:
        counter, refunds, holds, bills = counters
        self._desk, self._counter, self._holds = desk, counter, holds
        self._table: dict[str, tuple[str, Effect]] = {
            "alipay.trade.pay": ("pay", self._pay),
            "alipay.trade.precreate": ("precreate", counter.precreate),
            "alipay.trade.create": ("create", counter.create),
            PAGE: ("wap", self._open_page),
            "alipay.trade.query": ("query", counter.query),
            "alipay.trade.close": ("close", counter.close),
            "alipay.trade.cancel": ("cancel", counter.cancel),
            "alipay.trade.refund": ("refund", refunds.refund),
            "alipay.trade.fastpay.refund.query": ("query-refund", refunds.query),
            "alipay.fund.auth.order.freeze": ("freeze", holds.freeze),
            "alipay.fund.auth.order.voucher.create": ("voucher", holds.voucher),
            "alipay.fund.auth.operation.detail.query": ("query-freeze", holds.query),
            "alipay.fund.auth.order.unfreeze": ("unfreeze", holds.unfreeze),
            "alipay.fund.auth.operation.cancel": ("cancel-freeze", holds.cancel),
            "alipay.data.dataservice.bill.downloadurl.query": ("bill", bills.address),
        }

    def read(self, request: Request) -> Call:
        """A method nobody knows is answered by a complaint of the gateway, once it is signed."""
        if request.path != PATH:
            raise Unrouted(404)
        if request.method not in ("GET", "POST"):
            raise Unrouted(405)
        given = parameters_of(request)
        verb, effect = self._table.get(given.get("method", ""), ("", _unknown))
        return Call(request, verb, _number(given.get("biz_content", "")), effect)

    def verify(self, call: Call) -> None:
        """By its parameter `sign`."""
        self._desk.crypto.check(parameters_of(call.request), self._desk.clock.now())

    def render(self, call: Call, outcome: Outcome, spoil: AnswerFault | None) -> Letter:
        """Always HTTP 200, but for a page the customer is sent to; strokes are escaped as Alipay does."""
        method = parameters_of(call.request).get("method", "")
        if isinstance(outcome, Answer) and outcome.status == 302:
            return Letter(b"", {"Location": outcome.body.decode()}, 302)
        name, is_signed = method.replace(".", "_") + "_response", True
        if isinstance(outcome, Complaint):
            content = msgspec.json.encode(outcome.content(misspells=self._desk.options.misspells))
            is_signed = outcome.is_signed
            if method not in self._table or not is_signed:
                name = "error_response"
        else:
            assert isinstance(outcome, Answer), "a complaint that is not Alipay's"
            content = outcome.body
        body = self._desk.crypto.envelope(
            name,
            content.replace(b"/", b"\\/"),
            is_signed=is_signed,
            is_forged=spoil is AnswerFault.MISSIGNED,
        )
        return Letter(body, {"Content-Type": TEXT})

    def _pay(self, request: Request) -> Awaitable[Answer]:
        """Of a customer's code, or of money that is held."""
        is_capture = '"auth_no"' in parameters_of(request).get("biz_content", "")
        pay: Callable[[Request], Awaitable[Answer]] = self._holds.capture if is_capture else self._counter.pay
        return pay(request)

    async def _open_page(self, request: Request) -> Answer:
        trade = await self._counter.wap(request)
        return Answer(302, f"{self._desk.url}/_sandbox/cashier/{quote(trade.number)}".encode())


def _unknown(_: Request) -> Answer:
    raise invalid("不存在的方法名", "isv.invalid-method")


def _number(biz_content: str) -> str:
    """What the request is about, for fate's sake."""
    try:
        told = _read_numbers(biz_content)
    except (msgspec.MsgspecError, UnicodeError):
        return ""
    return next((str(told[name]) for name in _NUMBERS if told.get(name)), "")
