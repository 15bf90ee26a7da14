"""Money back onto the card: accepted at once, ended later."""

from typing import Annotated
from urllib.parse import unquote

import msgspec
from msgspec import Meta

from wendan.sandbox.campus_card import answers
from wendan.sandbox.campus_card.counter import Fen, Number, Url, read
from wendan.sandbox.campus_card.desk import CampusCardDesk
from wendan.sandbox.campus_card.words import Complaint, ok
from wendan.sandbox.core.refunds import Refunds, RefundWish
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.core.wire import Answer, Request


class RefundOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Number
    payment: Number
    amount_fen: Fen
    reason: Annotated[str, Meta(max_length=80)]
    notify_url: Url | None = None


class RefundCounter:
    def __init__(self, desk: CampusCardDesk, refunds: Refunds) -> None:
        self._desk, self._refunds = desk, refunds

    def refund(self, request: Request) -> Answer:
        """PROCESSING; the same number with the same content again is the same refund."""
        asked = read(RefundOrder, request.body)
        known = self._desk.books.refunds.get(asked.number)
        if known is not None:
            if (known.asked.payment, known.asked.fen) != (asked.payment, asked.amount_fen):
                raise Complaint(409, "NUMBER_USED", "退款号重复且内容不一致")
            return ok(answers.refund(known))
        trade = self._desk.books.trades.get(asked.payment)
        if trade is None:
            raise Complaint(404, "PAYMENT_UNKNOWN", "无此支付")
        self._check(trade, asked.amount_fen)
        wish = RefundWish(asked.number, asked.payment, asked.amount_fen, asked.reason, asked.notify_url or "")
        return ok(answers.refund(self._refunds.ask(wish)))

    def query(self, request: Request) -> Answer:
        known = self._desk.books.refunds.get(unquote(request.path.rpartition("/")[2]))
        if known is None:
            raise Complaint(404, "REFUND_UNKNOWN", "无此退款")
        return ok(answers.refund(known))

    def _check(self, trade: Trade, fen: int) -> None:
        if trade.taken_fen is None:
            raise Complaint(409, "NOT_PAID", "尚未支付")
        if self._desk.now() - trade.taken_at > self._desk.options.refund_within_s:
            raise Complaint(409, "REFUND_TOO_LATE", "已过退款时限")
        if trade.refunded_fen("PROCESSING", "SUCCESS") + fen > trade.taken_fen:
            raise Complaint(409, "REFUND_TOO_MUCH", "退款超过支付金额")
