"""What a channel's bill of a day says, in one form, whoever wrote it and in whatever format."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from wendan.kernel.money import NO_FEN, Fen

MILLIFEN: Final = 1000
"""Fees have five decimals of a yuan: a thousandth of a fen is the smallest there is."""


class Movement(StrEnum):
    """What a row of a bill is about."""

    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"  # a payment undone at the till, 撤销; named by the payment's number
    PAID_IN = "paid-in"  # a member's account with us grows for money: a top-up, a repayment
    TAKEN_BACK = "taken-back"  # and shrinks before that money goes back
    DRAWER_OVER = "drawer-over"  # a counted drawer holds more than went into it; named by its shift
    DRAWER_SHORT = "drawer-short"

    @property
    def adds(self) -> bool:
        """Whether it counts for a day's money; all others count against it."""
        return self in (Movement.PAYMENT, Movement.PAID_IN, Movement.DRAWER_OVER)

    @property
    def is_trade(self) -> bool:
        """Whether it is somebody's payment or its way back."""
        return self in (Movement.PAYMENT, Movement.REFUND, Movement.REVERSAL)


class BillOutcome(StrEnum):
    """How what the row is about stood when the bill was written."""

    SUCCEEDED = "succeeded"
    PROCESSING = "processing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class BillName:
    """Which bill: the channel's account, 商户号, and the day in Beijing.

    `of`: whose, where the account is the house's own: the store with its drawers, the merchant with its members.
    """

    channel: str
    account: str
    day: date
    of: UUID | None = None


@dataclass(frozen=True, slots=True)
class BillProof:
    """What the channel says its file hashes to."""

    algorithm: str  # as hashlib names it
    value: str  # hexadecimal


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file must be a bill of, and what proves it; `rate_ppm` is the fee agreed, in millionths of the amount."""

    name: BillName
    proof: BillProof | None = None
    rate_ppm: int | None = None


class Flaw(StrEnum):
    """Why a file is not believed, and nothing of it used."""

    NOT_A_BILL = "not-a-bill"
    DAMAGED = "damaged"  # does not unpack, or its checksum is wrong
    CUT_OFF = "cut-off"
    MORE_THAN_ONE = "more-than-one-member"
    HASH_DIFFERS = "hash-differs"
    COLUMN_MISSING = "column-missing"
    COLUMN_TWICE = "column-twice"
    ROW_BROKEN = "row-broken"
    AMOUNT_UNREADABLE = "amount-unreadable"
    NO_SUMMARY = "no-summary"
    COUNT_DIFFERS = "count-differs"
    TOTAL_DIFFERS = "total-differs"
    WRONG_DAY = "wrong-day"
    WRONG_ACCOUNT = "wrong-account"
    TOO_LONG = "too-long"


class BillRefused(Exception):
    """This file is not used: `flaw` says what is wrong, `words` where."""

    def __init__(self, flaw: Flaw, words: str) -> None:
        super().__init__(f"{flaw}: {words}")
        self.flaw, self.words = flaw, words


CURRENCY: Final = "CNY"

# The columns in which every bill is written down to be matched, in this order.
COLUMNS: Final = (
    "line",  # of the file, from 1
    "movement",
    "number",  # ours: of the payment, or of the refund
    "payment_number",  # of a refund's payment
    "reference",  # the channel's
    "amount_fen",  # never negative
    "promoted_fen",  # what of it the merchant's own promotion at the channel paid, which is not settled; negative where it goes back
    "fee_millifen",  # what the channel keeps of it; negative where it gives some back
    "owed_millifen",  # what it should be; equal to the fee where nobody knows
    "outcome",
    "account",
    "currency",
    "method",  # of a counted drawer the cashier
    "happened_at",
    "is_understood",  # false where the amounts are sound and the rest has no meaning that we know
)


@dataclass(frozen=True, slots=True)
class BillTotals:
    """What a bill sums up to; fees in thousandths of a fen. Of a refund that failed no promotion goes back."""

    rows: int = 0
    paid: int = 0
    paid_fen: Fen = NO_FEN
    returned: int = 0
    returned_fen: Fen = NO_FEN
    promoted_fen: Fen = NO_FEN
    fee_millifen: int = 0


@dataclass(frozen=True, slots=True)
class BillFacts:
    """A bill that was read to its end and believed. `proved_by` names what its content was held against."""

    totals: BillTotals
    first_at: datetime | None
    last_at: datetime | None
    proved_by: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PaidOut:
    """Money that a channel sent to the merchant's bank (到账), under the number that its flow of funds gives it."""

    number: str
    amount_fen: Fen


@dataclass(frozen=True, slots=True)
class Funds:
    """What moved on the merchant's account at the channel, by its own second bill: it must say what the first one says."""

    paid_fen: Fen
    returned_fen: Fen
    fee_millifen: int  # kept by the channel, less what it gave back
    paid_out: list[PaidOut] = field(default_factory=list)
    others: dict[str, Fen] = field(
        default_factory=dict
    )  # by the channel's own word for it; what came in is positive
    proved_by: list[str] = field(default_factory=list)
