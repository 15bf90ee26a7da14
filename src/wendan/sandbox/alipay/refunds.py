"""Refunds: at once, certain, and the same number again moves nothing."""

from wendan.sandbox.alipay import answers
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.alipay.requests import RefundAsk, RefundName, TradeName, fen, parameters_of, read
from wendan.sandbox.alipay.words import failed, ok
from wendan.sandbox.core.refunds import Refunds, RefundWish
from wendan.sandbox.core.trades import Refund, Trade
from wendan.sandbox.core.wire import Answer, Request

WINDOW_S = 365 * 86400.0


class RefundCounter:
    def __init__(self, desk: AlipayDesk, refunds: Refunds) -> None:
        self._desk, self._refunds = desk, refunds

    async def refund(self, request: Request) -> Answer:
        """fund_change Y the first time, N on a repeat; without a request number it is the whole trade's."""
        asked = read(parameters_of(request), RefundAsk)
        trade, amount_fen = self._trade(asked), fen(asked.refund_amount)
        number = asked.out_request_no or trade.number
        known = self._known(trade, number)
        if known is not None:
            if known.asked.fen != amount_fen:
                raise failed("ACQ.DISCORDANT_REPEAT_REQUEST", "同一退款号的退款金额不一致")
            return ok(**answers.refunded(trade, known, is_new=False))
        self._check(trade, amount_fen)
        wish = RefundWish(
            number, trade.number, amount_fen, asked.refund_reason, self._told_to(trade, amount_fen)
        )
        made = self._refunds.ask(wish)
        await self._refunds.end(made, "SUCCESS")
        return ok(**answers.refunded(trade, made, is_new=True))

    def query(self, request: Request) -> Answer:
        """10000 without a word about the refund: it was not received, or is not to be seen yet."""
        asked = read(parameters_of(request), RefundName)
        trade = self._trade(asked)
        known = self._known(trade, asked.out_request_no)
        if known is None or self._desk.now() - known.asked.at < self._desk.options.refund_seen_after_s:
            return ok()
        return ok(**answers.refund_queried(trade, known))

    def _known(self, trade: Trade, number: str) -> Refund | None:
        return next((each for each in trade.refunds if each.asked.number == number), None)

    def _trade(self, asked: TradeName) -> Trade:
        books = self._desk.books
        trade = (
            books.by_reference.get(asked.trade_no) if asked.trade_no else books.trades.get(asked.out_trade_no)
        )
        if trade is None or not trade.is_known:
            raise failed("ACQ.TRADE_NOT_EXIST", "交易不存在")
        return trade

    def _check(self, trade: Trade, amount_fen: int) -> None:
        if trade.taken_fen is None:
            raise failed("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
        if self._desk.now() - trade.taken_at > WINDOW_S:
            raise failed("ACQ.TRADE_HAS_FINISHED", "交易已经完结")
        if trade.refunded_fen("SUCCESS") + amount_fen > trade.taken_fen:
            raise failed("ACQ.REASON_TRADE_REFUND_FEE_ERR", "退款金额超限")

    def _told_to(self, trade: Trade, amount_fen: int) -> str:
        """Only a partial refund is told, where refunds are told at all."""
        is_partial = trade.refunded_fen("SUCCESS") + amount_fen < (trade.taken_fen or 0)
        return trade.order.notify_url if self._desk.options.tells_refunds and is_partial else ""
