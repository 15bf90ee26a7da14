"""What of each row the merchant's own promotion paid, as WeChat's and Alipay's bills say it by their columns' names."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from two_books import BILL, DAY

from wendan.channels.bill_reading import alipay_trade, wechat_trade
from wendan.kernel.bills import Asked, BillFacts, BillName, BillRefused
from wendan.sandbox.alipay.bill_files import COLUMNS
from wendan.sandbox.ground_truth import Teller
from wendan.sandbox.wechat.bill_text import BillRow, bill_text, fee_of

[PLAIN] = [row for s in Teller("2026-11-27", seed=9).tell(1, odd_share=0.0) for row in s.theirs]
PAID = replace(PLAIN, fen=1000, promoted_fen=300, fee_fen=fee_of(700))
BACK = replace(
    PAID, state="REFUND", refund_number="R1", refund_status="SUCCESS", fen=500, promoted_fen=150, fee_fen=-2
)
RATE_PPM = 5400
HEAD = """#支付宝业务明细查询
#账号：[20880000000000000156]
#起始日期：[2026年11月27日 00:00:00]   终止日期：[2026年11月28日 00:00:00]
#-----------------------------------------业务明细列表----------------------------------------"""


def wechat(rows: list[BillRow], room: Path, rate_ppm: int | None = RATE_PPM) -> tuple[BillFacts, list[dict]]:
    return wechat_text(b"".join(bill_text(rows)), room, rate_ppm)


def wechat_text(text: bytes, room: Path, rate_ppm: int | None = None) -> tuple[BillFacts, list[dict]]:
    (room / "bill").write_bytes(text)
    facts = wechat_trade.read_trade_bill(room / "bill", Asked(BILL, rate_ppm=rate_ppm), room / "spool")
    return facts, pq.read_table(room / "spool").to_pylist()


def alipay(rows: list[tuple[str, str, str, str]], room: Path) -> tuple[BillFacts, list[dict]]:
    """Kind, amount, received and fee of each row."""
    names = COLUMNS.split(",")
    lines = []
    for at, (kind, amount, received, fee) in enumerate(rows):
        told = dict.fromkeys(names, "") | {
            "支付宝交易号": f"T{at}\t",
            "商户订单号": f"P{at}\t",
            "业务类型": kind,
            "完成时间": "2026-11-27 12:00:00",
            "订单金额（元）": amount,
            "商家实收（元）": received,
            "退款批次号/请求号": f"R{at}" if kind == "退款" else "",
            "服务费（元）": fee,
        }
        lines.append(",".join(told.values()))
    foot = ["#-----------------------------------------业务明细列表结束------------------------------------"]
    for word, kind in (
        ("交易合计：{}笔，商家实收共{}元", "交易"),
        ("退款合计：{}笔，商家实收退款共{}元", "退款"),
    ):
        of_kind = [float(row[2]) for row in rows if row[0] == kind]
        foot.append("#" + word.format(len(of_kind), f"{sum(of_kind):.2f}") + "，商家优惠共0.00元")
    foot.append("#导出时间：[2026年11月28日 05:46:49]")
    text = "\n".join([HEAD, COLUMNS, *lines, *foot]) + "\n"
    with zipfile.ZipFile(room / "bill", "w") as packed:
        packed.writestr("_DETAILS.csv", text.encode("gbk"))
    asked = Asked(BillName("alipay", "2088000000000000", DAY), rate_ppm=6000)
    facts = alipay_trade.read_trade_bill(room / "bill", asked, room / "spool")
    return facts, pq.read_table(room / "spool").to_pylist()


def test_wechats_bill_says_what_it_does_not_settle_and_what_goes_back_of_it(tmp_path: Path):
    facts, [paid, back] = wechat([PAID, BACK], tmp_path)

    assert (paid["amount_fen"], paid["promoted_fen"]) == (1000, 300)
    assert (back["amount_fen"], back["promoted_fen"]) == (500, -150)
    assert (facts.totals.paid_fen, facts.totals.returned_fen, facts.totals.promoted_fen) == (1000, 500, 150)
    assert {"应结订单总金额", "退款总金额", "订单总金额"} <= set(facts.proved_by)
    assert all(row["is_understood"] for row in (paid, back))


