"""The campus card operator's bill of a day: CSV, one row a movement, a line of totals (docs/reference/campus-card-protocol.md)."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from wendan.channels.bill_reading.few import BillLine, moment_of, owed, table, whole
from wendan.channels.bill_reading.spool import spooling
from wendan.kernel.bills import MILLIFEN, Asked, BillFacts, BillRefused, Flaw, Movement

COLUMNS: Final = ("kind", "number", "reference", "payment", "amount_fen", "fee_fen", "moved_at")
MOVEMENTS: Final = {
    "payment": Movement.PAYMENT,
    "refund": Movement.REFUND,
    "reversal": Movement.REVERSAL,
}
TOTAL: Final = "total"
Row = dict[str, str]


def read_day_bill(file: Path, asked: Asked, spool_path: Path) -> BillFacts:
    """Write every row to the spool once the whole file is proved; nothing otherwise. Raises BillRefused."""
    rows = _rows(file)
    if not rows or rows[-1]["kind"] != TOTAL:
        raise BillRefused(Flaw.NO_SUMMARY, "the last line is no total")
    *moved, summed = rows
    lines = [_line(at, row, asked) for at, row in enumerate(moved, start=2)]
    if whole(summed["number"]) != len(lines):
        raise BillRefused(Flaw.COUNT_DIFFERS, f"{len(lines)} rows, and {summed['number']} by its totals")
    for column in ("amount_fen", "fee_fen"):
        if whole(summed[column]) != sum(whole(row[column]) for row in moved):
            raise BillRefused(Flaw.TOTAL_DIFFERS, f"{column} {summed[column]}")
    with spooling(spool_path, asked) as spool:
        spool.take(table(lines))
        return spool.publish([TOTAL])


def _rows(file: Path) -> list[Row]:
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            return list(_checked(csv.reader(opened, strict=True)))
    except (UnicodeDecodeError, csv.Error) as reason:
        raise BillRefused(Flaw.ROW_BROKEN, str(reason)) from None


def _checked(lines: Iterator[list[str]]) -> Iterator[Row]:
    names = next(lines, [])
    for column in COLUMNS:
        if names.count(column) != 1:
            flaw = Flaw.COLUMN_MISSING if column not in names else Flaw.COLUMN_TWICE
            raise BillRefused(flaw, column)
    for line in lines:
        if len(line) != len(names):
            raise BillRefused(Flaw.ROW_BROKEN, f"{len(line)} cells below {len(names)} columns")
        yield dict(zip(names, line, strict=True))


def _line(at: int, row: Row, asked: Asked) -> BillLine:
    movement, amount = MOVEMENTS.get(row["kind"]), whole(row["amount_fen"])
    fee, moment = whole(row["fee_fen"]) * MILLIFEN, moment_of(row["moved_at"])
    is_paid = movement is Movement.PAYMENT
    number = row["payment"] if movement is Movement.REVERSAL else row["number"]
    return BillLine(
        line=at,
        movement=movement or Movement.PAYMENT,
        number=number,
        payment_number=row["number"] if is_paid else row["payment"],
        reference=row["reference"],
        amount_fen=abs(amount),
        fee_millifen=fee,
        owed_millifen=owed(amount, fee, asked.rate_ppm) if is_paid else fee,
        account=asked.name.account,
        happened_at=moment,
        is_understood=movement is not None
        and moment is not None
        and is_paid == (amount > 0)
        and bool(number),
    )
