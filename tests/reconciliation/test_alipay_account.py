"""Alipay's account bill: read by name, proved by its own totals, its kinds as the settings name them."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from wendan.channels.bill_reading.alipay_account import read_account_bill
from wendan.channels.bill_reading.fund_kinds import FundKinds
from wendan.kernel.bills import Asked, BillName, BillRefused, PaidOut
from wendan.sandbox.alipay.bill_files import ACCOUNT_COLUMNS

ACCOUNT = "2088021109625633"
ASKED = Asked(BillName("alipay", ACCOUNT, date(2026, 11, 27)))
KINDS = FundKinds(("在线支付",), ("交易退款",), ("收费", "退费"), ("提现",))
ROWS = [
    "7001\t,8001\t,,,2026-11-27 03:00:00,,0.00,-90.00,10.00,支付宝,提现,",
    "7002\t,2026\t,P1\t,,2026-11-27 11:00:00,,12.50,,22.50,支付宝,在线支付,",
    "7003\t,2026\t,P1\t,,2026-11-27 11:00:00,,,-0.08,22.42,支付宝,收费,",
    "7004\t,2026\t,P1\t,,2026-11-27 12:00:00,, ,-3.00,19.42,支付宝,交易退款,",
    "7005\t,2026\t,P1\t,,2026-11-27 12:00:00,,0.02, ,19.44,支付宝,退费,",
    "7006\t,2026\t,,,2026-11-27 13:00:00,,0.00,-1.00,18.44,支付宝,花呗服务费,",
]
TEXT = "\n".join(
    [
        "#支付宝账务明细查询",
        f"#账号：[{ACCOUNT}0156]",
        "#起始日期：[2026年11月27日 00:00:00]   终止日期：[2026年11月28日 00:00:00]",
        "#---账务明细列表---",
        ACCOUNT_COLUMNS,
        *ROWS,
        "#---账务明细列表结束---",
        "#支出合计：4笔，共94.08元",
        "#收入合计：2笔，共12.52元",
        "#导出时间：[2026年11月28日 08:00:00]",
        "",
    ]
)


def read(text: str, room: Path, name: str = f"{ACCOUNT}0156_20261127_账务明细.csv"):
    with zipfile.ZipFile(room / "account", "w") as archive:
        archive.writestr(name, text.encode("gbk"))
    return read_account_bill(room / "account", ASKED, KINDS)


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), TEXT.replace("共94.08", "共-94.08")])
def test_each_kind_is_what_the_settings_say_and_whatever_else_moved_is_named(text: str, tmp_path: Path):
    funds = read(text, tmp_path)

    assert (funds.paid_fen, funds.returned_fen, funds.fee_millifen) == (1250, 300, 6000)
    assert funds.paid_out == [PaidOut("7001", 9000)]
    assert funds.others == {"花呗服务费": -100}
    assert funds.proved_by == ["crc32", "支出合计", "收入合计"]


@pytest.mark.parametrize(
    ("was", "now", "flaw"),
    [
        (ROWS[2] + "\n", "", "count-differs"),
        ("12.50,,22", "12.51,,22", "total-differs"),
        ("12.50,,22", "12.5o,,22", "amount-unreadable"),
        ("12.50,,22", "12.50,22", "row-broken"),
        ("业务类型", "类型", "column-missing"),
        ("列表结束", "列表", "no-summary"),
        ("#支出合计", "#合计", "no-summary"),
        ("共94.08元", "共94.081元", "no-summary"),
        (ACCOUNT, "2088000000000009", "wrong-account"),
        ("起始日期：[2026年11月27日", "起始日期：[2026年11月26日", "wrong-day"),
        ("账务明细查询", "业务明细查询", "not-a-bill"),
        ("7001\t", "\t", "row-broken"),
    ],
)
def test_what_is_not_whole_or_not_ours_is_refused(was: str, now: str, flaw: str, tmp_path: Path):
    with pytest.raises(BillRefused) as refused:
        read(TEXT.replace(was, now, 1), tmp_path)

    assert refused.value.flaw == flaw


def test_another_file_in_its_place_is_refused(tmp_path: Path):
    with pytest.raises(BillRefused) as refused:
        read(TEXT, tmp_path, "2088_业务明细.csv")

    assert refused.value.flaw == "not-a-bill"


def test_a_file_cut_in_the_middle_is_refused(tmp_path: Path):
    read(TEXT, tmp_path)
    packed = (tmp_path / "account").read_bytes()
    (tmp_path / "account").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(BillRefused) as refused:
        read_account_bill(tmp_path / "account", ASKED, KINDS)

    assert refused.value.flaw == "cut-off"
