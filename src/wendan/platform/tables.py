"""Rows as files that office programs open: CSV in UTF-8 with its mark, and workbooks."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Cell = str | int | float
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM: Final = "\ufeff"
"""Without it Excel reads Chinese as Latin."""
# A cell that begins so would be run as a formula by whoever opens the file.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Text that looks like a formula stands behind an apostrophe; numbers stay numbers."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(heading)
    table.writerows([_harmless(cell) for cell in row] for row in rows)
    return (BOM + written.getvalue()).encode()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a workbook. A fraction is money in yuan, a whole number is a count."""

    title: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def as_workbook(sheets: Iterable[Sheet]) -> bytes:
    """A workbook; headings stay in sight, text is text, whatever it looks like."""
    import xlsxwriter  # noqa: PLC0415

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"constant_memory": True, "strings_to_formulas": False}) as book:
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        for each in sheets:
            sheet = book.add_worksheet(each.title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(each.heading) - 1, 16)
            sheet.write_row(0, 0, each.heading, bold)
            for at, row in enumerate(each.rows, start=1):
                for column, cell in enumerate(row):
                    sheet.write(at, column, cell, *([money] if isinstance(cell, float) else []))
    return written.getvalue()
