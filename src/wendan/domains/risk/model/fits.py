"""What each month's refit came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

FIT_TIMER: Final = "scorecard_fit"
FIT_DAYS: Final = 90
JUDGE_DAYS: Final = 30
"""A card is learnt from so many days before the last ones, and judged on so many last ones."""


class FitOutcome(StrEnum):
    """What a fit came to; every one but WANTED is an end."""

    WANTED = "WANTED"
    FITTED = "FITTED"
    TOO_LITTLE = "TOO_LITTLE"  # too few orders to learn from
    NOTHING_TO_JUDGE_BY = "NOTHING_TO_JUDGE_BY"
    LEAKS = "LEAKS"  # a feature sees the future: a mistake of ours
    NOT_INSTALLED = "NOT_INSTALLED"  # scikit-learn is an extra
    BROKE = "BROKE"  # the process that fitted ended badly


@dataclass(frozen=True, slots=True)
class MonthFit:
    """A merchant's refit that followed `month`; `facts` are what its sentence is made of. The row is head office's."""

    store_id: UUID
    merchant_id: UUID
    month: date
    outcome: FitOutcome
    facts: Mapping[str, Any]
    card_id: UUID | None
    wanted_at: datetime
    ended_at: datetime | None
    version: int
