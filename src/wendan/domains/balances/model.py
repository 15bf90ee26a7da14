"""Accounts, their moves, and what can stand in a payment's way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import Fen

CREDIT_TIMER = "value_credit"
DEBT_TIMER = "debt_due"


class AccountKind(StrEnum):
    """What an account is for."""

    BALANCE = "BALANCE"  # 储值: paid in before it is spent
    CREDIT = "CREDIT"  # 应急付: spent before it is paid


class MoveKind(StrEnum):
    """Why value moved; CLOSED moves none and keeps a number from ever being paid."""

    TOP_UP = "TOP_UP"
    GIFT = "GIFT"
    PAYMENT = "PAYMENT"
    REFUND = "REFUND"
    REPAYMENT = "REPAYMENT"
    TAKEN_BACK = "TAKEN_BACK"  # the money of a top-up or repayment goes back to where it came from
    GIFT_BACK = "GIFT_BACK"  # and the gift that came with it
    CLOSED = "CLOSED"


class Obstacle(StrEnum):
    """What keeps a payment from being made."""

    NO_ACCOUNT = "no-account"
    NOT_OURS = "number-not-ours"  # no number that we made, or of no store: our doing, never the member's
    NOT_OPEN = "account-not-open"
    TOO_LITTLE = "balance-too-little"
    OVER_LIMIT = "limit-exceeded"
    OVERDUE = "debt-overdue"
    CLOSED = "number-closed"
    OTHER_CONTENT = "number-used"
    TOO_LATE = "time-is-over"
    NO_PAYMENT = "no-such-payment"
    TOO_MUCH_BACK = "more-than-was-paid"


@dataclass(frozen=True, slots=True)
class ValueAccount:
    """A member's account with a merchant. A CREDIT account's balance is negative: what is owed."""

    store_id: UUID
    id: UUID
    merchant_id: UUID
    member_id: UUID
    kind: AccountKind
    balance_fen: Fen
    limit_fen: Fen
    is_open: bool
    opened_at: datetime
    version: int

    @property
    def spendable_fen(self) -> Fen:
        """What can be paid with it now."""
        return Fen(self.balance_fen + self.limit_fen)

    @property
    def debt_fen(self) -> Fen:
        """What is owed."""
        return Fen(max(0, -self.balance_fen))


@dataclass(frozen=True, slots=True)
class ValueMove:
    """One movement under one number; `of_id` is the move that a refund or taking-back undoes."""

    store_id: UUID
    id: UUID
    account_id: UUID | None
    number: str
    kind: MoveKind
    amount_fen: Fen
    refunded_fen: Fen
    of_id: UUID | None
    due_at: datetime | None
    moved_at: datetime
    words: str
    order_store_id: UUID
    order_id: UUID

    @property
    def left_fen(self) -> Fen:
        """What of it has not gone the other way again."""
        return Fen(abs(self.amount_fen) - self.refunded_fen)


@dataclass(frozen=True, slots=True)
class Balance:
    """What is added to an account, so that no two moves at one moment lose one."""

    store_id: UUID
    id: UUID
    balance_fen: Fen


@dataclass(frozen=True, slots=True)
class Undone:
    """What is added to the part of a move that has gone the other way."""

    store_id: UUID
    id: UUID
    refunded_fen: Fen


@dataclass(frozen=True, slots=True)
class Terms:
    """What people agree about an account; its balance is not theirs to write."""

    store_id: UUID
    id: UUID
    limit_fen: Fen
    is_open: bool
    version: int


@dataclass(frozen=True, slots=True)
class NextDue:
    """When the oldest payment that is not repaid is due; None when nothing is owed."""

    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An account with the moment from which on it is overdue."""

    account: ValueAccount
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwedMeal:
    """A meal that was eaten and not paid for: how much of it is still owed, by whom, since when it is due."""

    order_id: UUID
    member_id: UUID
    owed_fen: Fen
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """对账单: an account with its newest moves."""

    account: ValueAccount
    next_due_at: datetime | None
    moves: list[ValueMove]


@dataclass(frozen=True, slots=True)
class Origin:
    """Which order, by which number, moves value, and when: what every move of it says."""

    number: str
    order_store_id: UUID
    order_id: UUID
    moved_at: datetime
    words: str = ""
