"""WeChat's flow of funds: read by name, proved by its own totals, and worth what its trade bill says."""

from datetime import datetime
from pathlib import Path

import pytest
from two_books import BILL

from wendan.channels.bill_reading.wechat_funds import read_fund_bill
from wendan.kernel.bills import Asked, BillRefused, PaidOut
from wendan.kernel.times import BEIJING
from wendan.sandbox.core.payouts import Payout
from wendan.sandbox.ground_truth import Teller
from wendan.sandbox.wechat.bill_text import fund_text

ROWS = [row for s in Teller("2026-11-27", seed=3).tell(40, odd_share=0.0) for row in s.theirs]
TEXT = fund_text(ROWS)
LINES = TEXT.split(b"\r\n")
PAYOUT = Payout("8001", datetime(2026, 11, 27, 3, tzinfo=BEIJING), 12_345)


def read(content: bytes, room: Path, payout_kinds: tuple[str, ...] = ("提现",)):
    (room / "funds").write_bytes(content)
    return read_fund_bill(room / "funds", Asked(BILL), payout_kinds)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_it_says_what_the_trade_bill_says(end: str, tmp_path: Path):
    funds = read(fund_text(ROWS, line_end=end, with_bom=end == "\n"), tmp_path)

    assert any(row.promoted_fen for row in ROWS)
    assert funds.paid_fen == sum(row.settled_fen for row in ROWS if not row.is_back)
    assert funds.returned_fen == sum(row.settled_fen for row in ROWS if row.is_back)
    assert funds.fee_millifen == 1000 * sum(row.fee_fen for row in ROWS)
    assert (funds.paid_out, funds.others) == ([], {})
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


def test_a_payout_is_told_with_its_number_and_is_neither_sale_nor_fee(tmp_path: Path):
    funds, without = read(fund_text(ROWS, [PAYOUT]), tmp_path), read(TEXT, tmp_path)

    assert funds.paid_out == [PaidOut("8001", 12_345)]
    assert (funds.paid_fen, funds.fee_millifen) == (without.paid_fen, without.fee_millifen)
    assert funds.others == {}


def test_what_is_no_payout_by_the_settings_is_named_with_its_amount(tmp_path: Path):
    text = fund_text([], [PAYOUT])
    sent_back = text.replace("支出,".encode(), "收入,".encode()).replace(
        b"`1,`0,`0.00,`1,`123.45", b"`1,`1,`123.45,`0,`0.00"
    )

    assert read(text, tmp_path, payout_kinds=("结算出款",)).others == {"提现": -12_345}
    assert read(sent_back, tmp_path).others == {"提现": 12_345}


@pytest.mark.parametrize("broken", [(b"`8001,", b"`,"), (b"`123.45,", b"`0.00,")])
def test_a_payout_without_number_or_amount_is_refused(broken: tuple[bytes, bytes], tmp_path: Path):
    text = fund_text([], [PAYOUT]).replace(*broken)
    with pytest.raises(BillRefused):
        read(text, tmp_path)


def test_two_payouts_under_one_number_are_refused(tmp_path: Path):
    with pytest.raises(BillRefused) as refused:
        read(fund_text([], [PAYOUT, PAYOUT]), tmp_path)

    assert refused.value.flaw == "row-broken"
