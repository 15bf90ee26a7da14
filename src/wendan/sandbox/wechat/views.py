"""What the tester's API shows: plain values, times as RFC 3339."""

import msgspec

from wendan.sandbox.wechat.books import Callback, Payment, Refund
from wendan.sandbox.wechat.desk import Desk
from wendan.sandbox.wechat.words import rfc3339


class PaymentView(msgspec.Struct, frozen=True):
    number: str
    kind: str  # jsapi, app, native, h5
    description: str
    total_fen: int
    state: str  # WeChat's trade state
    wallet: str  # waiting, failed, left, paid
    cause: str  # of the last failed attempt
    token: str  # prepay id, code or link given last
    notify_url: str
    ordered_at: str
    expires_at: str
    taken_fen: int
    taken_at: str | None
    transaction_id: str | None


class Book(msgspec.Struct, frozen=True):
    """What one number really took and still keeps."""

    number: str
    total_fen: int  # what was ordered
    taken_fen: int
    refunding_fen: int
    refunded_fen: int
    kept_fen: int  # taken less refunded
    taken_at: str
    transaction_id: str


class BookTotals(msgspec.Struct, frozen=True):
    taken_fen: int
    refunded_fen: int
    kept_fen: int
    rows: list[Book]


class RefundView(msgspec.Struct, frozen=True):
    number: str
    payment: str
    refund_id: str
    fen: int
    status: str
    asked_at: str
    ends_at: str
    ended_at: str | None


class CallbackView(msgspec.Struct, frozen=True):
    id: str
    kind: str
    number: str
    url: str
    sends: int
    is_accepted: bool
    is_lost: bool
    due_at: str | None  # None: nothing more will be sent


class Agenda(msgspec.Struct, frozen=True):
    now: str
    next_due_at: str | None
    next_due_in_s: float | None
    down_for_s: float | None  # None: up
    under_way: int  # deeds begun and not finished: callbacks waiting for their answer, say


def view_payment(desk: Desk, payment: Payment) -> PaymentView:
    is_taken = payment.taken_fen is not None
    return PaymentView(
        number=payment.number,
        kind=payment.kind,
        description=payment.order.description,
        total_fen=payment.order.amount.total,
        state=payment.state(desk.now()),
        wallet=payment.wallet,
        cause=payment.cause,
        token=payment.token,
        notify_url=payment.order.notify_url,
        ordered_at=rfc3339(payment.ordered_at),
        expires_at=rfc3339(payment.expires_at),
        taken_fen=payment.taken_fen or 0,
        taken_at=rfc3339(payment.taken_at) if is_taken else None,
        transaction_id=payment.transaction_id if is_taken else None,
    )


def book_of(payment: Payment) -> Book:
    taken, refunded = payment.taken_fen or 0, payment.refunded_fen("SUCCESS")
    return Book(
        number=payment.number,
        total_fen=payment.order.amount.total,
        taken_fen=taken,
        refunding_fen=payment.refunded_fen("PROCESSING"),
        refunded_fen=refunded,
        kept_fen=taken - refunded,
        taken_at=rfc3339(payment.taken_at),
        transaction_id=payment.transaction_id,
    )


def view_refund(refund: Refund) -> RefundView:
    asked = refund.asked
    return RefundView(
        number=asked.number,
        payment=asked.payment,
        refund_id=refund.refund_id,
        fen=asked.fen,
        status=refund.status,
        asked_at=rfc3339(asked.at),
        ends_at=rfc3339(asked.ends_at),
        ended_at=None if refund.ended_at is None else rfc3339(refund.ended_at),
    )


def view_callback(callback: Callback) -> CallbackView:
    made, due = callback.made, callback.due_at
    return CallbackView(
        id=made.id,
        kind=made.kind,
        number=made.number,
        url=made.url,
        sends=callback.sends,
        is_accepted=callback.is_accepted,
        is_lost=made.is_lost,
        due_at=None if due is None else rfc3339(due),
    )
