"""Payments, the facts they rest on and what channels told us."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import NO_FEN, Fen
from wendan.kernel.news import Cause, Source, Subject, Word

QUERY_TIMER = "payment_query"
TELL_TIMER = "failure_told"


class PaymentState(StrEnum):
    """How certain we are, and of what."""

    CREATED = "CREATED"
    REQUESTED = "REQUESTED"
    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CLOSED = "CLOSED"


class PaymentSignal(StrEnum):
    """What can be said of a payment; SILENT is the absence of an answer."""

    REQUEST = "REQUEST"
    MISSING = "MISSING"
    ACCEPTED = "ACCEPTED"
    SILENT = "SILENT"
    SUCCEEDED = "SUCCEEDED"
    DECLINED = "DECLINED"
    CLOSED = "CLOSED"


class Fate(StrEnum):
    """What became of the money of a payment."""

    NONE = "NONE"  # none has moved
    KEPT = "KEPT"  # it pays for the order
    RETURNING = "RETURNING"  # it goes back: a refund exists
    IN_CASE = "IN_CASE"  # a person decides


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to collect an order's money, under its own number at the channel.

    `amount_fen` is what the channel is asked for: the order's total less `discount_fen` of the coupon it carries.
    `away`: the store's channels that were ill or shut when it began, so that nobody could prefer them.
    """

    store_id: UUID
    id: UUID
    order_id: UUID
    attempt: int
    number: str
    client_key: str
    channel: str
    account: str
    method: str
    amount_fen: Fen
    payer: str | None
    client_ip: str | None
    state: PaymentState
    fate: Fate
    version: int
    parameters: dict[str, str] | None
    prepared_at: datetime | None
    expires_at: datetime
    requested_at: datetime
    asked_times: int
    asked_at: datetime | None
    reference: str | None
    received_fen: Fen | None
    paid_at: datetime | None
    known_at: datetime | None
    cause: Cause | None
    proof_id: UUID | None
    coupon_id: UUID | None = None
    discount_fen: Fen = NO_FEN
    away: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A payment that is not certain yet, and when the channel is asked next."""

    payment: Payment
    next_ask_at: datetime


@dataclass(frozen=True, slots=True)
class ChannelMessage:
    """A channel's own words, kept as proof."""

    store_id: UUID
    id: UUID
    order_id: UUID
    channel: str
    number: str
    word: Word
    source: Source
    raw: str
    heard_at: datetime
    subject: Subject | None = None
    account: str | None = None
    reference: str | None = None
    amount_fen: Fen | None = None


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """A channel's word that money moved; bound to exactly one order, refund or case."""

    store_id: UUID
    id: UUID
    order_id: UUID
    channel: str
    account: str
    number: str
    reference: str
    amount_fen: Fen
    happened_at: datetime
    heard_at: datetime
    source: Source
    message_id: UUID
    bound_to: str | None
    bound_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class PaymentWish:
    """What a diner asks for when pressing 支付; `client_key` is the client's id of this attempt, `away` as in Payment."""

    client_key: str
    channel: str
    account: str
    method: str
    payer: str | None
    client_ip: str | None
    coupon_id: UUID | None = None
    discount_fen: Fen = NO_FEN
    away: list[str] = field(default_factory=list)


class Finding(StrEnum):
    """What a piece of news means beside what we know."""

    KNOWN = "known"
    MOVED = "moved"
    PAID = "paid"
    WRONG_AMOUNT = "wrong-amount"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding and the state the payment takes by it."""

    finding: Finding
    state: PaymentState


@dataclass(frozen=True, slots=True)
class Shown:
    """A page has shown its customer that this attempt failed."""

    store_id: UUID
    payment_id: UUID
    order_id: UUID
    shown_at: datetime
