"""Rows as files that office programs open: CSV in UTF-8 with its mark, and workbooks."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

Cell = str | int | float
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


def as_workbook(title: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet, its heading kept in sight; text is text, whatever it looks like."""
    import xlsxwriter  # noqa: PLC0415

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet, bold = book.add_worksheet(title), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heading) - 1, 14)
        sheet.write_row(0, 0, heading, bold)
        for at, row in enumerate(rows, start=1):
            sheet.write_row(at, 0, row)
    return written.getvalue()
