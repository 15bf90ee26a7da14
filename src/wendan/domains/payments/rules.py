"""What news means for a payment, which attempt a page gets, when to ask again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from wendan.domains.payments.errors import PaymentIdWasUsed, PaymentIsBeingChecked, TooManyAttempts
from wendan.domains.payments.model import (
    Fate,
    Finding,
    Payment,
    PaymentSignal,
    PaymentState,
    PaymentWish,
    Verdict,
)
from wendan.domains.payments.states import LIVE, PAYMENT
from wendan.kernel.news import ChannelNews, Source, Word
from wendan.kernel.states import Contradicts

MOST_ATTEMPTS = 20
MOST_ROUTES = 3
CURRENCY = "CNY"
# Clocks differ, and a payment begun in the last second takes its time.
OVER_AFTER = timedelta(minutes=2)
# An H5 address lives five minutes (channels.md §1.7), every other preparation two hours.
H5_LIFETIME = timedelta(minutes=4)


def weigh(payment: Payment, news: ChannelNews) -> Verdict:
    """What `news` means beside what we know of `payment`.

    Amounts and currency are compared before success is believed; a second transaction number for a payment
    that has one is a contradiction, however successful.
    """
    signal = _signal(payment, news)
    try:
        state = PAYMENT.after(payment.state, signal)
    except Contradicts:
        return Verdict(Finding.CONTRADICTION, payment.state)
    if signal is PaymentSignal.SUCCEEDED:
        return _weigh_success(payment, news, state)
    return Verdict(Finding.KNOWN if state is payment.state else Finding.MOVED, state)


def _signal(payment: Payment, news: ChannelNews) -> PaymentSignal:
    # A close that finds no such number proves that nobody can pay, as long as nobody was handed the means to.
    # So does one that finds none long after the last moment to pay, however many hold a code for it.
    is_unknown_to_close = news.word is Word.MISSING and news.source is Source.CLOSE
    if is_unknown_to_close and (
        payment.parameters is None or news.heard_at > payment.expires_at + OVER_AFTER
    ):
        return PaymentSignal.CLOSED
    return PaymentSignal(news.word.value)


def _weigh_success(payment: Payment, news: ChannelNews, state: PaymentState) -> Verdict:
    if payment.state is PaymentState.SUCCEEDED:
        is_same = news.reference == payment.reference
        return Verdict(Finding.KNOWN if is_same else Finding.CONTRADICTION, state)
    if news.reference is None or news.account != payment.account:
        return Verdict(Finding.CONTRADICTION, payment.state)
    if news.amount_fen != payment.amount_fen or news.currency not in (None, CURRENCY):
        return Verdict(Finding.WRONG_AMOUNT, state)
    return Verdict(Finding.PAID, state)


def choose_attempt(payments: Sequence[Payment], wish: PaymentWish) -> Payment | None:
    """The attempt this press of the button belongs to; None when a new one must be made.

    Two open pages that pay the same way share one attempt, so that only one of them can be paid.
    Raises PaymentIdWasUsed, PaymentIsBeingChecked, TooManyAttempts.
    """
    if any(payment.fate is Fate.IN_CASE for payment in payments):
        raise PaymentIsBeingChecked
    for payment in reversed(payments):
        if payment.client_key in keys_of(wish.client_key):
            if (payment.channel, payment.method, payment.coupon_id) != (
                wish.channel,
                wish.method,
                wish.coupon_id,
            ):
                raise PaymentIdWasUsed(payment_id=str(payment.id))
            return payment
    for payment in payments:
        if payment.state in LIVE and _way_of(payment) == _way_of(wish):
            return payment
    if len(payments) >= MOST_ATTEMPTS:
        raise TooManyAttempts(most=MOST_ATTEMPTS)
    return None


def _way_of(asked: Payment | PaymentWish) -> tuple[object, ...]:
    """What two presses share: an attempt with a coupon asks for other money than one without."""
    return asked.channel, asked.account, asked.method, asked.payer, asked.coupon_id


def keys_of(client_key: str) -> tuple[str, ...]:
    """The press's own key, and those of attempts we made for it by other accounts when the first was proven dead."""
    return client_key, *(f"{client_key}#{n}" for n in range(2, MOST_ROUTES + 1))


def has_usable_parameters(payment: Payment, now: datetime) -> bool:
    """Whether the customer's device can still use what the channel prepared."""
    if payment.state is not PaymentState.PENDING or payment.parameters is None or payment.prepared_at is None:
        return False
    return payment.method != "h5" or now - payment.prepared_at < H5_LIFETIME


def next_query_at(asked_times: int, schedule_s: Sequence[int], now: datetime) -> datetime:
    """When to ask the channel again: the schedule's gaps in order, the last one for ever."""
    return now + timedelta(seconds=schedule_s[min(asked_times, len(schedule_s) - 1)])


def may_ask_now(payment: Payment, now: datetime, least_gap_s: float) -> bool:
    """Whether a waiting page may cause a query now."""
    return payment.asked_at is None or now - payment.asked_at >= timedelta(seconds=least_gap_s)


# Nearer and nearer to the end: the gap is half of what is left, within these bounds.
_CLOSE_GAPS: Final = (timedelta(seconds=5), timedelta(minutes=2))


def next_close_at(now: datetime, ends_at: datetime) -> datetime:
    """When to try again to close what time alone ends: ever sooner towards the end, and at the end itself."""
    least, most = _CLOSE_GAPS
    gap = min(max((ends_at - now) / 2, least), most)
    return min(now + gap, max(ends_at, now + timedelta(seconds=1)))


def closable_at(payment: Payment, not_before_s: int) -> datetime:
    """WeChat asks for minutes between ordering and closing; from here on a close makes sense."""
    return payment.requested_at + timedelta(seconds=not_before_s)
