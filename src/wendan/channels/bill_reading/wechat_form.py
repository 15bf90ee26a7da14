"""How WeChat writes every bill: a plain header, values behind back-ticks, and two lines of totals (channels.md §1.16)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import pyarrow as pa

from wendan.channels.bill_reading.blocks import Lines, text
from wendan.channels.bill_reading.columns import SEPARATOR, Columns, cut, header_names, millifen, total
from wendan.kernel.bills import BillRefused, Flaw

WORDS: Final = pa.string()


@dataclass(frozen=True, slots=True)
class Form:
    """The columns of a kind of bill: needed, renamed, wanted with their types; and which totals sum up which."""

    required: Collection[str]
    aliases: Mapping[str, str]
    wanted: Mapping[str, pa.DataType]
    count: str
    totals: Mapping[str, str]


class TickedBill:
    """One file, block by block; `prove` when all are through."""

    def __init__(self, lines: Lines, form: Form) -> None:
        self._lines, self._form = lines, form
        self._names: list[str] = []
        self._sums = dict.fromkeys(form.totals.values(), 0)
        self.rows = 0

    def cut(self, block: bytes) -> pa.Table:
        """Rows, each beginning with a back-tick: a goods name has no line end of its own. Raises BillRefused."""
        self._name_columns()
        cells = self._cut(block)
        for name in self._sums:
            if name in cells.column_names:
                self._sums[name] += total(millifen(cells[name]))
        self.rows += cells.num_rows
        return cells

    def summary(self) -> dict[str, str]:
        """The totals as the file says them. Raises BillRefused."""
        self._name_columns()
        names, values = (text(line).split(",") for line in self._lines.tail)
        values = [value.removeprefix("`") for value in values]
        if self._form.count not in names or len(names) != len(values):
            raise BillRefused(Flaw.NO_SUMMARY, "the last two lines are no totals")
        return dict(zip(names, values, strict=True))

    def prove(self) -> list[str]:
        """The totals say what was read; which of them did. Raises BillRefused."""
        summary, count = self.summary(), self._form.count
        if summary[count] != str(self.rows):
            raise BillRefused(Flaw.COUNT_DIFFERS, f"{self.rows} rows, and {summary[count]} by its totals")
        for name, column in self._form.totals.items():
            if name in summary and told_millifen(summary[name]) != self._sums[column]:
                raise BillRefused(Flaw.TOTAL_DIFFERS, f"{name} {summary[name]}")
        return [count, *(name for name in self._form.totals if name in summary)]

    def _cut(self, block: bytes) -> pa.Table:
        # One back-tick for each value: one pass takes them out, four times as fast, and where no name holds a comma,
        # which is the rule, each line has its columns.
        plain = block.translate(None, b"`\r")
        ticks = len(block) - len(plain) - block.count(b"\r")
        try:
            cells = cut(plain, self._table(b","), self.rows + 1)
        except BillRefused as refused:
            is_ticked = ticks == len(self._names) * block.count(b"\n")
            if is_ticked and refused.flaw is not Flaw.ROW_BROKEN:
                raise
            return self._cut_at_ticks(block)
        return cells if ticks == len(self._names) * cells.num_rows else self._cut_at_ticks(block)

    def _cut_at_ticks(self, block: bytes) -> pa.Table:
        """The same where a goods name holds a comma or a back-tick. Raises BillRefused."""
        if SEPARATOR in block:
            raise BillRefused(Flaw.ROW_BROKEN, "a byte that no bill has")
        lines = b"\n" + block.replace(b"\r\n", b"\n")
        if lines.count(b"\n`") != block.count(b"\n"):
            words = f"after line {self.rows + 1} a line begins without a back-tick"
            raise BillRefused(Flaw.ROW_BROKEN, words)
        plain = lines.replace(b"\n`", b"\n").replace(b",`", SEPARATOR)
        return cut(plain[1:], self._table(SEPARATOR), self.rows + 1)

    def _table(self, separator: bytes) -> Columns:
        return Columns(self._names, separator, self._form.wanted)

    def _name_columns(self) -> None:
        """A bill without rows has its columns all the same. Raises BillRefused."""
        if not self._names:
            found = text(self._lines.header[0]).split(",")
            self._names = header_names(found, self._form.required, self._form.aliases)


def told_millifen(yuan: str) -> int:
    """A total in thousandths of a fen. Raises BillRefused."""
    try:
        exact = Decimal(yuan) * 100_000
    except InvalidOperation:
        raise BillRefused(Flaw.NO_SUMMARY, f"{yuan!r} among its totals is no amount") from None
    if exact != exact.to_integral_value():
        raise BillRefused(Flaw.NO_SUMMARY, f"{yuan!r} among its totals is no whole amount")
    return int(exact)
