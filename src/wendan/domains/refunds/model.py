"""Refunds as they stand in the database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import Fen

DRIVE_TIMER = "refund_drive"
HAND_BACK_TIMER = "hand_back"
"""Rings when money that goes back over the counter has not been handed out in time; its subject is the refund."""


class RefundState(StrEnum):
    """How far the money is on its way back."""

    CREATED = "CREATED"
    REQUESTED = "REQUESTED"
    PROCESSING = "PROCESSING"
    UNKNOWN = "UNKNOWN"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class RefundSignal(StrEnum):
    """What can be said of a refund; SILENT is the absence of an answer."""

    REQUEST = "REQUEST"
    MISSING = "MISSING"
    ACCEPTED = "ACCEPTED"
    SILENT = "SILENT"
    SUCCEEDED = "SUCCEEDED"
    DECLINED = "DECLINED"
    CLOSED = "CLOSED"


class Reason(StrEnum):
    """Why money goes back."""

    SECOND_PAYMENT = "second-payment"
    TOO_LATE = "too-late"
    COUPON_GONE = "coupon-gone"
    ORDER_CANCELLED = "order-cancelled"
    CASE_DECISION = "case-decision"
    CUSTOMER_REQUEST = "customer-request"


class Sequel(StrEnum):
    """What follows when a refund has failed."""

    NEW_NUMBER = "new-number"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Refund:
    """One request to give money back, under its own number; a failed one is replaced by a new one."""

    store_id: UUID
    id: UUID
    order_id: UUID
    payment_id: UUID
    attempt: int
    number: str
    client_key: str
    channel: str
    account: str
    amount_fen: Fen
    reason: Reason
    state: RefundState
    version: int
    created_at: datetime
    asked_times: int
    reference: str | None
    finished_at: datetime | None
    replaced_by: UUID | None
    proof_id: UUID | None


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What is to go back, why, and under which id of the asker (or of ours) it is asked only once."""

    payment_id: UUID
    channel: str
    account: str
    amount_fen: Fen
    reason: Reason
    client_key: str
