"""WeChat Pay's fund-flow bill: what moved on the merchant's account, each movement a row (channels.md §1.17)."""

from collections import Counter
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from wendan.channels.bill_reading.blocks import Lines
from wendan.channels.bill_reading.columns import millifen
from wendan.channels.bill_reading.unpacking import Unpacked
from wendan.channels.bill_reading.wechat_form import MONEY, WORDS, Form, TickedBill, told_millifen
from wendan.kernel.bills import MILLIFEN, Asked, BillRefused, Flaw, Funds
from wendan.kernel.money import Fen

COLUMNS: Final = ("记账时间", "业务类型", "收支类型", "收支金额(元)")
AMOUNT: Final = "收支金额(元)"
WANTED: Final = {**dict.fromkeys(COLUMNS, WORDS), AMOUNT: MONEY}
FORM: Final = Form(COLUMNS, {"收支金额（元）": AMOUNT}, WANTED, "资金流水总笔数", {})
IN, OUT = "收入", "支出"
PAID, RETURNED, FEE = "交易", "退款", "扣除交易手续费"
SUMS: Final = {IN: "收入金额", OUT: "支出金额"}


def read_fund_bill(file: Path, asked: Asked) -> Funds:
    """What the day came to by kind, once the whole file is proved. Raises BillRefused."""
    unpacked = Unpacked(file, asked.proof)
    lines = Lines(unpacked.pieces())
    bill = TickedBill(lines, FORM)
    sums: Counter[tuple[str, str]] = Counter()
    for block in lines.blocks():
        sums += Counter(_by_kind(bill.cut(block)))
    proved_by = unpacked.prove() + bill.prove()
    for direction, name in SUMS.items():
        of_direction = sum(value for (_, way), value in sums.items() if way == direction)
        if told_millifen(bill.summary().get(name, "")) != of_direction:
            raise BillRefused(Flaw.TOTAL_DIFFERS, f"{name} {bill.summary()[name]}")
    return Funds(
        paid_fen=_whole(_net(sums, PAID)),
        returned_fen=_whole(-_net(sums, RETURNED)),
        fee_millifen=-_net(sums, FEE),
        other_fen=_whole(sum(_net(sums, kind) for kind in {k for k, _ in sums} - {PAID, RETURNED, FEE})),
        proved_by=proved_by,
    )


def _by_kind(cells: pa.Table) -> dict[tuple[str, str], int]:
    rows = pa.table({"kind": cells["业务类型"], "way": cells["收支类型"], "sum": millifen(cells[AMOUNT])})
    strangers = pc.invert(pc.is_in(rows["way"], pa.array([IN, OUT])))
    if pc.any(strangers).as_py():
        raise BillRefused(Flaw.ROW_BROKEN, "money that neither came nor went")
    grouped = rows.group_by(["kind", "way"]).aggregate([("sum", "sum")])
    return {(row["kind"], row["way"]): row["sum_sum"] for row in grouped.to_pylist()}


def _net(sums: Counter[tuple[str, str]], kind: str) -> int:
    return sums[kind, IN] - sums[kind, OUT]


def _whole(amount: int) -> Fen:
    if amount % MILLIFEN:
        raise BillRefused(Flaw.AMOUNT_UNREADABLE, "money with a fraction of a fen")
    return Fen(amount // MILLIFEN)
