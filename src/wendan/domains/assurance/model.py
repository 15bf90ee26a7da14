"""The situation money arrives in, and the homes it can find."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal


class Standing(StrEnum):
    """Where the order stands when its money arrives."""

    WAITING = "waiting"  # for exactly this
    SERVED = "served"  # paid already
    CLOSED = "closed"  # given up: the money is late
    CANCELLED = "cancelled"


class Home(StrEnum):
    """What becomes of the money."""

    CONFIRM = "confirm"
    KEEP = "keep"  # the meal was served on a guarantee: this pays for it
    REVIVE = "revive"
    REFUND = "refund"
    CASE = "case"
    ASK = "ask"  # in a case of its own, until the customer has said what they want


class Wants(StrEnum):
    """What is known of the customer's wish when their money comes late."""

    MEAL = "meal"
    MONEY = "money"
    ASK = "ask"  # nothing yet, and their page is open


@dataclass(frozen=True, slots=True)
class Late:
    """What decides about money for a closed order (D4)."""

    is_in_time: bool
    is_store_open: bool
    is_stock_there: bool
    is_kitchen_free: bool
    wants: Wants


LateHome = Literal[Home.REVIVE, Home.REFUND, Home.ASK]


@dataclass(frozen=True, slots=True)
class LateRow:
    """One row of the table for late money; a condition that is None fits everything.

    `has_coupon`: the customer gets the money back and a coupon of the same amount (双轨).
    """

    is_in_time: bool | None
    is_store_open: bool | None
    is_stock_there: bool | None
    is_kitchen_free: bool | None
    wants: Wants | None
    home: LateHome
    reason: str
    has_coupon: bool


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that decides where money goes; `since_closed` is None for an order that is not closed.

    `is_owed`: it is served on a guarantee, and nothing has paid for it yet.
    """

    standing: Standing
    has_kept_payment: bool
    is_amount_right: bool
    is_coupon_there: bool
    is_store_open: bool
    is_stock_there: bool
    is_kitchen_free: bool
    wants: Wants
    since_closed: timedelta | None
    revive_within: timedelta
    is_owed: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """The home found, and why; `has_coupon`: the money goes back, and a coupon of the same amount with it."""

    home: Home
    reason: str
    has_coupon: bool = False
