"""The situation money arrives in, and the homes it can find."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Standing(StrEnum):
    """Where the order stands when its money arrives."""

    WAITING = "waiting"  # for exactly this
    SERVED = "served"  # paid already
    CLOSED = "closed"  # given up: the money is late
    CANCELLED = "cancelled"


class Home(StrEnum):
    """What becomes of the money."""

    CONFIRM = "confirm"
    REVIVE = "revive"
    REFUND = "refund"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that decides where money goes; `since_closed` is None for an order that is not closed."""

    standing: Standing
    has_kept_payment: bool
    is_amount_right: bool
    is_coupon_there: bool
    is_store_open: bool
    is_stock_there: bool
    since_closed: timedelta | None
    revive_within: timedelta


@dataclass(frozen=True, slots=True)
class Placement:
    """The home found, and why, in one word of `refunds.Reason` or of a case."""

    home: Home
    reason: str
