"""Temporary pick-up passes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import Fen

PAID_TIMER = "paid_without_order"
"""Rings while money waits for its order; its subject is the order."""


class PassState(StrEnum):
    """What became of a pass.

    USED: a meal was given on it, the order is still to come. REPLACED: the order came first, its own code goes now.
    TAKEN: order and meal have met. LAPSED: neither came. STRANDED: a meal was given and no order came.
    """

    ISSUED = "ISSUED"
    USED = "USED"
    REPLACED = "REPLACED"
    TAKEN = "TAKEN"
    LAPSED = "LAPSED"
    STRANDED = "STRANDED"


class PassSignal(StrEnum):
    """A counter gave the meal; the order is confirmed; it is not, and waiting is over."""

    USE = "USE"
    CONFIRM = "CONFIRM"
    LAPSE = "LAPSE"


class Standing(StrEnum):
    """How the order stands for which a pass was given."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Pass:
    """临时取餐凭证: that money for this order is known, so that its meal may be taken before the order is there."""

    store_id: UUID
    order_id: UUID
    state: PassState
    version: int
    amount_fen: Fen
    issued_at: datetime
    expires_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """A counter gave a meal on a pass; `is_double`: the meal had been given before."""

    store_id: UUID
    id: UUID
    order_id: UUID
    used_at: datetime
    heard_at: datetime
    used_by: str
    device_id: UUID | None
    is_double: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A code as a counter read it: the step of time it was made for, and when it was read."""

    issued_at: datetime
    expires_at: datetime
    step: int
    used_at: datetime
