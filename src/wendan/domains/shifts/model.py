"""Shifts, and the money that moves in them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import NO_FEN, Fen


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
class Slip:
    """What a card terminal prints: its own number (终端号), and the voucher's (凭证号), which begins again every day."""

    terminal_no: str
    voucher: str


@dataclass(frozen=True, slots=True)
class CashMove:
    """Money that changed hands at the counter for a payment or refund `number`.

    `tendered_fen` is what the customer gave in cash; a card names terminal, voucher and business day.
    """

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
    channel: str = "cash"
    terminal_no: str | None = None
    voucher: str | None = None
    business_day: date | None = None

    @property
    def slip(self) -> Slip | None:
        """The card's slip, None for cash."""
        if self.terminal_no is None or self.voucher is None:
            return None
        return Slip(self.terminal_no, self.voucher)


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
    card_taken_fen: Fen = NO_FEN
    card_returned_fen: Fen = NO_FEN


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift as people see it: what should be in the drawer, what was counted, the difference, and cards beside it."""

    id: UUID
    store_id: UUID
    device_id: UUID | None
    staff_id: UUID
    staff_name: str
    opened_at: datetime
    opening_float_fen: Fen
    cash_taken_fen: Fen
    cash_returned_fen: Fen
    card_taken_fen: Fen
    card_returned_fen: Fen
    expected_fen: Fen
    closed_at: datetime | None
    counted_fen: Fen | None
    difference_fen: Fen | None
    words: str
    version: int
