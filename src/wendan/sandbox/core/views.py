"""What the tester's API shows: plain values, times as RFC 3339."""

import msgspec

from wendan.sandbox.core.desk import Desk
from wendan.sandbox.core.times import rfc3339
from wendan.sandbox.core.trades import Notice, Refund, Trade


class PaymentView(msgspec.Struct, frozen=True):
    number: str
    kind: str  # the channel's word for the method: jsapi, native, barcode …
    description: str
    total_fen: int
    state: str  # the channel's word
    wallet: str  # waiting, prompted, failed, left, paid
    cause: str  # of the last failed attempt
    token: str  # prepay id, code or link given last
    notify_url: str
    ordered_at: str
    expires_at: str
    taken_fen: int
    promoted_fen: int  # of it, by the merchant's own promotion at the channel
    taken_at: str | None
    transaction_id: str | None  # the channel's own number


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
    promoted_fen: int  # of it, what goes back to nobody
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


def view_payment(desk: Desk, trade: Trade) -> PaymentView:
    order, is_taken = trade.order, trade.taken_fen is not None
    return PaymentView(
        number=trade.number,
        kind=order.method,
        description=order.description,
        total_fen=order.total_fen,
        state=desk.terms.state_word(trade, desk.now()),
        wallet=trade.wallet,
        cause=trade.cause,
        token=trade.token,
        notify_url=order.notify_url,
        ordered_at=rfc3339(order.at),
        expires_at=rfc3339(order.expires_at),
        taken_fen=trade.taken_fen or 0,
        promoted_fen=trade.promoted_fen,
        taken_at=rfc3339(trade.taken_at) if is_taken else None,
        transaction_id=trade.reference if is_taken else None,
    )


def book_of(trade: Trade) -> Book:
    taken, refunded = trade.taken_fen or 0, trade.refunded_fen("SUCCESS")
    return Book(
        number=trade.number,
        total_fen=trade.order.total_fen,
        taken_fen=taken,
        refunding_fen=trade.refunded_fen("PROCESSING"),
        refunded_fen=refunded,
        kept_fen=taken - refunded,
        taken_at=rfc3339(trade.taken_at),
        transaction_id=trade.reference,
    )


def view_refund(refund: Refund) -> RefundView:
    asked = refund.asked
    return RefundView(
        number=asked.number,
        payment=asked.payment,
        refund_id=refund.reference,
        fen=asked.fen,
        promoted_fen=asked.promoted_fen,
        status=refund.status,
        asked_at=rfc3339(asked.at),
        ends_at=rfc3339(asked.ends_at),
        ended_at=None if refund.ended_at is None else rfc3339(refund.ended_at),
    )


def view_callback(notice: Notice) -> CallbackView:
    made, due = notice.made, notice.due_at
    return CallbackView(
        id=made.id,
        kind=made.kind,
        number=made.number,
        url=made.url,
        sends=notice.sends,
        is_accepted=notice.is_accepted,
        is_lost=made.is_lost,
        due_at=None if due is None else rfc3339(due),
    )


def view_agenda(desk: Desk) -> Agenda:
    now, due, up_at = desk.now(), desk.agenda.next_due(), desk.down_until()
    return Agenda(
        rfc3339(now),
        None if due is None else rfc3339(due),
        None if due is None else due - now,
        None if up_at is None else up_at - now,
        desk.agenda.under_way,
    )
