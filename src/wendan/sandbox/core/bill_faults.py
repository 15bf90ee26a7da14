"""What can be wrong with a bill. Some show in the bytes; the worst are well-formed and untrue."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final, TypeVar

from wendan.sandbox.core.chance import dice

Row = TypeVar("Row")


class BillFault(StrEnum):
    """What becomes of one day's bill."""

    MISSING = "missing"  # never made
    LATE = "late"  # made in the afternoon
    CUT = "cut"  # the first file ends in the middle
    FLIPPED = "flipped"  # one bit of the first file
    ROW_LOST = "row-lost"  # from the first file; hash and totals as they were
    ROW_LEFT_OUT = "row-left-out"  # well sealed: hash and totals fit
    ALTERED = "altered"  # one amount, well sealed


# Once the file has been fetched, the next one is right.
OF_FIRST_FILE: Final = (BillFault.CUT, BillFault.FLIPPED, BillFault.ROW_LOST)
LATE_HOUR: Final = 15


def spoilt(fault: BillFault | None, content: bytes, seed: int) -> bytes:
    """The bytes as they travel."""
    if fault is BillFault.CUT:
        return content[: len(content) // 2]
    if fault is BillFault.FLIPPED and content:
        at = int(dice(seed, "bit", len(content)) * len(content))
        return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    return content


def untrue(fault: BillFault | None, rows: list[Row], seed: int, alter: Callable[[Row], Row]) -> list[Row]:
    """The rows as the bill has them."""
    if not rows or fault not in (BillFault.ROW_LEFT_OUT, BillFault.ALTERED):
        return rows
    at = int(dice(seed, "row", len(rows)) * len(rows))
    between = [] if fault is BillFault.ROW_LEFT_OUT else [alter(rows[at])]
    return [*rows[:at], *between, *rows[at + 1 :]]
