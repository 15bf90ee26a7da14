"""Pre-authorisations as they stand in the database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from wendan.kernel.money import Fen
from wendan.kernel.news import Cause

PREAUTH_TIMER: Final = "preauth"
METHOD_OF: Final = {"wechat": "payscore", "alipay": "preauth"}
"""How each channel that can hold money does it; the payment taken of it bears the same name."""


class PreauthState(StrEnum):
    """How certain we are that money is held, and what becomes of it."""

    CREATED = "CREATED"
    REQUESTED = "REQUESTED"
    PENDING = "PENDING"  # the customer's device knows how to agree
    UNKNOWN = "UNKNOWN"
    FROZEN = "FROZEN"
    CAPTURING = "CAPTURING"  # it is being taken: a payment of the same number exists
    CAPTURED = "CAPTURED"
    RELEASING = "RELEASING"  # it is being given back
    RELEASED = "RELEASED"
    FAILED = "FAILED"
    CLOSED = "CLOSED"


class PreauthSignal(StrEnum):
    """What can be said of it; CAPTURE and RELEASE are our own decisions, all others what a channel says or does not."""

    REQUEST = "REQUEST"
    MISSING = "MISSING"
    ACCEPTED = "ACCEPTED"
    SILENT = "SILENT"
    HELD = "HELD"
    DECLINED = "DECLINED"
    CLOSED = "CLOSED"
    CAPTURE = "CAPTURE"
    CAPTURED = "CAPTURED"
    RELEASE = "RELEASE"


class Why(StrEnum):
    """Why held money goes back."""

    ORDER_CANCELLED = "order-cancelled"
    ORDER_CLOSED = "order-closed"
    PAID_OTHERWISE = "paid-otherwise"
    WRONG_AMOUNT = "wrong-amount"


@dataclass(frozen=True, slots=True)
class Consent:
    """What the customer agreed to: the text's version and fingerprint, and when; `by` is the diner."""

    version: str
    text_hash: str
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Preauth:
    """One request to hold money, under its own number; the payment taken of it bears the same number.

    `amount_fen` is what is asked to be held: all that may ever be taken.
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
    state: PreauthState
    version: int
    parameters: dict[str, str] | None
    expires_at: datetime
    requested_at: datetime
    asked_times: int
    asked_at: datetime | None
    reference: str | None
    held_fen: Fen | None
    held_at: datetime | None
    ended_at: datetime | None
    cause: Cause | None
    why: Why | None
    proof_id: UUID | None
    consent_version: str
    consent_hash: str
    consented_by: UUID
    consented_at: datetime


@dataclass(frozen=True, slots=True)
class PreauthWish:
    """A customer's press: which way, under which id of the client, and what they agreed to."""

    client_key: str
    channel: str
    account: str
    amount_fen: Fen
    consent: Consent


@dataclass(frozen=True, slots=True)
class Place:
    """Which hold of which order a new one is, and until when the customer may agree to it."""

    store_id: UUID
    order_id: UUID
    id: UUID
    attempt: int
    number: str
    requested_at: datetime
    expires_at: datetime


class Finding(StrEnum):
    """What a piece of news means beside what we know."""

    KNOWN = "known"
    MOVED = "moved"
    HELD = "held"
    WRONG_AMOUNT = "wrong-amount"
    LOST = "lost"  # what was held is held no more, by nobody's wish here
    DOUBTFUL = "doubtful"  # it contradicts a certain end: ask before it is believed
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding and the state it leads to."""

    finding: Finding
    state: PreauthState


class Step(StrEnum):
    """What an alarm clock does about a pre-authorisation now."""

    ASK = "ask"
    CLOSE = "close"
    CAPTURE = "capture"
    RELEASE = "release"
    WAIT = "wait"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides about held money, beside the hold itself.

    `is_waiting`: the order waits for money or a guarantee. `is_owed`: it is served, and nothing has paid for it.
    `is_due`: the meal was handed over, or its time to be fetched is over.
    """

    is_waiting: bool
    is_owed: bool
    is_due: bool
