"""Paying, asking, closing, cancelling: what each call does to the books."""

from datetime import datetime
from typing import Final

import msgspec

from wendan.kernel.times import BEIJING
from wendan.sandbox.alipay import answers
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.alipay.requests import OrderWish, TradeName, fen, parameters_of, read, timeout_s
from wendan.sandbox.alipay.words import failed, invalid, ok
from wendan.sandbox.core import events
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.codes import CodeRefused
from wendan.sandbox.core.refunds import RefundWish
from wendan.sandbox.core.trades import State, Trade
from wendan.sandbox.core.wire import Answer, Request

AT_COUNTER_S: Final = 3 * 3600.0
CODE: Final = "FACE_TO_FACE_PAYMENT"


class Counter:
    def __init__(self, desk: AlipayDesk, bench: Bench) -> None:
        self._desk, self._bench = desk, bench
        self._cancels: dict[str, int] = {}

    async def pay(self, request: Request) -> Answer:
        """The customer behind the code pays at once (10000), must type a password (10003), or is refused."""
        given = parameters_of(request)
        wish = read(given, OrderWish)
        known = self._desk.books.trades.get(wish.out_trade_no)
        trade = known or self._entered("barcode", wish, given)
        self._check_same(trade, "barcode", wish)
        if trade.wallet != "prompted":
            try:
                shown = self._bench.codes.use(wish.auth_code)
            except CodeRefused as refused:
                raise failed("ACQ.PAYMENT_AUTH_CODE_INVALID", f"支付授权码无效（{refused.reason}）") from None
            await self._bench.scanner.charge(trade, shown)
        if trade.wallet == "failed":
            raise failed("ACQ.BUYER_BALANCE_NOT_ENOUGH", "买家余额不足")
        if trade.wallet == "prompted":
            return ok("10003", **answers.names(trade), buyer_user_id=trade.payer)
        return ok(**answers.paid(trade))

    async def precreate(self, request: Request) -> Answer:
        """A code; the trade is not there for any query until somebody scans it."""
        trade = await self._registered("qr", request)
        return ok(out_trade_no=trade.number, qr_code=f"{self._desk.url}/_sandbox/cashier/{trade.token}")

    async def create(self, request: Request) -> Answer:
        """A trade that the customer's app opens by its number."""
        trade = await self._registered("jsapi", request)
        return ok(**answers.names(trade))

    async def wap(self, request: Request) -> Trade:
        """The customer's browser opens a page: from now on the trade is there."""
        return await self._registered("wap", request)

    def open_page(self, request: Request) -> None:
        """The same for a customer who has no browser."""
        self._register("wap", request)

    def query(self, request: Request) -> Answer:
        """Found by either number; a code nobody scanned is not found."""
        return ok(**answers.queried(self._desk, self._found(read(parameters_of(request), TradeName))))

    def close(self, request: Request) -> Answer:
        """Only from WAIT_BUYER_PAY."""
        trade, desk = self._found(read(parameters_of(request), TradeName)), self._desk
        state = trade.state(desk.now())
        if state is State.CLOSED:
            raise failed("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
        if state is not State.OPEN:
            raise failed("ACQ.REASON_TRADE_STATUS_INVALID", "交易状态不合法")
        desk.books.record(events.Closed(desk.now(), trade.number))
        return ok(**answers.names(trade))

    async def cancel(self, request: Request) -> Answer:
        """Closes what is unpaid, gives back what is paid; `action` says which, none when there was nothing."""
        name = read(parameters_of(request), TradeName)
        trade, desk = self._by_name(name), self._desk
        if trade is None or not trade.is_known:
            if trade is not None:
                desk.books.record(events.Closed(desk.now(), trade.number))
            return ok(out_trade_no=name.out_trade_no, retry_flag="N")
        tries = self._cancels[trade.number] = self._cancels.get(trade.number, 0) + 1
        if tries <= desk.options.cancel_retries:
            return ok(**answers.names(trade), retry_flag="Y")
        state = trade.state(desk.now())
        if state in (State.PAID, State.REFUNDED):
            left_fen = (trade.taken_fen or 0) - trade.refunded_fen("SUCCESS")
            if left_fen and left_fen < (trade.taken_fen or 0):
                raise failed("ACQ.REASON_TRADE_REFUND_FEE_ERR", "已经退款的交易不能撤销")
            if left_fen:
                refund = self._bench.refunds.ask(RefundWish(trade.number, trade.number, left_fen, "撤销"))
                await self._bench.refunds.end(refund, "SUCCESS")
            return ok(**answers.names(trade), retry_flag="N", action="refund")
        if state is State.OPEN:
            desk.books.record(events.Closed(desk.now(), trade.number))
        return ok(**answers.names(trade), retry_flag="N", action="close")

    async def _registered(self, method: str, request: Request) -> Trade:
        trade, is_new = self._register(method, request)
        if is_new:
            await self._bench.wallet.fulfil_wish(trade)
        return trade

    def _register(self, method: str, request: Request) -> tuple[Trade, bool]:
        given = parameters_of(request)
        wish = read(given, OrderWish)
        if method == "jsapi" and not (wish.buyer_id or wish.buyer_open_id):
            raise invalid("买家不能为空", "isv.missing-parameter")
        known = self._desk.books.trades.get(wish.out_trade_no)
        if known is None:
            return self._entered(method, wish, given), True
        self._check_same(known, method, wish)
        if method != "wap":
            self._desk.books.record(events.Prepared(self._desk.now(), known.number))
        return known, False

    def _entered(self, method: str, wish: OrderWish, given: dict[str, str]) -> Trade:
        desk, at = self._desk, self._desk.now()
        if "-" in wish.out_trade_no and not desk.options.takes_hyphens:
            raise failed("ACQ.INVALID_PARAMETER", "商户订单号仅支持字母、数字、下划线")
        if len(desk.books.trades) >= desk.options.most_payments:
            raise failed("ACQ.TOTAL_FEE_EXCEED", "沙箱订单数量超限")
        order = events.Ordered(
            at=at,
            number=wish.out_trade_no,
            account=desk.account,
            method=method,
            total_fen=fen(wish.total_amount),
            expires_at=_expiry(wish, at, method),
            description=wish.subject,
            notify_url=given.get("notify_url", ""),
            payer=wish.buyer_id or wish.buyer_open_id,
            reference=desk.terms.reference(wish.out_trade_no, at),
            content=_content(method, wish),
            is_known=method != "qr",
        )
        desk.books.record(order)
        return desk.books.trades[wish.out_trade_no]

    def _check_same(self, known: Trade, method: str, wish: OrderWish) -> None:
        if known.taken_fen is not None:
            raise failed("ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
        if known.state(self._desk.now()) is State.CLOSED:
            raise failed("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
        if known.order.content != _content(method, wish):
            raise failed("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")

    def _found(self, name: TradeName) -> Trade:
        trade = self._by_name(name)
        if trade is None or not trade.is_known:
            raise failed("ACQ.TRADE_NOT_EXIST", "交易不存在")
        return trade

    def _by_name(self, name: TradeName) -> Trade | None:
        if not (name.trade_no or name.out_trade_no):
            raise invalid("交易号和商户订单号不能同时为空")
        books = self._desk.books
        return books.by_reference.get(name.trade_no) if name.trade_no else books.trades.get(name.out_trade_no)


def _content(method: str, wish: OrderWish) -> str:
    """What must stay the same under one number; another code of the same customer may be scanned."""
    same = msgspec.structs.replace(wish, auth_code="")
    return f"{method}\n{msgspec.json.encode(same, order='deterministic').decode()}"


def _expiry(wish: OrderWish, at: float, method: str) -> float:
    usual_s = AT_COUNTER_S if method == "barcode" else 15 * 86400.0
    if not wish.time_expire:
        return at + timeout_s(wish.timeout_express, usual_s)
    try:
        moment = datetime.strptime(wish.time_expire, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        raise failed("ACQ.INVALID_PARAMETER", "绝对超时时间格式错误") from None
    return moment.timestamp()
