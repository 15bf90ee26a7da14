"""Policies as values, and why an order is unpaid."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from wendan.domains.recovery.model.amends import Compensation as Compensation
from wendan.domains.recovery.model.amends import Coupons as Coupons
from wendan.domains.recovery.model.amends import Incidents as Incidents
from wendan.domains.recovery.model.amends import LateMoney as LateMoney
from wendan.domains.recovery.model.reminding import Collecting as Collecting
from wendan.domains.recovery.model.reminding import DebtRung as DebtRung
from wendan.domains.recovery.model.reminding import Failures as Failures
from wendan.domains.recovery.model.reminding import Reminding as Reminding
from wendan.domains.recovery.model.reminding import Rung as Rung
from wendan.domains.recovery.model.reminding import RungChannel as RungChannel
from wendan.kernel.money import MOST_FEN, Fen
from wendan.kernel.news import Cause

Minutes = Annotated[int, Meta(ge=1, le=24 * 60)]
Amount = Annotated[int, Meta(ge=0, le=MOST_FEN)]


class Retention(Struct, frozen=True, rename="kebab"):
    """Minutes that an unpaid order keeps its stock, by entry channel (C2)."""

    mini_program: Minutes = 30
    h5: Minutes = 30
    table: Minutes = 30
    kiosk: Minutes = 30
    tablet: Minutes = 30
    pos: Minutes = 30
    meituan: Minutes = 15
    eleme: Minutes = 20


class Risk(Struct, frozen=True):
    """Below this credit score an order is taken only when its money is held or paid (C5, B8), for so long and no longer."""

    preauthorise_below_score: Annotated[int, Meta(ge=0, le=1000)] = 600
    guarantee_within_minutes: Annotated[int, Meta(ge=3, le=240)] = 15


class Blacklist(Struct, frozen=True):
    """After so many malicious unpaid orders within so many days, for so many days (C6); how long a diner may appeal."""

    after_malicious: Annotated[int, Meta(ge=1, le=100)] = 3
    within_days: Annotated[int, Meta(ge=1, le=180)] = 30
    lasts_days: Annotated[int, Meta(ge=1, le=3650)] = 90
    appeal_within_days: Annotated[int, Meta(ge=1, le=3650)] = 30


class Policy(Struct, frozen=True):
    """Every number of recovery. The defaults are the catalogue's; the settings may move those of the product."""

    retention_minutes: Retention = Retention()
    failed_hold_minutes: Annotated[int, Meta(ge=0, le=240)] = 15
    revive_within_minutes: Annotated[int, Meta(ge=0, le=7 * 24 * 60)] = 120
    reminding: Reminding = Reminding()
    collecting: Collecting = Collecting()
    failures: Failures = Failures()
    risk: Risk = Risk()
    blacklist: Blacklist = Blacklist()
    compliance_above_fen: Amount = 500_00
    bad_debt_after_hours: Annotated[int, Meta(ge=1, le=365 * 24)] = 72
    four_eyes_above_fen: Amount = 200_00
    hand_back_within_minutes: Minutes = 15
    compensation: Compensation = Compensation()
    coupons: Coupons = Coupons()
    late_money: LateMoney = LateMoney()
    incidents: Incidents = Incidents()


class Scope(StrEnum):
    """Whose policy: one store's, or a merchant's for all stores without one of their own."""

    STORE = "store"
    MERCHANT = "merchant"


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One version, never edited. A merchant's rows are head office's. Without content the wider policy holds again."""

    store_id: UUID
    id: UUID
    merchant_id: UUID
    scope: Scope
    version: int
    content: Policy | None
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """What somebody wants changed and why. What `fields` leaves out stays; None goes back to the wider policy.

    `version` is the one they looked at: another by now refuses the change.
    """

    fields: dict[str, Any] | None
    reason: str
    by: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a policy would have meant for the last days' orders, `looked_at` of them, beside what happened.

    `paid_too_late`: paid, but after the new end. `freed_earlier` and `held_longer`: never paid, their stock.
    """

    looked_at: int
    paid: int
    paid_too_late: int
    unpaid: int
    freed_earlier: int
    held_longer: int
    revived: int
    no_longer_revived: int
    compliance_now: int
    compliance_then: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same in two languages."""

    zh: str
    en: str


NIGHT_TIMER = "day_audit"


class UnpaidReason(StrEnum):
    """Why an order is unpaid (C1), as far as the facts carry."""

    NEVER_TRIED = "never-tried"
    PAYING_NOW = "paying-now"
    LEFT_HALF_WAY = "left-half-way"
    APP_KILLED = "app-killed"
    STUCK_AT_CHANNEL = "stuck-at-channel"
    CHANNEL_FAILED = "channel-failed"
    CUSTOMER_DECLINED = "customer-declined"
    OUR_FAULT = "our-fault"
    RECORD_GONE = "record-gone"
    WAITING_AT_COUNTER = "waiting-at-counter"
    NETWORK_TROUBLE = "network-trouble"
    GIVEN_UP = "given-up"
    TIME_OVER = "time-over"
    UNCLEAR = "unclear"


class LastTry(StrEnum):
    """How the newest attempt to pay stands."""

    NONE = "none"
    OPEN = "open"
    SILENT = "silent"
    FAILED = "failed"
    CLOSED = "closed"
    ARRIVED = "arrived"


class LastHint(StrEnum):
    """The last word of the customer's page."""

    NONE = "none"
    LEFT = "left"
    BACK = "back"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class UnpaidFacts:
    """Everything a reason may rest on; ages in seconds. `is_coming`: to the counter, with nothing tried since."""

    is_at_counter: bool
    is_given_up: bool
    is_closing: bool
    last_try: LastTry
    try_age_s: float | None
    cause: Cause | None
    last_hint: LastHint
    hint_age_s: float | None
    is_coming: bool = False


@dataclass(frozen=True, slots=True)
class UnpaidRow:
    """An unpaid order as the database tells it; `state` and `try_state` are the order's and its newest attempt's."""

    store_id: UUID
    id: UUID
    entry: str
    table_no: str | None
    state: str
    total_fen: Fen
    placed_at: datetime
    expires_at: datetime
    is_given_up: bool
    tries: int
    channel: str | None
    method: str | None
    number: str | None
    try_state: str | None
    tried_at: datetime | None
    cause: Cause | None
    hint: str | None
    hinted_at: datetime | None
    coming_at: datetime | None
    seen_by: str | None
    seen_at: datetime | None
    seen_words: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody looked at an unpaid order; the last word counts."""

    store_id: UUID
    order_id: UUID
    seen_by: str
    seen_at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class AuditedThrough:
    """The last day of a store whose night was audited."""

    store_id: UUID
    business_day: date


@dataclass(frozen=True, slots=True)
class DayAudit:
    """夜间核对 (C9): what the night's second look at the store's days up to `business_day` found."""

    store_id: UUID
    business_day: date
    nights: int
    asked: int
    looked_again: int
    arrived: int
    ended: int
    still_open: int
    uncertain: int
    unpaid_orders: int
    unpaid_fen: Fen
    bad_debts: int
    began_at: datetime
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class BadDebt:
    """坏账 (C10): value was handed out, nothing came; `recovered_at` when it came after all."""

    store_id: UUID
    order_id: UUID
    amount_fen: Fen
    reason: str
    member_id: UUID
    due_at: datetime
    archived_at: datetime
    recovered_at: datetime | None
    version: int
