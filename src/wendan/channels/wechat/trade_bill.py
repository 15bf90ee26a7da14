"""WeChat Pay's trade bill, ALL, SUCCESS or REFUND, read by column name (channels.md §1.16)."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from wendan.channels.bill_reading.blocks import Lines, text
from wendan.channels.bill_reading.columns import (
    SEPARATOR,
    Columns,
    all_of,
    beijing_times,
    constant,
    counted_from,
    cut,
    fen,
    header_names,
    millifen,
    owed_millifen,
    rate_ppm,
    total,
    translated,
)
from wendan.channels.bill_reading.spool import Spool, spooling
from wendan.channels.bill_reading.unpacking import Unpacked
from wendan.kernel.bills import Asked, BillFacts, BillOutcome, BillRefused, Flaw, Movement

# Older layouts are shorter and have other names (channels.md §1.16).
ALIASES: Final = {
    "商户appid": "公众账号ID",
    "子商户号": "特约商户号",
    "总金额": "订单金额",
    "企业红包金额": "代金券金额",
    "商户号码": "商户号",
}
_MONEY: Final = pa.decimal128(18, 5)
_WORDS: Final = pa.string()
REQUIRED: Final = (
    "交易时间",
    "商户号",
    "微信订单号",
    "商户订单号",
    "交易类型",
    "交易状态",
    "货币种类",
    "手续费",
    "订单金额",
)
REFUND_COLUMNS: Final = ("微信退款单号", "商户退款单号", "退款状态")
OPTIONAL: Final = ("退款申请时间", "商户数据包", "费率", *REFUND_COLUMNS)
AMOUNTS: Final = ("应结订单金额", "退款金额", "充值券退款金额", "手续费", "订单金额", "申请退款金额")
WANTED: Final = {**dict.fromkeys((*REQUIRED, *OPTIONAL), _WORDS), **dict.fromkeys(AMOUNTS, _MONEY)}
TOTALS: Final = {
    "应结订单总金额": "应结订单金额",
    "退款总金额": "退款金额",
    "充值券退款总金额": "充值券退款金额",
    "手续费总金额": "手续费",
    "订单总金额": "订单金额",
    "申请退款总金额": "申请退款金额",
}
COUNT: Final = "总交易单数"
MOVEMENTS: Final = {
    "SUCCESS": Movement.PAYMENT,
    "REFUND": Movement.REFUND,
    "REVOKED": Movement.REVERSAL,
}
# A row is never brought up to date: what was on its way stays so (channels.md §1.16).
REFUND_OUTCOMES: Final = {
    "SUCCESS": BillOutcome.SUCCEEDED,
    "PROCESSING": BillOutcome.PROCESSING,
    "FAIL": BillOutcome.FAILED,
    "CHANGE": BillOutcome.FAILED,
}
# A PayScore debit carries WeChat's own number; the merchant's stands in its attachment (channels.md §1.16).
SCORE_TYPE, SCORE_MARK = "AUTH", r"^wxzff\|[^|]*\|(?P<number>[^|]+)$"
# A part of a fee that goes back with a part of the money is rounded anew each time: by a fen at most.
ROUNDING_MILLIFEN: Final = 1000


def read_trade_bill(file: Path, asked: Asked, spool_path: Path) -> BillFacts:
    """Write every row to the spool once the whole file is proved; nothing otherwise. Raises BillRefused."""
    unpacked = Unpacked(file, asked.proof)
    lines = Lines(unpacked.pieces())
    with spooling(spool_path, asked) as spool:
        reading = _Reading(lines, asked, spool)
        for block in lines.blocks():
            reading.take(block)
        proved_by = unpacked.prove() + reading.prove()
        return spool.publish(proved_by)


class _Reading:
    def __init__(self, lines: Lines, asked: Asked, spool: Spool) -> None:
        self._lines, self._asked, self._spool = lines, asked, spool
        self._names: list[str] = []
        self._rows = 0
        self._sums = dict.fromkeys(TOTALS.values(), 0)

    def take(self, block: bytes) -> None:
        """Rows, each beginning with a back-tick: a goods name has no line end of its own."""
        self._name_columns()
        cells = self._cut(block)
        for name in self._sums:
            if name in cells.column_names:
                self._sums[name] += total(millifen(cells[name]))
        self._spool.take(_Rows(cells, self._asked, self._rows + 2).table())
        self._rows += cells.num_rows

    def _cut(self, block: bytes) -> pa.Table:
        rows, last = block.count(b"\n"), len(self._names) - 1
        after = self._rows + 1
        if (block.count(b","), block.count(b"`")) == (last * rows, (last + 1) * rows):
            # No name holds either: one pass takes out all that is not comma and text, four times as fast.
            return cut(block.translate(None, b"`\r"), self._table(b","), after)
        if SEPARATOR in block:
            raise BillRefused(Flaw.ROW_BROKEN, "a byte that no bill has")
        lines = b"\n" + block.replace(b"\r\n", b"\n")
        if lines.count(b"\n`") != rows:
            raise BillRefused(Flaw.ROW_BROKEN, f"after line {after} a line begins without a back-tick")
        plain = lines.replace(b"\n`", b"\n").replace(b",`", SEPARATOR)
        return cut(plain[1:], self._table(SEPARATOR), after)

    def _table(self, separator: bytes) -> Columns:
        return Columns(self._names, separator, WANTED)

    def _name_columns(self) -> None:
        """A bill without rows has its columns all the same. Raises BillRefused."""
        if not self._names:
            self._names = header_names(text(self._lines.header[0]).split(","), REQUIRED, ALIASES)

    def prove(self) -> list[str]:
        """The line of totals says what was read. Raises BillRefused."""
        self._name_columns()
        names, values = (text(line).split(",") for line in self._lines.tail)
        values = [value.removeprefix("`") for value in values]
        if COUNT not in names or len(names) != len(values):
            raise BillRefused(Flaw.NO_SUMMARY, "the last two lines are no totals")
        summary = dict(zip(names, values, strict=True))
        if summary[COUNT] != str(self._rows):
            raise BillRefused(Flaw.COUNT_DIFFERS, f"{self._rows} rows, and {summary[COUNT]} by its totals")
        for name, column in TOTALS.items():
            told = _millifen(summary[name]) if name in summary else None
            if told is not None and told != self._sums[column]:
                raise BillRefused(Flaw.TOTAL_DIFFERS, f"{name} {summary[name]}")
        return [COUNT, *(name for name in TOTALS if name in summary)]


def _millifen(yuan: str) -> int:
    try:
        exact = Decimal(yuan) * 100_000
    except InvalidOperation:
        raise BillRefused(Flaw.NO_SUMMARY, f"{yuan!r} among its totals is no amount") from None
    if exact != exact.to_integral_value():
        raise BillRefused(Flaw.NO_SUMMARY, f"{yuan!r} among its totals is no whole amount")
    return int(exact)


class _Rows:
    """The rows of one block in the spool's form; what is not understood is marked, never dropped."""

    def __init__(self, cells: pa.Table, asked: Asked, first_line: int) -> None:
        self._cells, self._asked, self._first_line = cells, asked, first_line
        self._is_refund = pc.equal(cells["交易状态"], "REFUND")
        self._is_back = pc.or_(self._is_refund, pc.equal(cells["交易状态"], "REVOKED"))

    def table(self) -> pa.Table:
        cells, rows = self._cells, self._cells.num_rows
        movement = translated(cells["交易状态"], MOVEMENTS)
        payment_number, amount = self._payment_number(), self._amount()
        number = pc.if_else(self._is_refund, self._column("商户退款单号"), payment_number)
        fee, at, outcome = millifen(cells["手续费"]), self._times(), self._outcome()
        owed = self._owed(amount, fee)
        understood = (pc.is_valid(movement), pc.is_valid(outcome), pc.is_valid(at), pc.greater(amount, 0))
        columns = {
            "line": counted_from(self._first_line, rows),
            "movement": pc.fill_null(movement, Movement.PAYMENT.value),
            "number": number,
            "payment_number": payment_number,
            "reference": pc.if_else(self._is_refund, self._column("微信退款单号"), cells["微信订单号"]),
            "amount_fen": pc.abs(amount),
            "fee_millifen": fee,
            "owed_millifen": owed,
            "outcome": pc.fill_null(outcome, BillOutcome.PROCESSING.value),
            "account": cells["商户号"],
            "currency": cells["货币种类"],
            "method": cells["交易类型"],
            "happened_at": at,
            "is_understood": all_of(*understood, pc.not_equal(number, "")),
        }
        return pa.table(columns)

    def _column(self, name: str, otherwise: str = "") -> pa.ChunkedArray | pa.Array:
        is_there = name in self._cells.column_names
        return self._cells[name] if is_there else constant(otherwise, self._cells.num_rows)

    def _payment_number(self) -> pa.ChunkedArray:
        numbers = self._cells["商户订单号"]
        is_score = pc.equal(self._cells["交易类型"], SCORE_TYPE)
        if not pc.any(is_score).as_py():
            return numbers
        named = pc.extract_regex(self._column("商户数据包"), SCORE_MARK)
        return pc.if_else(is_score, pc.coalesce(pc.struct_field(named, "number"), numbers), numbers)

    def _amount(self) -> pa.ChunkedArray:
        """What our number was asked for: with what WeChat's coupons paid of it."""
        back = next((n for n in ("申请退款金额", "退款金额") if n in self._cells.column_names), None)
        paid = fen(self._cells["订单金额"])
        return pc.if_else(self._is_back, fen(self._cells[back]), paid) if back else paid

    def _times(self) -> pa.ChunkedArray:
        """A refund's row is of the day on which it was accepted."""
        accepted = "退款申请时间"
        name = accepted if accepted in self._cells.column_names else "交易时间"
        return beijing_times(self._cells[name])

    def _outcome(self) -> pa.ChunkedArray:
        of_refund = translated(self._column("退款状态"), REFUND_OUTCOMES)
        return pc.if_else(self._is_refund, of_refund, BillOutcome.SUCCEEDED.value)

    def _owed(self, amount: pa.ChunkedArray, fee: pa.ChunkedArray) -> pa.ChunkedArray:
        """By the rate agreed, or by the bill's own; the fee itself where there is neither."""
        agreed = self._asked.rate_ppm
        ppm = pa.scalar(agreed, pa.int64()) if agreed is not None else rate_ppm(self._column("费率"))
        signed = pc.if_else(self._is_back, pc.negate(amount), amount)
        owed = pc.coalesce(owed_millifen(signed, ppm), fee)
        is_rounding = pc.less_equal(pc.abs(pc.subtract(owed, fee)), ROUNDING_MILLIFEN)
        return pc.if_else(pc.and_(self._is_back, is_rounding), fee, owed)
