"""Customers who are scanned: charging the code they show, and taking it back. v3 and v2 speak of the same books."""

from dataclasses import dataclass
from typing import Final

import msgspec

from wendan.sandbox.core import events
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.codes import CodeRefused
from wendan.sandbox.core.refunds import RefundWish
from wendan.sandbox.core.trades import State, Trade
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.orders import Amount, Order, order_of
from wendan.sandbox.wechat.words import Complaint

METHOD: Final = "barcode"
_CODES: Final = {"unknown": "AUTH_CODE_INVALID", "used": "AUTH_CODE_INVALID", "expired": "AUTHCODEEXPIRE"}


@dataclass(frozen=True, slots=True)
class Scan:
    """What a merchant asks when it has scanned somebody."""

    appid: str
    mchid: str
    description: str
    number: str
    total_fen: int
    auth_code: str
    attach: str = ""

    @property
    def order(self) -> Order:
        """What must stay the same under one number; another code of the same customer may be scanned."""
        return Order(
            appid=self.appid,
            mchid=self.mchid,
            description=self.description,
            out_trade_no=self.number,
            amount=Amount(self.total_fen),
            attach=self.attach or None,
        )


class Till:
    def __init__(self, desk: WechatDesk, bench: Bench) -> None:
        self._desk, self._bench = desk, bench
        self._tries: dict[str, int] = {}

    async def charge(self, scan: Scan) -> Trade:
        """Paid, or the customer is typing. Raises Complaint."""
        keys = self._desk.keys
        if scan.mchid != keys.mchid:
            raise Complaint(400, "PARAM_ERROR", "商户号与签名的商户号不一致", "268447843")
        if scan.appid != keys.appid:
            raise Complaint(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配", "268445527")
        known = self._desk.books.trades.get(scan.number)
        if known is not None:
            self._check_same(known, scan)
            return known
        return await self._charge_new(scan)

    async def reverse(self, number: str) -> Trade:
        """Unpaid: nobody can pay any more. Paid: the money goes back at once. Raises Complaint."""
        desk, trade = self._desk, self._desk.books.trades.get(number)
        if trade is None:
            raise Complaint(404, "ORDER_NOT_EXIST", "订单不存在", "268512771")
        if trade.order.method != METHOD:
            raise Complaint(400, "INVALID_REQUEST", "仅付款码订单可以撤销")
        age_s = desk.now() - trade.order.at
        if age_s < desk.options.reverse_wait_s:
            raise Complaint(400, "INVALID_REQUEST", "请稍候再撤销")
        if age_s > desk.options.reverse_within_s:
            raise Complaint(400, "REVERSE_EXPIRE", "订单无法撤销")
        if trade.closed_at is None:
            await self._give_back(trade)
            desk.books.record(events.Closed(desk.now(), number))
        return trade

    def wants_again(self, number: str) -> bool:
        """Whether v2 wants this reversal repeated before it does anything."""
        tries = self._tries[number] = self._tries.get(number, 0) + 1
        return tries <= self._desk.options.recalls

    async def _charge_new(self, scan: Scan) -> Trade:
        desk = self._desk
        if len(desk.books.trades) >= desk.options.most_payments:
            raise Complaint(429, "FREQUENCY_LIMITED", "频率限制", "268447840")
        try:
            shown = self._bench.codes.use(scan.auth_code)
        except CodeRefused as refused:
            raise Complaint(400, _CODES[refused.reason], f"付款码无效（{refused.reason}）") from None
        desk.books.record(_ordered(scan, desk))
        trade = desk.books.trades[scan.number]
        if await self._bench.scanner.charge(trade, shown) == "failed":
            raise Complaint(403, "NOT_ENOUGH", "余额不足")
        return trade

    def _check_same(self, known: Trade, scan: Scan) -> None:
        if known.order.method != METHOD or order_of(known) != scan.order:
            raise Complaint(403, "OUT_TRADE_NO_USED", "商户订单号重复，请核实后再试", "268498688")
        if known.closed_at is not None or known.state(self._desk.now()) is State.CLOSED:
            raise Complaint(400, "ORDER_CLOSED", "该订单已关闭", "268447914")
        if known.taken_fen is not None:
            raise Complaint(400, "ORDERPAID", "该订单已支付", "268498689")
        if known.wallet == "failed":
            raise Complaint(403, "NOT_ENOUGH", "余额不足")

    async def _give_back(self, trade: Trade) -> None:
        left_fen = (trade.taken_fen or 0) - trade.refunded_fen("SUCCESS", "PROCESSING")
        if left_fen > 0:
            refund = self._bench.refunds.ask(
                RefundWish(f"reverse*{trade.number}", trade.number, left_fen, "撤销")
            )
            await self._bench.refunds.end(refund, "SUCCESS")


def _ordered(scan: Scan, desk: WechatDesk) -> events.Ordered:
    return events.Ordered(
        at=desk.now(),
        number=scan.number,
        account=scan.mchid,
        method=METHOD,
        total_fen=scan.total_fen,
        expires_at=desk.now() + desk.terms.unpaid_lives_s,
        description=scan.description,
        content=msgspec.json.encode(scan.order).decode(),
    )
