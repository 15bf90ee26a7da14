"""Ordering by form, app or code, and asking: what each request does to the books."""

from html import escape
from typing import Final
from urllib.parse import quote

from wendan.sandbox.core.cashier import cashier_page
from wendan.sandbox.core.trades import State, Trade
from wendan.sandbox.core.views import view_payment
from wendan.sandbox.core.wallet import Wallet
from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.unionpay import answers
from wendan.sandbox.unionpay.desk import UnionPayDesk
from wendan.sandbox.unionpay.orders import demand, fields_of, ordered, read_form
from wendan.sandbox.unionpay.words import Complaint, Fields, ok

QR_PREFIX: Final = "https://qr.95516.com/00010000/"
BACK: Final = '<p><a href="/_sandbox/return/{key}" id="return">返回商户</a></p>'


class Counter:
    def __init__(self, desk: UnionPayDesk, wallet: Wallet) -> None:
        self._desk, self._wallet = desk, wallet

    async def front(self, request: Request) -> Answer:
        """The customer's browser brings the form: only now UnionPay hears of the order, and shows its page."""
        trade = self.enter("wap", read_form(request))
        await self._wallet.fulfil_wish(trade)
        desk, key = self._desk, quote(trade.number, safe="")
        back = BACK.format(key=key) if fields_of(trade).get("frontUrl") else ""
        page = cashier_page(view_payment(desk, trade), trade.state(desk.now()), back)
        return Answer(200, page.encode())

    async def app(self, request: Request) -> Answer:
        """tn, for the merchant's app to open UnionPay's."""
        trade = self.enter("app", read_form(request))
        await self._wallet.fulfil_wish(trade)
        return ok({"tn": trade.token})

    async def qr(self, request: Request) -> Answer:
        """A code to show."""
        fields = read_form(request)
        if self._desk.options.refuses_repeats and fields.get("orderId") in self._desk.books.trades:
            raise Complaint("12")
        trade = self.enter("qr", fields)
        await self._wallet.fulfil_wish(trade)
        return ok({"qrCode": QR_PREFIX + trade.token, "txnAmt": fields["txnAmt"]})

    def query(self, request: Request) -> Answer:
        """By number and time together; a refund is a transaction like any other."""
        desk, fields = self._desk, read_form(request)
        demand(fields, "orderId")
        number = fields["orderId"]
        trade, refund = desk.books.known(number), desk.books.refunds.get(number)
        if trade is not None and _is_same_time(fields_of(trade), fields):
            return ok(answers.state_of_payment(desk, trade))
        if refund is not None and _is_same_time(fields_of(refund), fields):
            return ok(answers.state_of_refund(desk, refund))
        raise Complaint("34")

    def enter(self, method: str, fields: Fields) -> Trade:
        """The order in the books; the same number again is the same order or it is refused. Raises Complaint."""
        desk = self._desk
        order = ordered(method, fields, desk.now())
        known = desk.books.trades.get(order.number)
        if known is None:
            if len(desk.books.trades) >= desk.options.most_payments:
                raise Complaint("02")
            if order.number in desk.books.refunds:
                raise Complaint("12")
            desk.books.record(order)
            return desk.books.trades[order.number]
        is_same = (known.order.content, known.order.method) == (order.content, method)
        if not is_same or (method != "wap" and known.state(desk.now()) is not State.OPEN):
            raise Complaint("12")
        return known


def failure_page(code: str, text: str) -> str:
    """What the customer's browser shows when the form is refused."""
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>银联 · 沙箱</title>'
        f"<p>这是测试用的收银台，不会动用真实资金。</p><p>{escape(text)}</p><p>{escape(code)}</p></html>"
    )


def _is_same_time(known: Fields, asked: Fields) -> bool:
    return known["txnTime"] == asked["txnTime"]
