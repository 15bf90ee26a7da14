"""WeChat Pay's fund-flow bill: what moved on the merchant's account, each movement a row (channels.md §1.17)."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from wendan.channels.bill_reading.blocks import Lines
from wendan.channels.bill_reading.columns import MONEY, millifen
from wendan.channels.bill_reading.fund_kinds import FundKinds, Sums, funds_of, payout_of
from wendan.channels.bill_reading.unpacking import Unpacked
from wendan.channels.bill_reading.wechat_form import WORDS, Form, TickedBill, told_millifen
from wendan.kernel.bills import Asked, BillRefused, Flaw, Funds, PaidOut

COLUMNS: Final = ("记账时间", "资金流水单号", "业务类型", "收支类型", "收支金额(元)")
AMOUNT: Final = "收支金额(元)"
WANTED: Final = {**dict.fromkeys(COLUMNS, WORDS), AMOUNT: MONEY}
FORM: Final = Form(COLUMNS, {"收支金额（元）": AMOUNT}, WANTED, "资金流水总笔数", {})
IN, OUT = "收入", "支出"
TOTALS: Final = {True: "收入金额", False: "支出金额"}


def read_fund_bill(file: Path, asked: Asked, payout_kinds: Collection[str]) -> Funds:
    """What the day came to by kind, and its payouts one by one, once the whole file is proved. Raises BillRefused.

    `payout_kinds`: the channel's words for money that leaves for the merchant's bank.
    """
    kinds = FundKinds(("交易",), ("退款",), ("扣除交易手续费",), payout_kinds)
    unpacked = Unpacked(file, asked.proof)
    lines = Lines(unpacked.pieces())
    bill = TickedBill(lines, FORM)
    sums = Sums()
    paid_out: list[PaidOut] = []
    for block in lines.blocks():
        cells = bill.cut(block)
        sums.update(_by_kind(cells))
        paid_out += _paid_out(cells, payout_kinds)
    proved_by = unpacked.prove() + bill.prove()
    for direction, name in TOTALS.items():
        of_direction = sum(value for (_, is_in), value in sums.items() if is_in == direction)
        if told_millifen(bill.summary().get(name, "")) != of_direction:
            raise BillRefused(Flaw.TOTAL_DIFFERS, f"{name} {bill.summary()[name]}")
    return funds_of(sums, paid_out, kinds, proved_by)


def _paid_out(cells: pa.Table, kinds: Collection[str]) -> list[PaidOut]:
    is_of_kind = pc.is_in(cells["业务类型"], pa.array(list(kinds), pa.string()))
    sized = cells.append_column("millifen", millifen(cells[AMOUNT]))
    found = sized.filter(pc.and_(is_of_kind, pc.equal(cells["收支类型"], OUT)))
    return [payout_of(row["资金流水单号"], row["millifen"]) for row in found.to_pylist()]


def _by_kind(cells: pa.Table) -> dict[tuple[str, bool], int]:
    rows = pa.table({"kind": cells["业务类型"], "way": cells["收支类型"], "sum": millifen(cells[AMOUNT])})
    strangers = pc.invert(pc.is_in(rows["way"], pa.array([IN, OUT])))
    if pc.any(strangers).as_py():
        raise BillRefused(Flaw.ROW_BROKEN, "money that neither came nor went")
    grouped = rows.group_by(["kind", "way"]).aggregate([("sum", "sum")])
    return {(row["kind"], row["way"] == IN): row["sum_sum"] for row in grouped.to_pylist()}
