"""Money back: a refund is accepted and ends later; a revocation is whole, on the same clearing day, and at once."""

from wendan.sandbox.core.refunds import Refunds, RefundWish
from wendan.sandbox.core.trades import Refund, Trade
from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.unionpay import answers
from wendan.sandbox.unionpay.desk import UnionPayDesk
from wendan.sandbox.unionpay.orders import OF_MONEY, content_of, demand, read_form
from wendan.sandbox.unionpay.words import Complaint, Fields, ok

_BACK = ("PROCESSING", "SUCCESS", "ABNORMAL")


class RefundCounter:
    def __init__(self, desk: UnionPayDesk, refunds: Refunds) -> None:
        self._desk, self._refunds = desk, refunds

    def refund(self, request: Request) -> Answer:
        """Accepted, and nothing more: what becomes of it is told or asked."""
        fields = read_form(request)
        trade = self._original(fields)
        if trade.refunded_fen(*_BACK) + int(fields["txnAmt"]) > (trade.taken_fen or 0):
            raise Complaint("36")
        return ok(_accepted(self._ask(trade, fields)))

    async def revoke(self, request: Request) -> Answer:
        """The whole payment, before its clearing day is over."""
        fields = read_form(request)
        trade = self._original(fields)
        if int(fields["txnAmt"]) != trade.taken_fen or trade.refunded_fen(*_BACK):
            raise Complaint("36")
        if answers.clearing_day(trade.taken_at) != answers.clearing_day(self._desk.now()):
            raise Complaint("35")
        revoked = self._ask(trade, fields)
        await self._refunds.end(revoked, "SUCCESS")
        return ok(_accepted(revoked))

    def _original(self, fields: Fields) -> Trade:
        demand(fields, *OF_MONEY, "origQryId")
        books = self._desk.books
        if fields["orderId"] in books.refunds or fields["orderId"] in books.trades:
            raise Complaint("12")
        trade = books.by_reference.get(fields["origQryId"])
        if trade is None or trade.taken_fen is None:
            raise Complaint("35")
        return trade

    def _ask(self, trade: Trade, fields: Fields) -> Refund:
        return self._refunds.ask(
            RefundWish(
                number=fields["orderId"],
                payment=trade.number,
                fen=int(fields["txnAmt"]),
                notify_url=fields["backUrl"],
                content=content_of(fields),
            )
        )


def _accepted(refund: Refund) -> Fields:
    return {"queryId": refund.reference, "txnAmt": str(refund.asked.fen), "currencyCode": "156"}
