"""Cases."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import NO_FEN, Fen


class CaseState(StrEnum):
    """A case waits for a person, or is done."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"


class CaseType(StrEnum):
    """What is wrong."""

    WRONG_AMOUNT = "wrong-amount"
    UNKNOWN_NUMBER = "unknown-number"
    CONTRADICTION = "contradiction"
    REFUND_FAILED = "refund-failed"
    TICKET_UNSEEN = "ticket-unseen"
    PAY_LATER_OVERDUE = "pay-later-overdue"
    UNCERTAIN_OVERNIGHT = "uncertain-overnight"
    LARGE_UNPAID = "large-unpaid"
    PAID_WITHOUT_ORDER = "paid-without-order"
    GIVEN_WITHOUT_ORDER = "given-without-order"
    MEAL_GIVEN_TWICE = "meal-given-twice"
    PROMISE_BROKEN = "promise-broken"
    LATE_CHOICE = "late-choice"
    COMPENSATION_DUE = "compensation-due"
    BILL_MISSING = "bill-missing"
    BILL_REFUSED = "bill-refused"
    BOOKS_DIFFER = "books-differ"
    NOT_HANDED_BACK = "not-handed-back"
    MEAL_UNCOLLECTED = "meal-uncollected"
    HOLD_NOT_RELEASED = "hold-not-released"


@dataclass(frozen=True, slots=True)
class Guidance:
    """Who deals with a type of case, how soon, and what is most often right."""

    owner: str
    within_minutes: int
    recommended_action: str


@dataclass(frozen=True, slots=True)
class Case:
    """异常单: `subject` names what it is about; one case at a time is open for a type and subject.

    `proposed_*` is what one person decided and another must confirm; `executing_at` says since when a 补单 is made.
    `responded_*`: who answered first, five minutes being promised.
    """

    store_id: UUID
    id: UUID
    order_id: UUID | None
    type: CaseType
    subject: str
    state: CaseState
    version: int
    reason: str
    recommended_action: str
    owner: str
    deadline: datetime
    amount_fen: Fen
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str | None
    proposed_action: str | None = None
    proposed_words: str | None = None
    proposed_content: str | None = None
    proposed_by: str | None = None
    proposed_by_id: UUID | None = None
    proposed_at: datetime | None = None
    executing_at: datetime | None = None
    responded_at: datetime | None = None
    responded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody decided about a case; `content` is what exactly, beyond the action's name."""

    action: str
    words: str
    by: str
    by_id: UUID
    content: str | None = None


class Step(StrEnum):
    """What becomes of a decision."""

    PROPOSE = "propose"
    EXECUTE = "execute"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found wrong, before it is a case."""

    store_id: UUID
    order_id: UUID | None
    type: CaseType
    subject: str
    reason: str
    amount_fen: Fen = NO_FEN
