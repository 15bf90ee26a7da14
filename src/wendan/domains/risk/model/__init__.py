"""What is known of a diner's orders, what is made of it, and who may not order for a while."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from wendan.kernel.news import Cause


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to pay: how it ended, and from which network (the first three parts of an address) it came."""

    requested_at: datetime
    known_at: datetime | None = None
    cause: Cause | None = None
    has_money: bool = False
    network: str | None = None


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One meal ordered, with every moment at which something about it became known. `hour` is the store's own.

    `troubled_at`: the page said that its network changed or that answers were slow. `is_guaranteed`: money
    was held for it, so that its end says little about their will.
    """

    store_id: UUID
    id: UUID
    diner_id: UUID
    entry: str
    total_fen: int
    hour: int
    placed_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    troubled_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    is_guaranteed: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """An order about to be placed: all that is known of it at that moment."""

    store_id: UUID
    entry: str
    total_fen: int
    hour: int
    at: datetime


class Outcome(StrEnum):
    """What became of an order, as far as it is known."""

    OPEN = "OPEN"
    PAID = "PAID"
    LATE = "LATE"  # the money came when the order was closed already
    UNPAID = "UNPAID"  # it ran out, and nothing but the diner is to blame
    WITHDRAWN = "WITHDRAWN"  # cancelled before its time, so that the stock was free again
    GUARANTEED = "GUARANTEED"  # pre-authorised: nothing to learn from
    BLAMELESS = "BLAMELESS"  # not paid because a channel, a network or we failed


@dataclass(frozen=True, slots=True)
class Features:
    """A diner's behaviour before one order; None where nothing is known yet. rules/features.py says each in words."""

    is_newcomer: bool
    unpaid_30d: float | None
    unpaid_in_row: float | None
    unpaid_share: float | None
    days_since_unpaid: float | None
    late_share: float | None
    paid_180d: float | None
    age_days: float | None
    amount_ratio: float | None
    amount_fen: float | None
    is_first_night: float | None
    is_new_entry: float | None
    is_new_store: float | None
    networks_30d: float | None
    cancelled_30d: float | None
    orders_1h: float
    waiting_now: float


@dataclass(frozen=True, slots=True)
class Definition:
    """A feature in words, its bands, and the way it may only count.

    `more_is`: "worse" or "better" (bands never contradict it), "free" where neither is certain.
    `only_adds`: its low bands mean no more than being new, so they cost nothing.
    `is_speed`: counts for newcomers too.
    """

    zh: str
    en: str
    reason_zh: str
    reason_en: str
    edges: tuple[float, ...]
    more_is: str
    only_adds: bool = False
    is_speed: bool = False


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A feature's bands and what each is worth; `shares` is how often each was met when fitted, unknown last."""

    name: str
    edges: tuple[float, ...]
    points: tuple[int, ...]
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Scorecard:
    """`neutral` is the score of whom nothing is known: the population's own odds."""

    name: str
    neutral: int
    characteristics: tuple[Characteristic, ...]


class RiskAction(StrEnum):
    """What a score leads to."""

    ALLOW = "ALLOW"
    PRE_AUTHORISE = "PRE_AUTHORISE"


@dataclass(frozen=True, slots=True)
class RiskDecision:
    """A score and why: `points` by feature, `reasons` the features that cost most, `values` what was seen."""

    score: int
    scorecard: str
    action: RiskAction
    is_newcomer: bool
    reasons: tuple[str, ...]
    points: Mapping[str, int]
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as it is kept beside its order; the consent is the diner's to a pre-authorisation."""

    store_id: UUID
    order_id: UUID
    diner_id: UUID
    scorecard: str
    score: int
    action: RiskAction
    content: RiskDecision
    decided_at: datetime
    consent_version: str | None = None
    consented_at: datetime | None = None


class CardRole(StrEnum):
    """Which scorecard decides, and which only waits to."""

    CHAMPION = "CHAMPION"
    CHALLENGER = "CHALLENGER"
    RETIRED = "RETIRED"


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """A fitted scorecard of a merchant, with the report it was judged by; the row is head office's.

    `proposed_*` is what one person said for its promotion, which another must confirm.
    """

    store_id: UUID
    id: UUID
    merchant_id: UUID
    name: str
    fitted_at: datetime
    fitted_from: datetime
    fitted_until: datetime
    content: Scorecard
    report: dict[str, Any]
    role: CardRole
    role_since: datetime
    role_by: str
    role_reason: str
    version: int
    proposed_words: str | None = None
    proposed_by: str | None = None
    proposed_by_id: UUID | None = None
    proposed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """An unpaid order that looks like intent, and why in stable words (see rules/malice.py)."""

    store_id: UUID
    order_id: UUID
    placed_at: datetime
    total_fen: int
    facts: tuple[str, ...]


class EntryState(StrEnum):
    """Whether an entry of the blacklist counts; one whose time is over counts no more, whatever its state."""

    ACTIVE = "ACTIVE"
    ENDED = "ENDED"
    REMOVED = "REMOVED"


class AppealState(StrEnum):
    """Where a diner's appeal stands."""

    NONE = "NONE"
    WAITING = "WAITING"
    REJECTED = "REJECTED"
    GRANTED = "GRANTED"


@dataclass(frozen=True, slots=True)
class Entry:
    """黑名单: this diner may not order until `expires_at`; `merchant_id` None: at no merchant of the cell.

    `lift_*` is what one person proposed and another must confirm. The row is head office's.
    """

    store_id: UUID
    id: UUID
    merchant_id: UUID | None
    diner_id: UUID
    state: EntryState
    version: int
    reason: str
    evidence: list[Evidence]
    listed_by: str
    listed_at: datetime
    expires_at: datetime
    appeal_state: AppealState = AppealState.NONE
    appeal_words: str | None = None
    appealed_at: datetime | None = None
    answer_words: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    lift_words: str | None = None
    lift_by: str | None = None
    lift_by_id: UUID | None = None
    lift_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who of the staff acts, and what they say about it."""

    id: UUID
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Limits:
    """So many malicious unpaid orders within so many days put a diner on the blacklist, for so many days."""

    orders: int = 3
    within_days: int = 30
    listed_days: int = 90


@dataclass(frozen=True, slots=True)
class Sample:
    """An order to learn from or to judge by: what was known before it, and whether it ended unpaid.

    `unpaid_before` is how many orders were known to be unpaid: all that the simple rule looks at.
    """

    order: PastOrder
    features: Features
    is_unpaid: bool
    unpaid_before: int


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples of a period; how many orders were left out, by their outcome."""

    rows: list[Sample] = field(default_factory=list)
    left_out: dict[Outcome, int] = field(default_factory=dict)
