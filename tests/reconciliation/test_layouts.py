"""The other layouts of WeChat's trade bill: only payments, only refunds, and the shorter one that some merchants have."""

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
from two_books import BILL

from wendan.channels.bill_reading.wechat_trade import read_trade_bill
from wendan.kernel.bills import Asked
from wendan.sandbox.ground_truth import Teller
from wendan.sandbox.wechat.bill_text import COLUMNS, TOTALS, bill_text, fee_of

ROWS = [row for s in Teller("2026-11-27", seed=5).tell(80, odd_share=0.0) for row in s.theirs]
ALL = COLUMNS.split(",")
SUCCESS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,商品名称,商户数据包,手续费,费率,订单金额,费率备注"
).split(",")
REFUND = [*ALL[:14], "退款申请时间", "退款成功时间", *ALL[14:]]


def laid_out(
    columns: list[str], rows: list, totals: list[str], renamed: dict[str, str] | None = None
) -> bytes:
    """The ALL bill of these rows in other columns."""
    head, *lines, names, values = b"".join(bill_text(rows, with_bom=False)).decode().split("\r\n")[:-1]
    assert head == COLUMNS
    cells = [dict(zip(ALL, line[1:].split(",`"), strict=True)) for line in lines]
    for each in cells:
        each |= {"退款申请时间": each["交易时间"], "退款成功时间": each["交易时间"]}
    summed = dict(zip(names.split(","), values[1:].split(",`"), strict=True))
    written = [",".join((renamed or {}).get(name, name) for name in columns)]
    written += ["`" + ",`".join(each[name] for name in columns) for each in cells]
    written += [",".join(totals), "`" + ",`".join(summed[name] for name in totals)]
    return ("\r\n".join(written) + "\r\n").encode()


def read(content: bytes, room: Path) -> list[dict]:
    (room / "bill").write_bytes(content)
    read_trade_bill(room / "bill", Asked(BILL), room / "spool")
    return [{**row, "line": 0} for row in pq.read_table(room / "spool").to_pylist()]


def plain(rows: list, room: Path) -> list[dict]:
    return read(b"".join(bill_text(rows)), room)


def test_a_bill_of_payments_alone_reads_the_same(tmp_path: Path):
    paid = [row for row in ROWS if not row.is_back]
    totals = ["总交易单数", "应结订单总金额", "手续费总金额", "订单总金额"]

    assert read(laid_out(SUCCESS, paid, totals), tmp_path) == plain(paid, tmp_path)


def test_a_bill_of_refunds_alone_is_dated_by_their_acceptance(tmp_path: Path):
    back = [row for row in ROWS if row.is_back]
    assert back

    assert read(laid_out(REFUND, back, TOTALS.split(",")), tmp_path) == plain(back, tmp_path)


def test_the_older_shorter_layout_goes_by_its_own_names(tmp_path: Path):
    paid = [replace(row, promoted_fen=0, fee_fen=fee_of(row.fen)) for row in ROWS if not row.is_back]
    columns = [name for name in SUCCESS if name not in ("应结订单金额", "费率备注", "商户数据包")]
    text = laid_out(
        columns, paid, ["总交易单数", "手续费总金额"], {"订单金额": "总金额", "公众账号ID": "商户appid"}
    )

    assert read(text, tmp_path) == plain(paid, tmp_path)
