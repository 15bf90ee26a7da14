"""Alipay's bill of a day, the detail in its ZIP, read by column name (channels.md §2.10)."""

import re
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from wendan.channels.bill_reading.alipay_form import HEADER_LINES, read_head, read_totals, unpacked
from wendan.channels.bill_reading.blocks import Lines
from wendan.channels.bill_reading.columns import (
    MONEY,
    Columns,
    all_of,
    beijing_times,
    constant,
    counted_from,
    cut,
    fen,
    header_names,
    millifen,
    owed_of_either,
    total,
    translated,
)
from wendan.channels.bill_reading.spool import Spool, spooling
from wendan.kernel.bills import CURRENCY, Asked, BillFacts, BillOutcome, BillRefused, Flaw, Movement
from wendan.kernel.money import yuan_text

# Layouts of 22, 25 and 27 columns exist; some name these otherwise (channels.md §2.10).
ALIASES: Final = {
    "订单金额(元)": "订单金额（元）",
    "服务费(元)": "服务费（元）",
    "商家实收(元)": "商家实收（元）",
}
WORDS: Final = ("支付宝交易号", "商户订单号", "业务类型", "完成时间", "退款批次号/请求号")
AMOUNTS: Final = ("订单金额（元）", "商家实收（元）", "服务费（元）")
WANTED: Final = {**dict.fromkeys(WORDS, pa.string()), **dict.fromkeys(AMOUNTS, MONEY)}
MOVEMENTS: Final = {"交易": Movement.PAYMENT, "退款": Movement.REFUND}
TAIL_LINES: Final = 4
SUMS: Final = {
    Movement.PAYMENT: re.compile(r"^#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元"),
    Movement.REFUND: re.compile(r"^#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元"),
}
DETAIL_NAMES: Final = ("业务明细.csv", "_DETAILS.csv")


def read_trade_bill(file: Path, asked: Asked, spool_path: Path) -> BillFacts:
    """Write every row to the spool once the whole file is proved; nothing otherwise. Raises BillRefused."""
    with unpacked(file, DETAIL_NAMES, TAIL_LINES) as lines, spooling(spool_path, asked) as spool:
        reading = _Reading(lines, asked, spool)
        for block in lines.blocks():
            reading.take(block)
        return spool.publish(["crc32", *reading.prove()])


class _Reading:
    def __init__(self, lines: Lines, asked: Asked, spool: Spool) -> None:
        self._lines, self._asked, self._spool = lines, asked, spool
        self._names: list[str] = []
        self._account = ""
        self._rows = 0
        self._sums = dict.fromkeys(SUMS, (0, 0))

    def take(self, block: bytes) -> None:
        """Rows; what looks like a number has a tab behind it."""
        self._open()
        after = self._rows + HEADER_LINES
        cells = cut(block.translate(None, b"\t\r"), Columns(self._names, b",", WANTED), after)
        movement = translated(cells["业务类型"], MOVEMENTS)
        for kind, (count, received) in self._sums.items():
            is_kind = pc.fill_null(pc.equal(movement, kind.value), fill_value=False)
            sum_fen = total(pc.if_else(is_kind, fen(cells["商家实收（元）"]), 0))
            self._sums[kind] = count + total(is_kind), received + sum_fen
        self._spool.take(self._table(cells, movement, after + 1))
        self._rows += cells.num_rows

    def prove(self) -> list[str]:
        """What stands below the rows says what was read. Raises BillRefused."""
        self._open()
        told = read_totals(self._lines, {f"totals of every {kind}": form for kind, form in SUMS.items()})
        for (told_count, told_fen), (kind, (count, received)) in zip(told, self._sums.items(), strict=True):
            if told_count != count:
                raise BillRefused(
                    Flaw.COUNT_DIFFERS, f"{count} of kind {kind}, and {told_count} by its totals"
                )
            if told_fen != received:
                raise BillRefused(Flaw.TOTAL_DIFFERS, f"{kind}: {yuan_text(told_fen)}")
        return ["交易合计", "退款合计"]

    def _open(self) -> None:
        if self._names:
            return
        head = read_head(self._lines, "#支付宝业务明细")
        self._account = head.account
        self._names = header_names(head.columns, tuple(WANTED), ALIASES)

    def _table(self, cells: pa.Table, movement: pa.ChunkedArray, first_line: int) -> pa.Table:
        rows, is_back = cells.num_rows, pc.equal(cells["业务类型"], "退款")
        signed, at = fen(cells["订单金额（元）"]), beijing_times(cells["完成时间"])
        number = pc.if_else(is_back, cells["退款批次号/请求号"], cells["商户订单号"])
        # Signs of fees differ between descriptions; which way they go does not (channels.md §2.10).
        size = pc.abs(millifen(cells["服务费（元）"]))
        fee = pc.if_else(is_back, pc.negate(size), size)
        # 商家实收 is all but what the merchant's own promotions paid (商家优惠, 商家红包), whatever they are called.
        promoted = pc.subtract(signed, fen(cells["商家实收（元）"]))
        owed = self._owed(signed, promoted, fee, is_back)
        has_sign = pc.equal(pc.less(signed, 0), is_back)
        is_sound = pc.and_(
            pc.less_equal(pc.abs(promoted), pc.abs(signed)),
            pc.greater_equal(pc.multiply(pc.sign(promoted), pc.sign(signed)), 0),
        )
        understood = (pc.is_valid(movement), pc.is_valid(at), pc.not_equal(signed, 0), has_sign, is_sound)
        return pa.table(
            {
                "line": counted_from(first_line, rows),
                "movement": pc.fill_null(movement, Movement.PAYMENT.value),
                "number": number,
                "payment_number": cells["商户订单号"],
                "reference": cells["支付宝交易号"],
                "amount_fen": pc.abs(signed),
                "promoted_fen": promoted,
                "fee_millifen": fee,
                "owed_millifen": owed,
                "outcome": constant(BillOutcome.SUCCEEDED.value, rows),
                "account": constant(self._account, rows),
                "currency": constant(CURRENCY, rows),
                "method": constant("", rows),
                "happened_at": at,
                "is_understood": all_of(*understood, pc.not_equal(number, "")),
            }
        )

    def _owed(
        self,
        signed: pa.ChunkedArray,
        promoted: pa.ChunkedArray,
        fee: pa.ChunkedArray,
        is_back: pa.ChunkedArray,
    ) -> pa.ChunkedArray:
        """By the rate agreed; the fee itself where there is none, and of what goes back."""
        rate = self._asked.rate_ppm
        return (
            fee
            if rate is None
            else pc.if_else(is_back, fee, owed_of_either(signed, promoted, fee, pa.scalar(rate)))
        )
