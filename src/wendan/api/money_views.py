"""Money as people see it: payments, what is held, what goes back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from wendan.domains.payments.model import Fate, Payment, PaymentState
from wendan.domains.preauth.model import Preauth, PreauthState, Why
from wendan.domains.refunds.model import Reason, Refund, RefundState
from wendan.domains.routing.model import Route
from wendan.flows.routes import Routes
from wendan.kernel.money import NO_FEN, Fen
from wendan.kernel.news import Cause


class PaymentView(Struct, frozen=True):
    """`expected_s`: how long an unknown payment may still take, by what others took of late.

    `amount_fen` is what the channel takes: the order's total less `discount_fen` of the coupon.
    """

    id: UUID
    number: str
    channel: str
    method: str
    state: PaymentState
    fate: Fate
    parameters: Mapping[str, str] | None
    amount_fen: Fen
    expires_at: datetime
    requested_at: datetime
    paid_at: datetime | None
    known_at: datetime | None
    cause: Cause | None
    expected_s: int | None = None
    coupon_id: UUID | None = None
    discount_fen: Fen = NO_FEN


class PreauthView(Struct, frozen=True):
    """Money held for an order: what the device needs to agree, how far it is, and which words were agreed to.

    `captured_fen`: what was taken of it in the end.
    """

    id: UUID
    number: str
    channel: str
    method: str
    state: PreauthState
    parameters: Mapping[str, str] | None
    amount_fen: Fen
    expires_at: datetime
    requested_at: datetime
    held_at: datetime | None
    ended_at: datetime | None
    captured_fen: Fen | None
    cause: Cause | None
    why: Why | None
    consent_version: str
    consent_hash: str
    consented_at: datetime


class RefundView(Struct, frozen=True):
    id: UUID
    payment_id: UUID
    number: str
    amount_fen: Fen
    reason: Reason
    state: RefundState
    created_at: datetime
    finished_at: datetime | None


def payment_view(payment: Payment, routes: Routes) -> PaymentView:
    route = Route(payment.channel, payment.account, payment.method)
    is_unknown = payment.state in (PaymentState.REQUESTED, PaymentState.UNKNOWN)
    return PaymentView(
        payment.id,
        payment.number,
        payment.channel,
        payment.method,
        payment.state,
        payment.fate,
        payment.parameters,
        payment.amount_fen,
        payment.expires_at,
        payment.requested_at,
        payment.paid_at,
        payment.known_at,
        payment.cause,
        routes.expected_s(route, payment.requested_at) if is_unknown else None,
        payment.coupon_id,
        payment.discount_fen,
    )


def preauth_view(preauth: Preauth, payments: Sequence[Payment]) -> PreauthView:
    taken = next((payment for payment in payments if payment.number == preauth.number), None)
    return PreauthView(
        preauth.id,
        preauth.number,
        preauth.channel,
        preauth.method,
        preauth.state,
        preauth.parameters,
        preauth.amount_fen,
        preauth.expires_at,
        preauth.requested_at,
        preauth.held_at,
        preauth.ended_at,
        None if taken is None else taken.received_fen,
        preauth.cause,
        preauth.why,
        preauth.consent_version,
        preauth.consent_hash,
        preauth.consented_at,
    )


def refund_view(refund: Refund) -> RefundView:
    return RefundView(
        refund.id,
        refund.payment_id,
        refund.number,
        refund.amount_fen,
        refund.reason,
        refund.state,
        refund.created_at,
        refund.finished_at,
    )
