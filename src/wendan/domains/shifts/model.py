"""Shifts, and the cash that moves in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import Fen


class Direction(StrEnum):
    """Into the drawer or out of it."""

    TAKEN = "TAKEN"
    RETURNED = "RETURNED"


@dataclass(frozen=True, slots=True)
class Cashier:
    """Who stands at a drawer, on which device."""

    staff_id: UUID
    name: str
    device_id: UUID | None

    @property
    def drawer_id(self) -> UUID:
        """A drawer belongs to a device; who works without one has a drawer of their own."""
        return self.device_id or self.staff_id


@dataclass(frozen=True, slots=True)
class Shift:
    """班次: one drawer from float to count. `version` moves with every note, so that none slips past a count."""

    store_id: UUID
    id: UUID
    drawer_id: UUID
    client_key: str
    device_id: UUID | None
    staff_id: UUID
    staff_name: str
    opened_at: datetime
    opening_float_fen: Fen
    closed_at: datetime | None
    counted_fen: Fen | None
    words: str
    version: int


@dataclass(frozen=True, slots=True)
class CashMove:
    """Cash that changed hands for a payment or refund `number`; `tendered_fen` is what the customer gave."""

    store_id: UUID
    id: UUID
    shift_id: UUID
    order_id: UUID
    number: str
    direction: Direction
    amount_fen: Fen
    tendered_fen: Fen | None
    staff_id: UUID
    staff_name: str
    device_id: UUID | None
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class ShiftSums:
    """A shift with what moved in it."""

    store_id: UUID
    id: UUID
    device_id: UUID | None
    staff_id: UUID
    staff_name: str
    opened_at: datetime
    opening_float_fen: Fen
    cash_taken_fen: Fen
    cash_returned_fen: Fen
    closed_at: datetime | None
    counted_fen: Fen | None
    words: str
    version: int


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift as people see it: what should be in the drawer, what was counted, and the difference."""

    id: UUID
    store_id: UUID
    device_id: UUID | None
    staff_id: UUID
    staff_name: str
    opened_at: datetime
    opening_float_fen: Fen
    cash_taken_fen: Fen
    cash_returned_fen: Fen
    expected_fen: Fen
    closed_at: datetime | None
    counted_fen: Fen | None
    difference_fen: Fen | None
    words: str
    version: int
