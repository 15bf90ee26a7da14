"""A bill in rows of one form, on disk; it has its name only once it is believed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wendan.channels.bill_reading.columns import total
from wendan.kernel.bills import (
    COLUMNS,
    Asked,
    BillFacts,
    BillOutcome,
    BillRefused,
    BillTotals,
    Flaw,
    Movement,
)
from wendan.kernel.money import Fen
from wendan.kernel.times import BEIJING

_TYPES: Final = {
    "line": pa.int64(),
    "amount_fen": pa.int64(),
    "promoted_fen": pa.int64(),
    "fee_millifen": pa.int64(),
    "owed_millifen": pa.int64(),
    "is_understood": pa.bool_(),
    "happened_at": pa.timestamp("s", "UTC"),
}
SCHEMA: Final = pa.schema([(name, _TYPES.get(name, pa.string())) for name in COLUMNS])
_FEW_VALUES: Final = ["movement", "outcome", "account", "currency", "method", "is_understood"]
# A payment of the last second before midnight may stand in the next day's bill.
_NEIGHBOURS: Final = timedelta(days=1)


class Spool:
    """Takes rows batch by batch and sums them up; `publish` is the only way to a name."""

    def __init__(self, path: Path, asked: Asked) -> None:
        self._asked = asked
        self._path, self._part = path, path.with_suffix(path.suffix + ".part")
        self._writer: pq.ParquetWriter | None = None
        self._totals = BillTotals()
        self._strangers = 0
        self._first_at: datetime | None = None
        self._last_at: datetime | None = None

    def take(self, rows: pa.Table) -> None:
        """More rows, in SCHEMA."""
        if self._writer is None:
            self._part.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(
                self._part, SCHEMA, compression="none", use_dictionary=_FEW_VALUES, write_statistics=False
            )
        self._writer.write_table(rows.cast(SCHEMA))
        if rows.num_rows:
            self._sum_up(rows)

    def publish(self, proved_by: list[str]) -> BillFacts:
        """Everything was read and proved. Raises BillRefused where it is another day's or account's bill."""
        if self._writer is None:
            self.take(SCHEMA.empty_table())
        assert self._writer is not None
        facts = BillFacts(self._totals, self._first_at, self._last_at, proved_by)
        _demand_day(facts, self._asked)
        if 0 < self._totals.rows == self._strangers:
            raise BillRefused(Flaw.WRONG_ACCOUNT, f"no row is of {self._asked.name.account}")
        self._writer.close()
        self._part.replace(self._path)
        return facts

    def discard(self) -> None:
        """Nothing stays of what was not published."""
        if self._writer is not None and self._writer.is_open:
            self._writer.close()
        self._part.unlink(missing_ok=True)

    def _sum_up(self, rows: pa.Table) -> None:
        paid, paid_fen = _sum_of(rows, Movement.PAYMENT)
        back, back_fen = _sum_of(rows, Movement.REFUND, Movement.REVERSAL)
        before = self._totals
        self._totals = BillTotals(
            rows=before.rows + rows.num_rows,
            paid=before.paid + paid,
            paid_fen=Fen(before.paid_fen + paid_fen),
            returned=before.returned + back,
            returned_fen=Fen(before.returned_fen + back_fen),
            promoted_fen=Fen(before.promoted_fen + _promoted(rows)),
            fee_millifen=before.fee_millifen + total(rows["fee_millifen"]),
        )
        self._strangers += total(pc.not_equal(rows["account"], self._asked.name.account))
        span = pc.min_max(rows["happened_at"]).as_py()
        if span["min"] is not None:
            self._first_at = min(span["min"], self._first_at or span["min"])
            self._last_at = max(span["max"], self._last_at or span["max"])


def _sum_of(rows: pa.Table, *movements: Movement) -> tuple[int, int]:
    """How many rows are one of these, and what they come to."""
    is_one = pc.is_in(rows["movement"], pa.array([each.value for each in movements]))
    return total(is_one), total(pc.if_else(is_one, rows["amount_fen"], 0))


def _promoted(rows: pa.Table) -> int:
    has_moved = pc.not_equal(rows["outcome"], BillOutcome.FAILED.value)
    return total(pc.if_else(has_moved, rows["promoted_fen"], 0))


def _demand_day(facts: BillFacts, asked: Asked) -> None:
    """Raises BillRefused: a file of another day proves nothing about this one."""
    if facts.first_at is None or facts.last_at is None:
        return
    day = asked.name.day
    first, last = (at.astimezone(BEIJING).date() for at in (facts.first_at, facts.last_at))
    if last < day or first > day or day - first > _NEIGHBOURS or last - day > _NEIGHBOURS:
        raise BillRefused(Flaw.WRONG_DAY, f"rows from {first} to {last} in the bill of {day}")


@contextmanager
def spooling(path: Path, asked: Asked) -> Iterator[Spool]:
    """A spool that leaves nothing behind when the bill turns out not to be one."""
    spool = Spool(path, asked)
    try:
        yield spool
    finally:
        spool.discard()
