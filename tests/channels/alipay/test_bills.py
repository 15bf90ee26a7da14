"""The bill of a day, fetched by us: there from nine the next morning, at an address that dies in half a minute."""

import csv
import io
import struct
import zlib
from datetime import date, timedelta
from pathlib import Path

import aiohttp
import pytest
from alipay_side import SELLER
from conformance import Stage, fetched
from standing import Standing

from wendan.channels.alipay import Alipay
from wendan.channels.bills import NoBill
from wendan.kernel.bills import BillName
from wendan.kernel.errors import Silence
from wendan.sandbox.core.faults import AnswerFault, FaultPlan

DAY = date(2026, 11, 21)


def opened(bill: bytes) -> dict[str, str]:
    """By hand, because names carry no flag: what a reader of Alipay's archives must do."""
    found, at = {}, 0
    while bill[at : at + 4] == b"PK\x03\x04":
        flags, packed, name_size, more = (
            *struct.unpack_from("<H", bill, at + 6),
            *struct.unpack_from("<I", bill, at + 18),
            *struct.unpack_from("<HH", bill, at + 26),
        )
        assert not flags & 0x800, "no name says that it is UTF-8"
        begins = at + 30 + name_size + more
        name = bill[at + 30 : at + 30 + name_size].decode("gbk")
        found[name] = zlib.decompress(bill[begins : begins + packed], -15).decode("gbk")
        at = begins + packed
    return found


async def sold(stage: Stage) -> None:
    for number in ("ORDER-1", "ORDER-2"):
        await stage.paid(number)
    await stage.clock.advance(60)
    await stage.channel.refund(stage.refund("BACK-1", "ORDER-1", 300))


async def test_the_bill_is_there_the_next_morning(stage: Stage, channel: Alipay):
    await sold(stage)
    with pytest.raises(NoBill):
        await fetched(channel, SELLER, DAY)
    await stage.clock.advance(22 * 3600)
    files = opened(await fetched(channel, SELLER, DAY))

    stem = f"{SELLER}0156_20261121"
    assert list(files) == [f"{stem}_业务明细.csv", f"{stem}_业务明细(汇总).csv"]


async def test_it_is_written_line_by_line_as_alipays(stage: Stage, channel: Alipay):
    await sold(stage)
    await stage.clock.advance(22 * 3600)
    detail, summary = opened(await fetched(channel, SELLER, DAY)).values()
    lines = detail.splitlines()
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[4:8]))))

    assert lines[:4] == [
        "#支付宝业务明细查询",
        f"#账号：[{SELLER}0156]",
        "#起始日期：[2026年11月21日 00:00:00]   终止日期：[2026年11月22日 00:00:00]",
        "#-----------------------------------------业务明细列表----------------------------------------",
    ]
    assert lines[8:11] == [
        "#-----------------------------------------业务明细列表结束------------------------------------",
        "#交易合计：2笔，商家实收共25.00元，商家优惠共0.00元",
        "#退款合计：1笔，商家实收退款共-3.00元，商家优惠退款共0.00元",
    ]
    assert lines[11].startswith("#导出时间：[2026年11月22日")
    assert [row["业务类型"] for row in rows] == ["交易", "交易", "退款"]
    assert rows[2]["支付宝交易号"] == rows[0]["支付宝交易号"]
    assert rows[0]["商户订单号"] == "ORDER-1\t"
    assert (rows[2]["退款批次号/请求号"], rows[2]["商家实收（元）"], rows[2]["服务费（元）"]) == (
        "BACK-1\t",
        "-3.00",
        "0.02",
    )
    assert rows[0]["服务费（元）"] == "-0.08"
    assert summary.splitlines()[-3].startswith("合计,,2,1,22.00,22.00")


async def test_the_account_bill_says_what_the_business_bill_says_and_the_next_night_pays_it_out(
    stage: Stage, channel: Alipay, tmp_path: Path
):
    await sold(stage)
    await stage.clock.advance(46 * 3600)
    asked = await channel.funds(BillName("alipay", SELLER, DAY), tmp_path / "funds")
    [(name, text)] = opened((tmp_path / "funds").read_bytes()).items()
    funds = channel.read_funds(tmp_path / "funds", asked)
    following = await channel.funds(BillName("alipay", SELLER, DAY + timedelta(days=1)), tmp_path / "next")
    paid_out = channel.read_funds(tmp_path / "next", following).paid_out

    assert name == f"{SELLER}0156_20261121_账务明细.csv"
    assert text.splitlines()[0] == "#支付宝账务明细查询"
    assert text.splitlines()[-3:-1] == ["#支出合计：3笔，共3.16元", "#收入合计：3笔，共25.02元"]
    assert (funds.paid_fen, funds.returned_fen, funds.fee_millifen) == (2500, 300, 14_000)
    assert (funds.paid_out, funds.others) == ([], {})
    assert [each.amount_fen for each in paid_out] == [2500 - 300 - 14]


async def test_a_channel_that_keeps_the_money_has_no_account_bill_of_a_day_without_sales(
    stage: Stage, channel: Alipay, sandbox: Standing, tmp_path: Path
):
    await sold(stage)
    await stage.clock.advance(46 * 3600)
    sandbox.bench.desk.fate.plan = FaultPlan(pays_out=False)
    with pytest.raises(NoBill):
        await channel.funds(BillName("alipay", SELLER, DAY + timedelta(days=1)), tmp_path / "next")


async def test_a_day_without_money_has_no_bill(stage: Stage, channel: Alipay):
    with pytest.raises(NoBill, match="NO_BILL_DATA"):
        await fetched(channel, SELLER, date(2026, 11, 1))


async def test_no_certain_answer_is_silence_and_not_a_missing_bill(
    stage: Stage, channel: Alipay, sandbox: Standing
):
    await sold(stage)
    await stage.clock.advance(22 * 3600)
    sandbox.bench.desk.fate.script("bill", [AnswerFault.SYSTEM_ERROR_BEFORE])
    with pytest.raises(Silence):
        await fetched(channel, SELLER, DAY)


async def test_an_address_dies_in_half_a_minute(stage: Stage, channel: Alipay, sandbox: Standing):
    await sold(stage)
    await stage.clock.advance(22 * 3600)
    reply = await channel._ask(
        SELLER,
        "alipay.data.dataservice.bill.downloadurl.query",
        {"bill_type": "trade", "bill_date": "2026-11-21"},
    )
    from wendan.channels.alipay.bills import _Address

    url = reply.read(_Address).bill_download_url
    async with aiohttp.ClientSession() as anybody:
        async with anybody.get(url) as at_once:
            assert at_once.status == 200
        await stage.clock.advance(30)
        async with anybody.get(url) as late:
            assert late.status == 403
