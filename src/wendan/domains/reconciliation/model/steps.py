"""What a difference went through."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wendan.domains.reconciliation.model import Category, DifferenceState, Repair
from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class DifferenceStep:
    """A difference as one version of it stood, and what was done to make it so."""

    store_id: UUID
    difference_id: UUID
    version: int
    at: datetime
    state: DifferenceState
    category: Category
    gap_fen: Fen
    repair: Repair | None
    words: str | None
    case_id: UUID | None
