"""Alipay's account bill of a day: what came to the merchant's account and what left it (channels.md §2.10)."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from wendan.channels.bill_reading.alipay_form import HEADER_LINES, Head, read_head, read_totals, unpacked
from wendan.channels.bill_reading.blocks import Lines
from wendan.channels.bill_reading.columns import MONEY, Columns, cut, header_names, millifen
from wendan.channels.bill_reading.fund_kinds import FundKinds, Sums, funds_of, payout_of, whole
from wendan.kernel.bills import Asked, BillRefused, Flaw, Funds, PaidOut
from wendan.kernel.money import yuan_text

NUMBER, KIND, CAME, WENT = "账务流水号", "业务类型", "收入金额（+元）", "支出金额（-元）"
COLUMNS: Final = (NUMBER, KIND, CAME, WENT)
ALIASES: Final = {"收入金额(+元)": CAME, "支出金额(-元)": WENT}
WANTED: Final = dict.fromkeys(COLUMNS, pa.string())
DETAIL_NAMES: Final = ("账务明细.csv",)
TAIL_LINES: Final = 4
TOTALS: Final = (
    (False, "支出合计", re.compile(r"^#支出合计：(\d+)笔，共-?([\d.]+)元")),
    (True, "收入合计", re.compile(r"^#收入合计：(\d+)笔，共([\d.]+)元")),
)


def read_account_bill(file: Path, asked: Asked, kinds: FundKinds) -> Funds:
    """What the day came to by kind, and its payouts one by one, once the whole file is proved. Raises BillRefused."""
    with unpacked(file, DETAIL_NAMES, TAIL_LINES) as lines:
        reading = _Reading(lines, asked, kinds.payouts)
        for block in lines.blocks():
            reading.take(block)
        return funds_of(reading.sums, reading.paid_out, kinds, ["crc32", *reading.prove()])


class _Reading:
    def __init__(self, lines: Lines, asked: Asked, payout_kinds: Collection[str]) -> None:
        self._lines, self._asked, self._payout_kinds = lines, asked, payout_kinds
        self._names: list[str] = []
        self._rows = 0
        self._counts = {True: 0, False: 0}
        self.sums = Sums()
        self.paid_out: list[PaidOut] = []

    def take(self, block: bytes) -> None:
        """Rows; what looks like a number has a tab behind it."""
        self._open()
        columns = Columns(self._names, b",", WANTED)
        cells = cut(block.translate(None, b"\t\r"), columns, self._rows + HEADER_LINES)
        kind = pc.utf8_trim_whitespace(cells[KIND])
        for is_in, name in ((True, CAME), (False, WENT)):
            rows = pa.table({"number": cells[NUMBER], "kind": kind, "sum": _sizes(cells[name])})
            moved = rows.filter(pc.not_equal(rows["sum"], 0))
            self._counts[is_in] += moved.num_rows
            for each in moved.group_by("kind").aggregate([("sum", "sum")]).to_pylist():
                self.sums[each["kind"], is_in] += each["sum_sum"]
            if not is_in:
                gone = moved.filter(pc.is_in(moved["kind"], pa.array(list(self._payout_kinds), pa.string())))
                self.paid_out += [payout_of(row["number"].strip(), row["sum"]) for row in gone.to_pylist()]
        self._rows += cells.num_rows

    def prove(self) -> list[str]:
        """What stands below the rows says what was read. Raises BillRefused."""
        self._open()
        told = read_totals(self._lines, {name: form for _, name, form in TOTALS})
        for (count, fen), (is_in, name, _) in zip(told, TOTALS, strict=True):
            if count != self._counts[is_in]:
                raise BillRefused(Flaw.COUNT_DIFFERS, f"{self._counts[is_in]} rows, and {name} says {count}")
            moved = sum(value for (_, way), value in self.sums.items() if way == is_in)
            if fen != whole(moved):
                raise BillRefused(Flaw.TOTAL_DIFFERS, f"{name} {yuan_text(fen)}")
        return [name for _, name, _ in TOTALS]

    def _open(self) -> None:
        if self._names:
            return
        head = read_head(self._lines, "#支付宝账务明细")
        self._demand_ours(head)
        self._names = header_names(head.columns, COLUMNS, ALIASES)

    def _demand_ours(self, head: Head) -> None:
        name = self._asked.name
        if head.account != name.account:
            raise BillRefused(Flaw.WRONG_ACCOUNT, f"of {head.account}")
        if f"起始日期：[{name.day:%Y年%m月%d日} 00:00:00]" not in head.days:
            raise BillRefused(Flaw.WRONG_DAY, head.days)


def _sizes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Amounts without their sign, in thousandths of a fen; an empty one is nothing. Raises BillRefused."""
    plain = pc.utf8_ltrim(pc.utf8_trim_whitespace(column), characters="+-")
    try:
        return millifen(pc.cast(pc.if_else(pc.equal(plain, ""), "0", plain), MONEY))
    except pa.ArrowInvalid as reason:
        raise BillRefused(Flaw.AMOUNT_UNREADABLE, str(reason)) from None
