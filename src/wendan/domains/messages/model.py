"""Messages to customers and where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

MESSAGE_TIMER: Final = "message"
IN_PAGE: Final = "in-page"
"""The order's own page: it needs no address, nobody's consent and no platform."""


class Kind(StrEnum):
    """What a message is about."""

    RUNG = "rung"  # a rung of the dunning ladder
    FAILURE = "failure"  # a payment failed and no page has shown it
    DEBT = "debt"  # a meal that was to be paid later is owed
    MONEY_BACK = "money-back"  # money that came too late, or twice, goes back
    COUPON = "coupon"  # a coupon was given for this order


class MessageState(StrEnum):
    """Where a message stands."""

    PLANNED = "PLANNED"
    SENDING = "SENDING"
    UNKNOWN = "UNKNOWN"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    UNDELIVERABLE = "UNDELIVERABLE"
    SKIPPED = "SKIPPED"


class MessageSignal(StrEnum):
    """What can be said of a message; SILENT is the absence of an answer, NOT_TAKEN the certainty that nobody has it."""

    SKIP = "SKIP"
    SEND = "SEND"
    SHOW = "SHOW"
    TAKEN = "TAKEN"
    NOT_TAKEN = "NOT_TAKEN"
    SILENT = "SILENT"
    DELIVERED = "DELIVERED"
    LOST = "LOST"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a customer is told about one order, by one way. `recipient` lies sealed; empty where there is none.
    `coupon_id`: the coupon it brings, of `incentive_fen`.

    `reason`: why it was skipped or could not be delivered. `sending_at`: from then on it may have been said.
    """

    store_id: UUID
    id: UUID
    order_id: UUID
    diner_id: UUID
    kind: Kind
    rung: int
    way: str
    template: str
    variables: Mapping[str, str]
    recipient: str
    state: MessageState
    version: int
    reason: str | None
    incentive_fen: int
    coupon_id: UUID | None
    not_after: datetime | None
    planned_at: datetime
    sending_at: datetime | None
    sent_at: datetime | None
    ended_at: datetime | None
    reference: str | None
    asked_times: int
    is_followed: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What is said, by which way, to whom, and until when it is worth saying."""

    way: str
    template: str
    variables: Mapping[str, str]
    recipient: str = ""
    incentive_fen: int = 0
    coupon_id: UUID | None = None
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class About:
    """Which message it is: of an order there is one of each kind and rung; money goes back by its attempt's
    number, a coupon comes by the number of its cause.
    """

    store_id: UUID
    order_id: UUID
    diner_id: UUID
    kind: Kind
    rung: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What was learned about a message, and when to look again; None: nothing more will come."""

    signal: MessageSignal
    reason: str | None = None
    reference: str | None = None
    look_at: datetime | None = None
    was_asked: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """Where a message belongs."""

    store_id: UUID
    order_id: UUID


@dataclass(frozen=True, slots=True)
class DayCount:
    """How often a diner was told of one kind of thing on one day of the store's; the version is the number."""

    store_id: UUID
    diner_id: UUID
    day: date
    kind: Kind
    version: int


class ReviewState(StrEnum):
    """What a person said to a month's review."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class Review:
    """催付复盘 (C13): a merchant's month of reminders, measured, with a proposal. A row of head office's.

    `policy_id` is the policy's version that accepting made.
    """

    store_id: UUID
    id: UUID
    merchant_id: UUID
    month: date
    content: dict[str, Any]
    state: ReviewState
    version: int
    made_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    words: str | None = None
    policy_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's word to a review."""

    is_accepted: bool
    words: str
    by: str
