"""WeChat Pay's fund-flow bill: what moved on the merchant's account, each movement a row (channels.md §1.17)."""

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from wendan.channels.bill_reading.blocks import Lines
from wendan.channels.bill_reading.columns import millifen
from wendan.channels.bill_reading.unpacking import Unpacked
from wendan.channels.bill_reading.wechat_form import MONEY, WORDS, Form, TickedBill, told_millifen
from wendan.kernel.bills import MILLIFEN, Asked, BillRefused, Flaw, Funds, PaidOut
from wendan.kernel.money import Fen

COLUMNS: Final = ("记账时间", "资金流水单号", "业务类型", "收支类型", "收支金额(元)")
AMOUNT: Final = "收支金额(元)"
WANTED: Final = {**dict.fromkeys(COLUMNS, WORDS), AMOUNT: MONEY}
FORM: Final = Form(COLUMNS, {"收支金额（元）": AMOUNT}, WANTED, "资金流水总笔数", {})
IN, OUT = "收入", "支出"
PAID, RETURNED, FEE = "交易", "退款", "扣除交易手续费"
SUMS: Final = {IN: "收入金额", OUT: "支出金额"}


def read_fund_bill(file: Path, asked: Asked, payout_kinds: Collection[str]) -> Funds:
    """What the day came to by kind, and its payouts one by one, once the whole file is proved. Raises BillRefused.

    `payout_kinds`: the channel's words for money that leaves for the merchant's bank.
    """
    unpacked = Unpacked(file, asked.proof)
    lines = Lines(unpacked.pieces())
    bill = TickedBill(lines, FORM)
    sums: Counter[tuple[str, str]] = Counter()
    paid_out: list[PaidOut] = []
    for block in lines.blocks():
        cells = bill.cut(block)
        sums += Counter(_by_kind(cells))
        paid_out += _paid_out(cells, payout_kinds)
    proved_by = unpacked.prove() + bill.prove()
    if len({each.number for each in paid_out}) != len(paid_out):
        raise BillRefused(Flaw.ROW_BROKEN, "two payouts under one number")
    for direction, name in SUMS.items():
        of_direction = sum(value for (_, way), value in sums.items() if way == direction)
        if told_millifen(bill.summary().get(name, "")) != of_direction:
            raise BillRefused(Flaw.TOTAL_DIFFERS, f"{name} {bill.summary()[name]}")
    return Funds(
        paid_fen=_whole(_net(sums, PAID)),
        returned_fen=_whole(-_net(sums, RETURNED)),
        fee_millifen=-_net(sums, FEE),
        paid_out=paid_out,
        others=_others(sums, payout_kinds),
        proved_by=proved_by,
    )


def _paid_out(cells: pa.Table, kinds: Collection[str]) -> list[PaidOut]:
    is_of_kind = pc.is_in(cells["业务类型"], pa.array(list(kinds), pa.string()))
    found = cells.append_column("millifen", millifen(cells[AMOUNT])).filter(
        pc.and_(is_of_kind, pc.equal(cells["收支类型"], OUT))
    )
    if any(not row["资金流水单号"] or row["millifen"] <= 0 for row in found.to_pylist()):
        raise BillRefused(Flaw.ROW_BROKEN, "a payout without a number or an amount")
    return [PaidOut(row["资金流水单号"], _whole(row["millifen"])) for row in found.to_pylist()]


def _others(sums: Counter[tuple[str, str]], payout_kinds: Collection[str]) -> dict[str, Fen]:
    """What moved otherwise, a payout that the bank sent back among it."""
    others: Counter[str] = Counter()
    for (kind, way), value in sums.items():
        is_payout = kind in payout_kinds and way == OUT
        if kind not in (PAID, RETURNED, FEE) and not is_payout:
            others[kind] += value if way == IN else -value
    return {kind: _whole(value) for kind, value in others.items()}


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
