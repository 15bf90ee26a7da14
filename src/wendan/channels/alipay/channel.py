"""Alipay as one of our payment channels: the verbs of the port in Alipay's calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import msgspec

from wendan.channels.alipay import meaning
from wendan.channels.alipay.bills import Bills
from wendan.channels.alipay.holds import HOLD_NOTICES, Holds, hold_notice
from wendan.channels.alipay.news import (
    Refunded,
    Trade,
    fen_of,
    refund_news,
    trade_news,
    word_of,
)
from wendan.channels.alipay.orders import METHODS, Order, order_of
from wendan.channels.alipay.signatures import NotBelieved, charset_of
from wendan.channels.alipay.transport import Merchant, Reply
from wendan.channels.bills import GivesBills
from wendan.channels.port import (
    Acknowledgement,
    CallbackRejected,
    CloseAnswer,
    Closing,
    PaymentAsk,
    PaymentKey,
    Prepared,
    RefundAsk,
    RefundKey,
)
from wendan.channels.reading import Heard, Unreadable, missing
from wendan.kernel.errors import Silence
from wendan.kernel.money import yuan_text
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.kernel.scene import Scene

MOST_CANCELS: Final = 3
TRADE_NOTICE: Final = "trade_status_sync"
LONGEST_REASON: Final = 256


class _Given(msgspec.Struct):
    trade_no: str = ""
    qr_code: str = ""


class _Cancelled(msgspec.Struct):
    retry_flag: str = "N"
    action: str = ""  # close, refund; empty when there was nothing to cancel


class Alipay(Holds, Bills):
    """Alipay's v2 gateway for every merchant account it has credentials for."""

    name = meaning.CHANNEL
    methods: Mapping[str, Scene] = METHODS
    calls_back = True
    callback_headers: tuple[str, ...] = ()  # all of a notice stands in its form
    # Seven bytes and nothing else, or it calls again, up to 25 hours.
    kept = Acknowledgement(200, b"success")
    lacks_keys = False  # its keys stand in the credentials

    @property
    def bills(self) -> GivesBills | None:
        """It is its own counter for them."""
        return self

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        """Register the payment. A LINK asks nothing: Alipay learns of it when the customer opens the address."""
        order = order_of(ask, self._merchants[ask.account].credentials)
        if METHODS[ask.method] is Scene.LINK:
            address = self._address(ask, order)
            return Prepared({"h5_url": address}, address)
        reply = await self._request(ask.account, order.api, order.content, tells=True)
        if METHODS[ask.method] is Scene.BARCODE:
            return self._scanned(ask, reply)
        if reply.verdict.code != meaning.DONE:
            raise meaning.refusal_of(reply.verdict)
        given = str(getattr(reply.read(_Given), order.gives))
        if not given:
            raise Silence(f"no {order.gives} in the answer")
        return Prepared({order.named: given}, reply.verdict.raw)

    async def query(self, key: PaymentKey) -> ChannelNews:
        """Ask by Alipay's number when it is known, else by ours."""
        named = {"trade_no": key.reference} if key.reference else {"out_trade_no": key.number}
        reply = await self._ask(key.account, "alipay.trade.query", named)
        if reply.verdict.sub_code in meaning.MISSING_CODES:
            return missing(meaning.CHANNEL, Subject.PAYMENT, key.number, reply.heard)
        if reply.verdict.code != meaning.DONE:
            raise meaning.refusal_of(reply.verdict)
        trade = reply.read(Trade)
        if trade.out_trade_no != key.number:
            raise Silence(f"asked about {key.number}, answered about another")
        try:
            is_barcode = METHODS.get(key.method) is Scene.BARCODE
            return trade_news(reply.heard, trade, word_of(trade, is_barcode=is_barcode))
        except Unreadable as unreadable:
            raise Silence(f"answer about {key.number} is {unreadable.reason}") from None

    async def close(self, key: PaymentKey) -> Closing:
        """Ask that nobody can pay any more; who was scanned is reversed, with the money if it had moved."""
        if METHODS.get(key.method) is Scene.BARCODE:
            return await self._cancel(key)
        reply = await self._request(key.account, "alipay.trade.close", {"out_trade_no": key.number})
        answer = meaning.close_answer(reply.verdict) or await self._answer_by_state(key)
        return Closing(answer, reply.verdict.raw)

    async def refund(self, ask: RefundAsk) -> ChannelNews:
        """Ask for money back; the same number again moves nothing, and then its query tells what it moved."""
        key = ask.key
        reply = await self._request(key.account, "alipay.trade.refund", self._refund_content(ask))
        if reply.verdict.code != meaning.DONE:
            raise meaning.refusal_of(reply.verdict, moves_money=True)
        refunded = reply.read(Refunded)
        if refunded.fund_change != "Y":
            known = await self.query_refund(key)
            if known.word is not Word.MISSING:
                return known
        try:
            # The fee is of all refunds together: less than this one alone cannot be.
            if refunded.fund_change == "Y" and fen_of(refunded.refund_fee) < ask.amount_fen:
                raise Unreadable
            return refund_news(reply.heard, key.number, ask.amount_fen, refunded)
        except Unreadable as unreadable:
            raise Silence(f"answer about {key.number} is {unreadable.reason}") from None

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        """What became of a refund; 10000 without a word about it: not received, or not yet."""
        asked = {"out_trade_no": key.payment.number, "out_request_no": key.number}
        reply = await self._ask(key.account, "alipay.trade.fastpay.refund.query", asked)
        if reply.verdict.sub_code in meaning.MISSING_CODES:
            return missing(meaning.CHANNEL, Subject.REFUND, key.number, reply.heard)
        if reply.verdict.code != meaning.DONE:
            raise meaning.refusal_of(reply.verdict)
        refunded = reply.read(Refunded)
        if not refunded.refund_amount:
            return missing(meaning.CHANNEL, Subject.REFUND, key.number, reply.heard)
        try:
            amount = fen_of(refunded.refund_amount)
            if refunded.out_request_no != key.number:
                raise Unreadable
            return refund_news(reply.heard, key.number, amount, refunded)
        except Unreadable as unreadable:
            raise Silence(f"answer about {key.number} is {unreadable.reason}") from None

    def hear(
        self, account: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> ChannelNews | None:
        """News in a notice; None for what tells of refunds only. Raises CallbackRejected."""
        del headers
        notice = self._notice(account, body)
        heard = Heard(account, Source.CALLBACK, now, body.decode("ascii"), _message_id(notice))
        if notice.get("notify_type") in HOLD_NOTICES:
            return hold_notice(heard, notice)
        if notice.get("notify_type") != TRADE_NOTICE:
            return None
        try:
            trade = msgspec.convert(notice, Trade)
            fen_of(trade.total_amount)
            # A trade closed after it was paid has been given back: refunds are asked about by their own numbers.
            if trade.trade_status == meaning.CLOSED and trade.paid_at:
                return None
            return trade_news(heard, trade, word_of(trade, is_barcode=False))
        except (msgspec.MsgspecError, Unreadable):
            raise CallbackRejected("malformed") from None

    async def warm(self) -> None:
        """Nothing to fetch."""

    def _notice(self, account: str, body: bytes) -> dict[str, str]:
        """What a genuine notice for this very merchant says. Raises CallbackRejected."""
        merchant = self._merchants.get(account)
        if merchant is None:
            raise CallbackRejected("wrong-merchant")
        try:
            notice = _form(body)
            merchant.keys.verify_notice(notice)
        except NotBelieved as unbelieved:
            raise CallbackRejected(unbelieved.reason) from None
        except ValueError:
            raise CallbackRejected("malformed") from None
        if not _is_for(merchant, notice):
            raise CallbackRejected("wrong-merchant")
        return notice

    def _address(self, ask: PaymentAsk, order: Order) -> str:
        merchant = self._merchants[ask.account]
        more = {"notify_url": self._options.notify_url(self.name, ask.account)}
        if ask.return_url:
            more["return_url"] = ask.return_url
        parameters = self._transport.signed(merchant, order.api, order.content, more)
        return f"{merchant.credentials.gateway_url}?{urlencode(parameters)}"

    def _scanned(self, ask: PaymentAsk, reply: Reply) -> Prepared:
        """Paid at once, or the customer types a password and is asked about; a no is certain."""
        verdict = reply.verdict
        if verdict.code == meaning.WAITING:
            return Prepared({}, verdict.raw)
        if verdict.code != meaning.DONE:
            raise meaning.refusal_of(verdict, moves_money=True)
        trade = reply.read(Trade)
        if trade.out_trade_no != ask.number:
            raise Silence(f"asked about {ask.number}, answered about another")
        try:
            return Prepared({}, verdict.raw, trade_news(reply.heard, trade, Word.SUCCEEDED))
        except Unreadable as unreadable:
            raise Silence(f"answer about {ask.number} is {unreadable.reason}") from None

    async def _cancel(self, key: PaymentKey) -> Closing:
        """Cancel again while Alipay wants that, a few times; the rest is the alarm clock's."""
        raw = ""
        for _ in range(MOST_CANCELS):
            reply = await self._request(key.account, "alipay.trade.cancel", {"out_trade_no": key.number})
            raw = reply.verdict.raw
            if reply.verdict.code != meaning.DONE:
                answer = meaning.close_answer(reply.verdict) or await self._answer_by_state(key)
                return Closing(answer, raw)
            cancelled = reply.read(_Cancelled)
            if cancelled.retry_flag != "Y":
                # An action is named only where there was a trade.
                answer = CloseAnswer.CLOSED if cancelled.action else CloseAnswer.MISSING
                return Closing(answer, raw)
        return Closing(CloseAnswer.NOT_YET, raw)

    async def _answer_by_state(self, key: PaymentKey) -> CloseAnswer:
        """A close refused because of the trade's state: which one?"""
        word = (await self.query(key)).word
        return _CLOSE_ANSWERS.get(word, CloseAnswer.NOT_YET)

    @staticmethod
    def _refund_content(ask: RefundAsk) -> dict[str, Any]:
        return {
            "out_trade_no": ask.key.payment.number,
            "out_request_no": ask.key.number,
            "refund_amount": yuan_text(ask.amount_fen),
            "refund_reason": ask.reason[:LONGEST_REASON],
        }


_CLOSE_ANSWERS: Final = {
    Word.SUCCEEDED: CloseAnswer.ALREADY_PAID,
    Word.CLOSED: CloseAnswer.CLOSED,
    Word.MISSING: CloseAnswer.MISSING,
}


def _form(body: bytes) -> dict[str, str]:
    """The decoded values of a notice, in the charset it names. Raises ValueError."""
    text = body.decode("ascii")
    charset = charset_of(dict(parse_qsl(text, errors="replace")))
    return dict(parse_qsl(text, keep_blank_values=True, encoding=charset, errors="strict"))


def _is_for(merchant: Merchant, notice: Mapping[str, str]) -> bool:
    credentials = merchant.credentials
    # A notice about a hold names the one who is to be paid otherwise.
    seller = notice.get("seller_id") or notice.get("payee_user_id")
    return notice.get("app_id") == credentials.app_id and seller == credentials.seller_id


def _message_id(notice: Mapping[str, str]) -> str | None:
    """The same on every repeat, another one when the trade moved on."""
    if not notice.get("notify_id"):
        return None
    parts = ("notify_id", "trade_status", "refund_fee")
    return ":".join(notice.get(name, "") for name in parts)
