"""News in Alipay's answers and notices: amounts from yuan to fen, times from Beijing's, nothing guessed."""

from datetime import datetime
from typing import Final

import msgspec

from wendan.channels.alipay.meaning import CHANNEL, CLOSED, TRADE_WORDS
from wendan.channels.reading import Heard, Unreadable
from wendan.kernel.money import Fen, fen_from_yuan
from wendan.kernel.news import ChannelNews, Subject, Word
from wendan.kernel.times import BEIJING

TIME: Final = "%Y-%m-%d %H:%M:%S"
CURRENCY: Final = "CNY"
REFUNDED: Final = "REFUND_SUCCESS"


class Trade(msgspec.Struct):
    """What answers and notices say of a trade: a query calls the time send_pay_date, all others gmt_payment."""

    out_trade_no: str
    trade_no: str = ""
    trade_status: str = ""
    total_amount: str = ""
    send_pay_date: str = ""
    gmt_payment: str = ""

    @property
    def paid_at(self) -> str:
        """Empty: nobody has ever paid."""
        return self.send_pay_date or self.gmt_payment


class Refunded(msgspec.Struct):
    """What a refund and its query answer; in the refund's own answer the fee is that of ALL refunds together."""

    out_trade_no: str = ""
    out_request_no: str = ""
    fund_change: str = ""
    refund_fee: str = ""
    refund_status: str = ""
    refund_amount: str = ""
    gmt_refund_pay: str = ""


def time_text(moment: datetime) -> str:
    """As Alipay writes times."""
    return moment.astimezone(BEIJING).strftime(TIME)


def time_of(text: str) -> datetime | None:
    """Of Alipay's writing; None for an empty one. Raises Unreadable."""
    if not text:
        return None
    try:
        return datetime.strptime(text, TIME).replace(tzinfo=BEIJING)
    except ValueError:
        raise Unreadable from None


def fen_of(text: str) -> Fen:
    """Of an amount in yuan. Raises Unreadable."""
    try:
        return fen_from_yuan(text)
    except ValueError:
        raise Unreadable from None


def word_of(trade: Trade, *, is_barcode: bool) -> Word:
    """Where the trade stands. Raises Unreadable.

    A closed trade that was paid was refunded in full: that is a payment with a refund of its own. Except by payment
    code: there we reverse it when the customer left, and the money is back.
    """
    if trade.trade_status == CLOSED:
        return Word.SUCCEEDED if trade.paid_at and not is_barcode else Word.CLOSED
    try:
        return TRADE_WORDS[trade.trade_status]
    except KeyError:
        raise Unreadable from None


def trade_news(heard: Heard, trade: Trade, word: Word) -> ChannelNews:
    """Raises Unreadable when it is said to have succeeded without a number or an amount."""
    has_moved = word is Word.SUCCEEDED
    if has_moved and not trade.trade_no:
        raise Unreadable
    return ChannelNews(
        channel=CHANNEL,
        account=heard.account,
        subject=Subject.PAYMENT,
        number=trade.out_trade_no,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        reference=trade.trade_no or None,
        amount_fen=fen_of(trade.total_amount) if has_moved else None,
        currency=CURRENCY if has_moved else None,
        happened_at=time_of(trade.paid_at) if has_moved else None,
        message_id=heard.message_id,
    )


def refund_news(heard: Heard, number: str, amount: Fen | None, refunded: Refunded) -> ChannelNews:
    """Money on its way back, or there: REFUND_SUCCESS of a query, a changed fund of the refund itself."""
    is_done = refunded.refund_status == REFUNDED or refunded.fund_change == "Y"
    return ChannelNews(
        channel=CHANNEL,
        account=heard.account,
        subject=Subject.REFUND,
        number=number,
        word=Word.SUCCEEDED if is_done else Word.ACCEPTED,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        amount_fen=amount,
        currency=CURRENCY,
        happened_at=time_of(refunded.gmt_refund_pay) if is_done else None,
    )
