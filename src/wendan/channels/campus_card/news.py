"""News in the operator's answers and notices: fen as they stand, times as RFC 3339, nothing guessed."""

from datetime import datetime

import msgspec

from wendan.channels.campus_card.meaning import CHANNEL, PAYMENT_WORDS, REFUND_WORDS, cause_of
from wendan.channels.reading import Heard, Unreadable
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Subject, Word

CURRENCY = "CNY"


class PaymentTold(msgspec.Struct):
    """A payment as the operator tells it."""

    number: str
    state: str
    amount_fen: int
    paid_fen: int | None = None
    paid_at: datetime | None = None
    reference: str | None = None
    reason: str = ""  # why the last attempt failed
    pay_url: str = ""


class RefundTold(msgspec.Struct):
    """A refund as the operator tells it."""

    number: str
    payment: str
    state: str
    amount_fen: int
    reference: str
    ended_at: datetime | None = None


def payment_news(heard: Heard, told: PaymentTold) -> ChannelNews:
    """Raises Unreadable for a state of no kind we know, or a success that does not say all."""
    word = PAYMENT_WORDS.get(told.state)
    has_moved = word is Word.SUCCEEDED
    if word is None or (has_moved and (told.paid_fen is None or not told.reference or not told.paid_at)):
        raise Unreadable
    return ChannelNews(
        channel=CHANNEL,
        account=heard.account,
        subject=Subject.PAYMENT,
        number=told.number,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        reference=told.reference if has_moved else None,
        amount_fen=Fen(told.paid_fen) if has_moved and told.paid_fen is not None else None,
        currency=CURRENCY if has_moved else None,
        happened_at=told.paid_at if has_moved else None,
        cause=cause_of(told.reason) if word is Word.DECLINED else None,
        message_id=heard.message_id,
    )


def refund_news(heard: Heard, told: RefundTold) -> ChannelNews:
    """Raises Unreadable for a state of no kind we know."""
    word = REFUND_WORDS.get(told.state)
    if word is None:
        raise Unreadable
    return ChannelNews(
        channel=CHANNEL,
        account=heard.account,
        subject=Subject.REFUND,
        number=told.number,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        reference=told.reference,
        amount_fen=Fen(told.amount_fen),
        currency=CURRENCY,
        happened_at=told.ended_at if word is Word.SUCCEEDED else None,
        message_id=heard.message_id,
    )
