"""Rows of both sides, and what lies between them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.bills import Movement, Outcome
from wendan.kernel.money import NO_FEN, Fen


@dataclass(frozen=True, slots=True)
class Theirs:
    """One row of a channel's bill, in the form of `kernel/bills.py`."""

    line: int
    movement: Movement
    number: str
    payment_number: str
    reference: str
    amount_fen: Fen
    fee_millifen: int
    owed_millifen: int
    outcome: Outcome
    account: str
    currency: str
    method: str
    happened_at: datetime | None
    is_understood: bool


class Standing(StrEnum):
    """How far we believe a payment or refund of ours has come."""

    SUCCEEDED = "succeeded"
    ON_ITS_WAY = "on-its-way"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ours:
    """One payment fact or refund of ours, or a payment of ours that never became a fact.

    `day` is that of the bill in which it belongs.
    """

    movement: Movement
    number: str
    payment_number: str
    reference: str | None
    amount_fen: Fen
    standing: Standing
    channel: str
    account: str
    store_id: UUID
    order_id: UUID
    day: date


class Category(StrEnum):
    """What lies between the two books about one number."""

    AMOUNT_DIFFERS = "amount-differs"
    FEE_DIFFERS = "fee-differs"
    STATUS_DIFFERS = "status-differs"
    REFERENCE_DIFFERS = "reference-differs"
    SURPLUS_WITH_ORDER = "surplus-with-order"  # 掉单: the channel took it, we did not know
    SURPLUS_WITHOUT_ORDER = "surplus-without-order"
    SHORTAGE = "shortage"
    DUPLICATE_AT_CHANNEL = "duplicate-at-channel"
    DUPLICATE_WITH_US = "duplicate-with-us"
    CROSS_DAY = "cross-day"
    REFUND_SURPLUS = "refund-surplus"
    REFUND_SHORTAGE = "refund-shortage"
    REFUND_DIFFERS = "refund-differs"
    WRONG_ACCOUNT = "wrong-account"
    CURRENCY = "currency"
    UNREADABLE = "unreadable"


class Aspect(StrEnum):
    """In which respect the books differ: one difference per number and aspect, whatever it is called today."""

    PRESENCE = "presence"
    COPIES = "copies"
    AMOUNT = "amount"
    STATUS = "status"
    REFERENCE = "reference"
    FEE = "fee"
    PLACE = "place"
    MEANING = "meaning"


ASPECTS = {
    Category.AMOUNT_DIFFERS: Aspect.AMOUNT,
    Category.FEE_DIFFERS: Aspect.FEE,
    Category.STATUS_DIFFERS: Aspect.STATUS,
    Category.REFERENCE_DIFFERS: Aspect.REFERENCE,
    Category.SURPLUS_WITH_ORDER: Aspect.PRESENCE,
    Category.SURPLUS_WITHOUT_ORDER: Aspect.PRESENCE,
    Category.SHORTAGE: Aspect.PRESENCE,
    Category.DUPLICATE_AT_CHANNEL: Aspect.COPIES,
    Category.DUPLICATE_WITH_US: Aspect.COPIES,
    Category.CROSS_DAY: Aspect.PRESENCE,
    Category.REFUND_SURPLUS: Aspect.PRESENCE,
    Category.REFUND_SHORTAGE: Aspect.PRESENCE,
    Category.REFUND_DIFFERS: Aspect.STATUS,
    Category.WRONG_ACCOUNT: Aspect.PLACE,
    Category.CURRENCY: Aspect.MEANING,
    Category.UNREADABLE: Aspect.MEANING,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that differs about one number.

    `gap_fen` is what the bill has more than we have, refunds counting negative; `fee_gap_millifen` what was kept
    beyond the fee agreed. Several findings about a number share its gap: only one of them carries it.
    """

    category: Category
    movement: Movement
    number: str
    reference: str
    gap_fen: Fen = NO_FEN
    fee_gap_millifen: int = 0
    theirs: Theirs | None = None
    ours: Ours | None = None

    @property
    def aspect(self) -> Aspect:
        """In which respect."""
        return ASPECTS[self.category]


@dataclass(frozen=True, slots=True)
class Share:
    """What one store had of a bill by one method; `store_code` as our numbers carry it."""

    store_code: str
    movement: Movement
    method: str
    rows: int
    amount_fen: Fen
    fee_millifen: int
