"""Bills that are small enough to be read row by row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from wendan.channels.bill_reading.spool import SCHEMA
from wendan.kernel.bills import CURRENCY, MILLIFEN, BillOutcome, BillRefused, Flaw, Movement


@dataclass(frozen=True, slots=True)
class BillLine:
    """One row in the columns of `kernel/bills.py`."""

    line: int
    movement: Movement
    number: str
    payment_number: str
    reference: str
    amount_fen: int
    fee_millifen: int
    owed_millifen: int
    account: str
    happened_at: datetime | None
    is_understood: bool
    promoted_fen: int = 0
    method: str = ""
    outcome: BillOutcome = BillOutcome.SUCCEEDED
    currency: str = CURRENCY


def owed(amount_fen: int, fee_millifen: int, rate_ppm: int | None) -> int:
    """The fee of a payment by the rate agreed, to whole fen, halves up; the fee itself where none is."""
    return fee_millifen if rate_ppm is None else (amount_fen * rate_ppm + 500_000) // 1_000_000 * MILLIFEN


def whole(digits: str) -> int:
    """A whole number of fen, or of rows. Raises BillRefused."""
    try:
        return int(digits)
    except ValueError:
        raise BillRefused(Flaw.AMOUNT_UNREADABLE, repr(digits)) from None


def moment_of(text: str) -> datetime | None:
    """A moment with its zone; None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def table(lines: Iterable[BillLine]) -> pa.Table:
    """Rows for the spool."""
    rows = list(lines)
    columns = {name: [getattr(row, name) for row in rows] for name in SCHEMA.names}
    return pa.Table.from_pydict(columns, schema=SCHEMA)
