"""How much may go back, and what follows a refund that failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from wendan.domains.refunds.errors import NothingToRefund, RefundExceedsPayment, RefundIdWasUsed
from wendan.domains.refunds.model import Refund, RefundSignal, RefundState, RefundWish, Sequel
from wendan.domains.refunds.states import REFUND
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Word

# A merchant balance that stays short closes refund after refund: after this many a person must look.
MOST_NUMBERS = 5


def earlier(refunds: Sequence[Refund], wish: RefundWish) -> Refund | None:
    """The refund already asked under this id, None when it is new. Raises RefundIdWasUsed for other content."""
    for refund in refunds:
        if refund.client_key == wish.client_key:
            if (refund.payment_id, refund.amount_fen) != (wish.payment_id, wish.amount_fen):
                raise RefundIdWasUsed(refund_id=str(refund.id))
            return refund
    return None


def refundable(received_fen: Fen, refunds: Sequence[Refund]) -> Fen:
    """What of a payment has neither gone back nor is on its way."""
    return Fen(received_fen - sum(r.amount_fen for r in refunds if r.state is not RefundState.FAILED))


def demand_refundable(amount: Fen, received_fen: Fen | None, refunds: Sequence[Refund]) -> None:
    """Raises NothingToRefund or RefundExceedsPayment."""
    if received_fen is None:
        raise NothingToRefund
    left = refundable(received_fen, refunds)
    if not 0 < amount <= left:
        raise RefundExceedsPayment(refundable_fen=left)


def after_news(refund: Refund, news: ChannelNews) -> RefundState:
    """The refund's next state. Raises Contradicts."""
    return REFUND.after(refund.state, RefundSignal(news.word.value))


def sequel(refund: Refund, news: ChannelNews) -> Sequel:
    """What follows a failure: CLOSED wants a new number (channels.md §1.14), a dead card wants a person."""
    if news.word is Word.CLOSED and refund.attempt < MOST_NUMBERS:
        return Sequel.NEW_NUMBER
    return Sequel.CASE


def next_step_at(refund: Refund, schedule_s: Sequence[int], now: datetime) -> datetime:
    """When to look at the refund again: the schedule's gaps in order, the last one for ever."""
    return now + timedelta(seconds=schedule_s[min(refund.asked_times, len(schedule_s) - 1)])
