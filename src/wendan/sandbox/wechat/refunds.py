"""What WeChat refunds and what not; how a refund goes on is the core's."""

from typing import Annotated
from urllib.parse import unquote

import msgspec
from msgspec import Meta

from wendan.sandbox.core.refunds import Refunds, RefundWish
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.wechat import answers
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.orders import Fen, Short, Text32, Url, read
from wendan.sandbox.wechat.words import Complaint, ok

MOST_REFUNDS = 50
WINDOW_S = 365 * 86400.0


class _From(msgspec.Struct, forbid_unknown_fields=True):
    account: Text32
    amount: Fen


class _RefundAmount(msgspec.Struct, forbid_unknown_fields=True):
    refund: Fen
    total: Fen
    currency: Annotated[str, Meta(pattern="^CNY$")]
    from_: list[_From] | None = msgspec.field(default=None, name="from")


class _RefundGoods(msgspec.Struct, forbid_unknown_fields=True):
    merchant_goods_id: Text32
    unit_price: int
    refund_amount: int
    refund_quantity: Fen
    wechatpay_goods_id: Short | None = None
    goods_name: Short | None = None


class RefundRequest(msgspec.Struct, forbid_unknown_fields=True):
    out_refund_no: Annotated[str, Meta(pattern=r"^[0-9A-Za-z_\-|*@]{1,64}$")]
    amount: _RefundAmount
    transaction_id: Text32 | None = None
    out_trade_no: Text32 | None = None
    reason: Annotated[str, Meta(max_length=80)] | None = None
    notify_url: Url | None = None
    funds_account: Annotated[str, Meta(pattern="^(AVAILABLE|UNSETTLED)$")] | None = None
    goods_detail: list[_RefundGoods] | None = None


_read_refund = msgspec.json.Decoder(RefundRequest).decode


class RefundCounter:
    def __init__(self, desk: WechatDesk, refunds: Refunds) -> None:
        self._desk, self._refunds = desk, refunds

    def refund(self, request: Request) -> Answer:
        """PROCESSING; the same number with the same content again is the same refund."""
        asked: RefundRequest = read(_read_refund, request.body)
        trade = self._trade(asked)
        known = self._desk.books.refunds.get(asked.out_refund_no)
        if known is None:
            self._check(trade, asked)
            known = self._refunds.ask(_wish(trade, asked))
        elif known.asked.payment != trade.number or known.asked.fen != asked.amount.refund:
            raise Complaint(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试")
        return ok(answers.refund(self._desk, known))

    def query(self, request: Request) -> Answer:
        known = self._desk.books.refunds.get(unquote(request.path.rpartition("/")[2]))
        if known is None:
            raise Complaint(404, "RESOURCE_NOT_EXISTS", "退款单不存在", "268512771")
        return ok(answers.refund(self._desk, known))

    def _trade(self, asked: RefundRequest) -> Trade:
        books = self._desk.books
        if asked.transaction_id:
            trade = books.by_reference.get(asked.transaction_id)
        else:
            trade = books.trades.get(asked.out_trade_no or "")
        if trade is None:
            raise Complaint(404, "RESOURCE_NOT_EXISTS", "订单不存在", "268512771")
        return trade

    def _check(self, trade: Trade, asked: RefundRequest) -> None:
        now, taken_fen = self._desk.now(), trade.taken_fen
        if taken_fen is None:
            raise Complaint(400, "INVALID_REQUEST", "订单未支付")
        if asked.amount.total != taken_fen:
            raise Complaint(400, "INVALID_REQUEST", "订单金额与原订单不一致")
        if trade.refunded_fen("PROCESSING", "SUCCESS", "ABNORMAL") + asked.amount.refund > taken_fen:
            raise Complaint(400, "INVALID_REQUEST", "累计退款金额超过订单金额")
        if now - trade.taken_at > WINDOW_S:
            raise Complaint(400, "INVALID_REQUEST", "订单已超过可退款的最大期限")
        if len(trade.refunds) >= MOST_REFUNDS:
            raise Complaint(403, "RULE_LIMIT", "部分退款次数超过50次")
        gap_s = now - trade.refunds[-1].asked.at if trade.refunds else None
        if gap_s is not None and gap_s < self._desk.options.refund_gap_s:
            raise Complaint(429, "FREQUENCY_LIMITED", "同一笔订单的退款请求需间隔1分钟", "268447840")


def _wish(trade: Trade, asked: RefundRequest) -> RefundWish:
    return RefundWish(
        asked.out_refund_no,
        trade.number,
        asked.amount.refund,
        asked.reason or "",
        asked.notify_url or "",
    )