def test_a_total_of_what_is_settled_that_differs_refuses_the_file(tmp_path: Path):
    text = b"".join(bill_text([PAID])).replace(b"`7.00", b"`6.00", 1)

    with pytest.raises(BillRefused) as refused:
        wechat_text(text, tmp_path)
    assert refused.value.flaw == "total-differs"


def test_a_payment_undone_at_the_till_takes_its_promotion_back(tmp_path: Path):
    undone = replace(PAID, state="REVOKED", fee_fen=-PAID.fee_fen)
    facts, [_, back] = wechat([PAID, undone], tmp_path)

    assert (back["promoted_fen"], facts.totals.promoted_fen) == (-300, 0)


def test_a_refund_that_failed_takes_none_back(tmp_path: Path):
    facts, _ = wechat([PAID, replace(BACK, refund_status="FAIL")], tmp_path)

    assert facts.totals.promoted_fen == 300


def test_a_layout_that_does_not_say_what_is_settled_settles_all(tmp_path: Path):
    text = b"".join(bill_text([PAID])).decode("utf-8-sig")
    older = (
        text.replace("应结订单金额", "别的").replace("应结订单总金额", "别的").replace("订单金额", "总金额")
    )
    facts, [paid] = wechat_text(older.replace("总金额总金额", "总金额").encode(), tmp_path)

    assert (paid["promoted_fen"], facts.totals.promoted_fen) == (0, 0)
    assert paid["is_understood"]


@pytest.mark.parametrize("senseless", [-1, 1001])
@pytest.mark.parametrize("row", [PAID, BACK], ids=["payment", "refund"])
def test_a_promotion_that_is_negative_or_more_than_all_is_not_understood(
    tmp_path: Path, row: BillRow, senseless: int
):
    _, [read] = wechat([replace(row, promoted_fen=senseless)], tmp_path)

    assert not read["is_understood"]


@pytest.mark.parametrize(("fee_fen", "is_owed"), [(fee_of(700), True), (fee_of(1000), True), (9, False)])
def test_the_fee_is_owed_of_what_is_settled_and_taken_for_agreed_of_the_whole(
    tmp_path: Path, fee_fen: int, is_owed: bool
):
    _, [read] = wechat([replace(PAID, fee_fen=fee_fen)], tmp_path)

    assert (read["fee_millifen"] == read["owed_millifen"]) == is_owed
    assert is_owed or read["owed_millifen"] == 4000


def test_alipays_promotion_is_all_of_the_amount_that_the_merchant_did_not_receive(tmp_path: Path):
    rows = [
        ("交易", "10.00", "7.00", "-0.04"),
        ("退款", "-5.00", "-3.50", "0.02"),
        ("交易", "2.00", "2.00", "-0.01"),
    ]
    facts, [paid, back, plain] = alipay(rows, tmp_path)

    assert [row["promoted_fen"] for row in (paid, back, plain)] == [300, -150, 0]
    assert [row["amount_fen"] for row in (paid, back, plain)] == [1000, 500, 200]
    assert facts.totals.promoted_fen == 150
    assert all(row["is_understood"] for row in (paid, back, plain))
    assert all(row["fee_millifen"] == row["owed_millifen"] for row in (paid, back, plain))


@pytest.mark.parametrize(
    "row",
    [
        ("交易", "10.00", "10.01", "0"),
        ("交易", "10.00", "-0.01", "0"),
        ("退款", "-10.00", "-10.01", "0"),
        ("退款", "-10.00", "0.01", "0"),
    ],
)
def test_of_alipays_rows_one_that_receives_more_than_was_paid_is_not_understood(
    tmp_path: Path, row: tuple[str, str, str, str]
):
    _, [read] = alipay([row], tmp_path)

    assert not read["is_understood"]
