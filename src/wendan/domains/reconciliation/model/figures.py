"""What a bill and a day come to in counts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wendan.domains.reconciliation.model import Category, DifferenceState
from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class Tally:
    """How many differences of a bill are of one category and in one state, and what they come to."""

    category: Category
    state: DifferenceState
    count: int
    gap_fen: Fen
    fee_gap_millifen: int


@dataclass(frozen=True, slots=True)
class MoneyOfDay:
    """How many movements our books know of."""

    rows: int


@dataclass(frozen=True, slots=True)
class ClosedBill:
    """Which bill is closed."""

    channel: str
    account: str
    of_id: UUID | None
    day: date


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What the differences of a bill that are not settled come to, whichever way they lean."""

    channel: str
    account: str
    day: date
    gap_fen: Fen
