"""Rows of both sides, and what lies between them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.bills import BillOutcome, Flaw, Movement
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
    outcome: BillOutcome
    account: str
    currency: str
    method: str
    happened_at: datetime | None
    is_understood: bool
    promoted_fen: Fen = NO_FEN  # a row kept from before it was read has none


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
    DRAWER_DIFFERS = "drawer-differs"  # counted, and not what went into it
    TOP_UP_DIFFERS = "top-up-differs"  # value without its money, or money without its value


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
    Category.DRAWER_DIFFERS: Aspect.AMOUNT,
    Category.TOP_UP_DIFFERS: Aspect.AMOUNT,
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
    promoted_fen: Fen
    fee_millifen: int


BILL_TIMER = "bill"


class BillState(StrEnum):
    """How far the bill of a day is."""

    WANTED = "WANTED"
    MISSING = "MISSING"  # asked for until the evening: a person knows
    REFUSED = "REFUSED"  # what came is not believed: a person knows
    EMPTY = "EMPTY"  # the channel had no money that day, and neither had we
    MATCHED = "MATCHED"  # every row has its counterpart or its difference
    CLOSED = "CLOSED"  # and every difference is settled, or a person's


class BillSignal(StrEnum):
    """What can be said of a bill."""

    NOT_READY = "NOT_READY"
    OVERDUE = "OVERDUE"
    REFUSED = "REFUSED"
    EMPTY = "EMPTY"
    MATCHED = "MATCHED"
    EXPLAINED = "EXPLAINED"


@dataclass(frozen=True, slots=True)
class Bill:
    """One channel account's day, in head office's keeping.

    `theirs_fen` and `ours_fen` are what the day comes to on each side, refunds taken off; `gap_fen` what all
    differences come to. The three add up, or the matching itself is wrong. `promoted_fen` of theirs is not settled: the
    merchant's own promotions at the channel paid it. `of_id` is its name's `of`.
    """

    store_id: UUID
    id: UUID
    channel: str
    account: str
    day: date
    state: BillState
    version: int
    wanted_at: datetime
    asked_times: int
    asked_at: datetime | None = None
    file_hash: str | None = None  # SHA-256 of the file as it came
    flaw: Flaw | None = None
    words: str | None = None
    proved_by: list[str] = field(default_factory=list)
    rows: int = 0
    paid: int = 0
    paid_fen: Fen = NO_FEN
    returned: int = 0
    returned_fen: Fen = NO_FEN
    promoted_fen: Fen = NO_FEN
    fee_millifen: int = 0
    theirs_fen: Fen = NO_FEN
    ours_fen: Fen = NO_FEN
    gap_fen: Fen = NO_FEN
    differences: int = 0
    surprises: int = 0  # of them, those that nobody had found during the day
    matched_at: datetime | None = None
    of_id: UUID | None = None
    funds_at: datetime | None = None  # when the flow of funds beside it was read


@dataclass(frozen=True, slots=True)
class BillShare:
    """What a store had of a bill by one method; fees to whole fen, as they are posted."""

    store_id: UUID
    bill_id: UUID
    movement: Movement
    method: str
    channel: str
    account: str
    day: date
    rows: int
    amount_fen: Fen
    promoted_fen: Fen
    fee_fen: Fen


class DifferenceState(StrEnum):
    """What became of a difference."""

    OPEN = "OPEN"
    WAITING = "WAITING"  # asked about, or looked for in the next day's bill
    IN_CASE = "IN_CASE"
    SETTLED = "SETTLED"
    GONE = "GONE"  # read again, and the books agree


class DifferenceSignal(StrEnum):
    """What can be said of a difference."""

    FOUND = "FOUND"
    WAITED = "WAITED"
    REPAIRED = "REPAIRED"
    CASED = "CASED"
    VANISHED = "VANISHED"


class Repair(StrEnum):
    """What is done about a difference."""

    SETTLE = "settle"  # the bill's word goes through the one door
    ASK_PAYMENT = "ask-payment"
    ASK_REFUND = "ask-refund"
    CLAIM_FEE = "claim-fee"
    NOTE = "note"  # explained: nothing is left to do
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Difference:
    """差异: one aspect of one number in one bill; the same again whenever the bill is read again."""

    store_id: UUID
    id: UUID
    bill_id: UUID
    channel: str
    account: str
    day: date
    number: str
    aspect: Aspect
    category: Category
    movement: Movement
    reference: str
    theirs: Theirs | None
    ours: Ours | None
    gap_fen: Fen
    fee_gap_millifen: int
    order_id: UUID | None
    state: DifferenceState
    version: int
    found_at: datetime
    changed_at: datetime
    repair: Repair | None = None
    words: str | None = None
    case_id: UUID | None = None
