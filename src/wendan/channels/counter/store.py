"""The counter's journal as the channel reads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wendan.kernel.money import Fen
from wendan.platform.db import one


@dataclass(frozen=True, slots=True)
class Entry:
    """Money that changed hands under a number."""

    id: UUID
    number: str
    direction: str
    amount_fen: Fen
    staff_name: str
    device_id: UUID | None
    terminal_no: str | None
    voucher: str | None
    moved_at: datetime


ENTRY_BY_NUMBER = one(
    """SELECT id, number, direction, amount_fen, staff_name, device_id, terminal_no, voucher, moved_at
    FROM cash_move
    WHERE store_id = (SELECT store_id FROM store WHERE store_no = :store_no) AND number = :number""",
    Entry,
)
