"""What is to be printed where."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Print:
    """One ticket at one printer; `printed_by` is the printer that did it, which may be a backup."""

    store_id: UUID
    ticket_id: UUID
    printer_id: UUID
    attempts: int
    leased_until: datetime
    printed_at: datetime | None = None
    printed_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class ClaimedPrint:
    """A print that this worker may try now."""

    store_id: UUID
    ticket_id: UUID
    printer_id: UUID
    order_id: UUID
    attempts: int
