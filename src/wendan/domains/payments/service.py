"""Every change of a payment, as `Changes`."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wendan.domains.payments.model import (
    QUERY_TIMER,
    TELL_TIMER,
    ChannelMessage,
    Fate,
    Payment,
    PaymentFact,
    PaymentSignal,
    PaymentState,
    Shown,
)
from wendan.domains.payments.states import LIVE, PAYMENT
from wendan.domains.payments.store import FACT, MESSAGE, PAYMENT_TABLE, SHOWN
from wendan.kernel.news import Cause, ChannelNews
from wendan.platform.changes import Change, Changes
from wendan.platform.timers import Timer, clear_timer, set_timer


def begin(payment: Payment, ask_at: datetime) -> tuple[Payment, Changes]:
    """A new attempt, written down before the channel hears its number; asked about from `ask_at` on."""
    requested = replace(payment, state=PAYMENT.after(payment.state, PaymentSignal.REQUEST))
    return requested, Changes.of(PAYMENT_TABLE.insert(requested), ask_again(requested, ask_at))


def ask_again(payment: Payment, due_at: datetime) -> Change:
    """The alarm clock of an uncertain payment."""
    return set_timer(_timer(payment, due_at))


def _timer(payment: Payment, due_at: datetime) -> Timer:
    return Timer(payment.store_id, QUERY_TIMER, payment.id, payment.order_id, due_at)


def prepared(payment: Payment, parameters: dict[str, str], now: datetime) -> tuple[Payment, Changes]:
    """The channel knows the payment: the customer may pay with these parameters."""
    state = PAYMENT.after(payment.state, PaymentSignal.ACCEPTED)
    known = replace(payment, state=state, parameters=parameters, prepared_at=now, version=payment.version + 1)
    return known, Changes.of(PAYMENT_TABLE.update(known))


def doubt(payment: Payment) -> tuple[Payment, Changes]:
    """What the customer's device was given may die by what is asked next: nobody gets it again."""
    if payment.prepared_at is None:
        return payment, Changes()
    doubted = replace(payment, prepared_at=None, version=payment.version + 1)
    return doubted, Changes.of(PAYMENT_TABLE.update(doubted))


def unanswered(payment: Payment) -> tuple[Payment, Changes]:
    """The channel was silent: unsure is not unpaid. The alarm clock is set already."""
    state = PAYMENT.after(payment.state, PaymentSignal.SILENT)
    if state is payment.state:
        return payment, Changes()
    unsure = replace(payment, state=state, version=payment.version + 1)
    return unsure, Changes.of(PAYMENT_TABLE.update(unsure))


def asked(payment: Payment, now: datetime, next_at: datetime) -> tuple[Payment, Changes]:
    """A query was sent: counted, and the next one set, before the answer is known."""
    counted = replace(payment, asked_times=payment.asked_times + 1, asked_at=now, version=payment.version + 1)
    return counted, Changes.of(PAYMENT_TABLE.update(counted), ask_again(counted, next_at))


def keep_words(
    store_id: UUID, order_id: UUID, message_id: UUID, news: ChannelNews
) -> tuple[ChannelMessage, Changes]:
    """The channel's own words, kept as proof."""
    message = ChannelMessage(
        store_id,
        message_id,
        order_id,
        news.channel,
        news.number,
        news.word,
        news.source,
        news.raw,
        news.heard_at,
        news.subject,
        news.account,
        news.reference,
        news.amount_fen,
    )
    return message, Changes.of(MESSAGE.insert(message))


def move(payment: Payment, state: PaymentState, news: ChannelNews, proof_id: UUID) -> tuple[Payment, Changes]:
    """The payment in its new state; a final one needs no alarm clock any more."""
    is_final = state not in LIVE
    moved = replace(
        payment,
        state=state,
        version=payment.version + 1,
        cause=news.cause or payment.cause,
        proof_id=proof_id if is_final else payment.proof_id,
        known_at=news.heard_at if is_final and payment.known_at is None else payment.known_at,
    )
    timers = (clear_timer(_timer(payment, news.heard_at)),) if is_final else ()
    return moved, Changes.of(PAYMENT_TABLE.update(moved), *timers)


def receive(payment: Payment, news: ChannelNews, fate: Fate, proof_id: UUID) -> tuple[Payment, Changes]:
    """Money moved on this payment, and this is what becomes of it."""
    assert news.amount_fen is not None
    paid = replace(
        payment,
        state=PaymentState.SUCCEEDED,
        fate=fate,
        version=payment.version + 1,
        reference=news.reference,
        received_fen=news.amount_fen,
        paid_at=news.happened_at or news.heard_at,
        known_at=news.heard_at,
        cause=Cause.AMOUNT_MISMATCH if news.amount_fen != payment.amount_fen else None,
        proof_id=proof_id,
    )
    return paid, Changes.of(PAYMENT_TABLE.update(paid), clear_timer(_timer(payment, news.heard_at)))


def fact_of(
    news: ChannelNews, message: ChannelMessage, fact_id: UUID, bound_to: str, bound_id: UUID
) -> PaymentFact:
    """The fact that money moved, bound to its home."""
    assert news.reference is not None
    assert news.amount_fen is not None
    return PaymentFact(
        store_id=message.store_id,
        id=fact_id,
        order_id=message.order_id,
        channel=news.channel,
        account=news.account,
        number=news.number,
        reference=news.reference,
        amount_fen=news.amount_fen,
        happened_at=news.happened_at or news.heard_at,
        heard_at=news.heard_at,
        source=news.source,
        message_id=message.id,
        bound_to=bound_to,
        bound_id=bound_id,
        version=1,
    )


def record(fact: PaymentFact) -> Changes:
    """The fact, once per channel transaction."""
    return Changes.of(FACT.insert(fact))


def enter(payment: Payment) -> Changes:
    """A payment that was made before we knew of it, as it ended."""
    return Changes.of(PAYMENT_TABLE.insert(payment))


def rebind(fact: PaymentFact, bound_to: str, bound_id: UUID) -> Changes:
    """The money moves to another home: from a case to a refund, say."""
    return Changes.of(
        FACT.update(replace(fact, bound_to=bound_to, bound_id=bound_id, version=fact.version + 1))
    )


def give(payment: Payment, fate: Fate) -> tuple[Payment, Changes]:
    """Another fate for money that has arrived."""
    given = replace(payment, fate=fate, version=payment.version + 1)
    return given, Changes.of(PAYMENT_TABLE.update(given))


def wake_teller(payment: Payment, due_at: datetime) -> Changes:
    """Unless a page has shown the failure by then, its customer is told."""
    return Changes.of(set_timer(_teller(payment, due_at)))


def hush_failure(payment: Payment, now: datetime) -> Changes:
    """The failure was shown or told, or is no news any more."""
    return Changes.of(clear_timer(_teller(payment, now)))


def keep_shown(shown: Shown) -> Changes:
    """A page's word; the first one stays."""
    return Changes.of(SHOWN.insert(shown))


def _teller(payment: Payment, due_at: datetime) -> Timer:
    return Timer(payment.store_id, TELL_TIMER, payment.id, payment.order_id, due_at)
