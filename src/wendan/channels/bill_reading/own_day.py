"""The house's own book of a day as CSV: place by place its opening, its movements with what it holds after each, its closing.

A place is a drawer's shift or a member's account. An account's `closing` comes from the balance that it says itself, not
from its movements: a book whose movements do not lead there proves nothing. A drawer says it by its count.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from wendan.channels.bill_reading.few import BillLine, moment_of, table, whole
from wendan.channels.bill_reading.spool import spooling
from wendan.kernel.bills import Asked, BillFacts, BillRefused, Flaw, Movement
from wendan.platform.db import in_parts

COLUMNS: Final = (
    "kind",
    "place",
    "number",
    "payment",
    "reference",
    "by",
    "amount_fen",
    "balance_fen",
    "moved_at",
)
OPENING, CLOSING, COUNTED, TOTAL = "opening", "closing", "counted", "total"
RUNNING: Final = "running-balance"
LINES_AT_ONCE: Final = 5000
# What moves value and no money: a gift and its way back only have to add up.
_GIFTS: Final = ("gift", "gift-back")
_MOVEMENTS: Final = {each.value: each for each in Movement if each is not Movement.REVERSAL}
Row = dict[str, str]


def read_own_day(file: Path, asked: Asked, spool_path: Path) -> BillFacts:
    """Write every movement to the spool once the whole book is proved; nothing otherwise. Raises BillRefused."""
    proof = _Proof()
    with spooling(spool_path, asked) as spool:
        for lines in in_parts(_lines(file, asked, proof), LINES_AT_ONCE):
            spool.take(table(lines))
        proof.demand_end()
        return spool.publish([TOTAL, RUNNING])


@dataclass(slots=True)
class _Proof:
    """What each open place holds by now, and what was read so far."""

    held: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    amount_fen: int = 0
    is_whole: bool = False

    def weigh(self, row: Row) -> None:
        """One line more. Raises BillRefused."""
        kind, place, amount = row["kind"], row["place"], whole(row["amount_fen"])
        if self.is_whole:
            raise BillRefused(Flaw.TOO_LONG, "lines after its totals")
        if kind == TOTAL:
            self._end(row)
            return
        self.lines += 1
        self.amount_fen += amount
        if kind == COUNTED:
            return
        balance = whole(row["balance_fen"])
        before = balance if kind == OPENING else self.held.get(place)
        if before is None or before + amount != balance:
            raise BillRefused(
                Flaw.TOTAL_DIFFERS, f"{place} held {before}, then {amount}, and {balance} after"
            )
        if kind == CLOSING:
            del self.held[place]
        else:
            self.held[place] = balance

    def demand_end(self) -> None:
        """Raises BillRefused."""
        if not self.is_whole:
            raise BillRefused(Flaw.NO_SUMMARY, "the last line is no total")

    def _end(self, row: Row) -> None:
        if self.held:
            raise BillRefused(Flaw.TOTAL_DIFFERS, f"{next(iter(self.held))} has no closing")
        if whole(row["number"]) != self.lines:
            raise BillRefused(Flaw.COUNT_DIFFERS, f"{self.lines} lines, and {row['number']} by its totals")
        if whole(row["amount_fen"]) != self.amount_fen:
            raise BillRefused(
                Flaw.TOTAL_DIFFERS, f"{self.amount_fen} fen, and {row['amount_fen']} by its totals"
            )
        self.is_whole = True


def _lines(file: Path, asked: Asked, proof: _Proof) -> Iterator[BillLine]:
    """The movements that money stands behind, each as soon as the book holds so far. Raises BillRefused."""
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = csv.reader(opened, strict=True)
            if tuple(next(rows, ())) != COLUMNS:
                raise BillRefused(Flaw.NOT_A_BILL, "not the columns of a book of ours")
            for at, cells in enumerate(rows, start=2):
                if len(cells) != len(COLUMNS):
                    raise BillRefused(Flaw.ROW_BROKEN, f"{len(cells)} cells in line {at}")
                row = dict(zip(COLUMNS, cells, strict=True))
                proof.weigh(row)
                if row["kind"] not in (OPENING, CLOSING, TOTAL, *_GIFTS):
                    yield _line(at, row, asked)
    except (UnicodeDecodeError, csv.Error) as reason:
        raise BillRefused(Flaw.ROW_BROKEN, str(reason)) from None


def _line(at: int, row: Row, asked: Asked) -> BillLine:
    kind, amount = row["kind"], whole(row["amount_fen"])
    if kind == COUNTED:
        movement: Movement | None = Movement.DRAWER_SHORT if amount < 0 else Movement.DRAWER_OVER
    else:
        movement = _MOVEMENTS.get(kind)
    moment = moment_of(row["moved_at"])
    return BillLine(
        line=at,
        movement=movement or Movement.PAYMENT,
        number=row["number"],
        payment_number=row["payment"] or row["number"],
        reference=row["reference"],
        amount_fen=abs(amount),
        fee_millifen=0,
        owed_millifen=0,
        account=asked.name.account,
        happened_at=moment,
        is_understood=movement is not None and moment is not None and bool(row["number"]),
        method=row["by"],
    )
