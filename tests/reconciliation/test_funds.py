"""WeChat's flow of funds: read by name, proved by its own totals, and worth what its trade bill says."""

from dataclasses import replace
from pathlib import Path

import pytest
from two_books import BILL

from wendan.channels.bill_reading.wechat_funds import read_fund_bill
from wendan.kernel.bills import Asked, BillRefused
from wendan.sandbox.ground_truth import Teller
from wendan.sandbox.wechat.bill_text import fund_text

ROWS = [row for s in Teller("2026-11-27", seed=3).tell(40, odd_share=0.0) for row in s.theirs]
TEXT = fund_text(ROWS)
LINES = TEXT.split(b"\r\n")


def read(content: bytes, room: Path):
    (room / "funds").write_bytes(content)
    return read_fund_bill(room / "funds", Asked(BILL))


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_it_says_what_the_trade_bill_says(end: str, tmp_path: Path):
    funds = read(fund_text(ROWS, line_end=end, with_bom=end == "\n"), tmp_path)

    assert funds.paid_fen == sum(row.fen for row in ROWS if not row.is_back)
    assert funds.returned_fen == sum(row.fen for row in ROWS if row.is_back)
    assert funds.fee_millifen == 1000 * sum(row.fee_fen for row in ROWS)
    assert funds.other_fen == 0
    assert funds.proved_by == ["资金流水总笔数"]


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (TEXT[: len(TEXT) // 2], "no-summary"),
        (b"\r\n".join([*LINES[:3], *LINES[4:]]), "count-differs"),
        (TEXT.replace("支出,`".encode(), "支出,`1".encode(), 1), "total-differs"),
        (TEXT.replace("收入,`".encode(), "流转,`".encode(), 1), "row-broken"),
        (TEXT.replace("业务类型".encode(), "别的".encode(), 1), "column-missing"),
    ],
)
def test_what_is_not_whole_is_refused(content: bytes, flaw: str, tmp_path: Path):
    with pytest.raises(BillRefused) as refused:
        read(content, tmp_path)

    assert refused.value.flaw == flaw


def test_a_withdrawal_is_neither_sale_nor_fee(tmp_path: Path):
    [first, *_] = ROWS
    text = fund_text([replace(first, fee_fen=0)]).replace("交易".encode(), "提现".encode())

    assert read(text, tmp_path).other_fen == first.fen
