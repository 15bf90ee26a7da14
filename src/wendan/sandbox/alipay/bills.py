"""The bill of a day: a ZIP with GBK names and GBK text, written from the sandbox's own books (channels.md §2.10)."""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import parse_qs

from wendan.kernel.money import yuan_text
from wendan.kernel.times import BEIJING
from wendan.platform.ids import SystemIds
from wendan.sandbox.alipay.answers import time_text
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.alipay.requests import BillName, parameters_of, read
from wendan.sandbox.alipay.words import failed, ok
from wendan.sandbox.core.bill_faults import LATE_HOUR, BillFault, spoilt, untrue
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.core.wire import Answer, Letter, Receive, Request, Scope, Send, put

PATH: Final = "/downloadBillUrl.resource"
READY_AT_HOUR: Final = 9
MOST_ADDRESSES: Final = 1000
COLUMNS: Final = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
SUMMARY_COLUMNS: Final = (
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,"
    "卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）"
)
FEE_PER_10000: Final = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One movement of money; a refund's amount is negative."""

    trade: Trade
    fen: int
    at: float
    request_number: str = ""

    @property
    def fee_fen(self) -> int:
        """Taken from what is received, given back with a refund: negative for a payment, as the bill has it."""
        fee = (abs(self.fen) * FEE_PER_10000 + 5000) // 10000
        return -fee if self.fen > 0 else fee


class BillCounter:
    """Hands out addresses that live half a minute."""

    def __init__(self, desk: AlipayDesk) -> None:
        self._desk, self._ids = desk, SystemIds()
        self._addresses: dict[str, tuple[date, float]] = {}
        self._fetched: dict[date, int] = {}

    def address(self, request: Request) -> Answer:
        """Of one day's bill, from nine the next morning; not there for a day without money."""
        asked = read(parameters_of(request), BillName)
        if asked.bill_type != "trade" or len(asked.bill_date) != len("2026-11-21"):
            raise failed("BILL_NOT_EXIST", "账单不存在")
        try:
            day = date.fromisoformat(asked.bill_date)
        except ValueError:
            raise failed("BILL_NOT_EXIST", "账单不存在") from None
        fault = self._fault(day)
        hour = LATE_HOUR if fault is BillFault.LATE else READY_AT_HOUR
        ready_at = datetime(day.year, day.month, day.day, hour, tzinfo=BEIJING) + timedelta(days=1)
        is_there = self._desk.now() >= ready_at.timestamp() and fault is not BillFault.MISSING
        if not is_there or not list(rows_of(self._desk, day)):
            raise failed("NO_BILL_DATA", "没有账单数据")
        code = self._ids.nonce()
        self._addresses[code] = (day, self._desk.now())
        if len(self._addresses) > MOST_ADDRESSES:
            del self._addresses[next(iter(self._addresses))]
        return ok(bill_download_url=f"{self._desk.url}{PATH}?fileId={code}", bill_file_code=code)

    async def serve(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """The file, unsigned, while its address lives."""
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("fileId", [""])[0]
        day, given_at = self._addresses.get(asked, (None, 0.0))
        if day is None or self._desk.now() - given_at >= self._desk.options.bill_url_life_s:
            await put(send, Letter(b"<html>expired</html>", {"Content-Type": "text/html"}, 403))
            return
        await put(send, Letter(self._file(day), {"Content-Type": "application/zip"}))

    def _fault(self, day: date) -> BillFault | None:
        return self._desk.fate.of_bill(day.isoformat(), self._fetched.get(day, 0))

    def _file(self, day: date) -> bytes:
        fault, seed = self._fault(day), self._desk.fate.seed
        self._fetched[day] = self._fetched.get(day, 0) + 1
        rows = untrue(fault, list(rows_of(self._desk, day)), seed, _altered)
        return spoilt(fault, bill_zip(self._desk, day, rows, is_row_lost=fault is BillFault.ROW_LOST), seed)


def _altered(row: Row) -> Row:
    return replace(row, fen=row.fen + (1 if row.fen > 0 else -1))


def rows_of(desk: AlipayDesk, day: date) -> Iterator[Row]:
    """Every payment and refund that ended on this day in Beijing, by time."""
    rows = [
        Row(trade, trade.taken_fen, trade.taken_at) for trade in desk.books.trades.values() if trade.taken_fen
    ]
    rows += [
        Row(desk.books.trades[refund.asked.payment], -refund.asked.fen, refund.ended_at, refund.asked.number)
        for refund in desk.books.refunds.values()
        if refund.ended_at is not None and refund.status == "SUCCESS"
    ]
    return (
        row
        for row in sorted(rows, key=lambda row: row.at)
        if datetime.fromtimestamp(row.at, BEIJING).date() == day
    )


def bill_zip(desk: AlipayDesk, day: date, rows: list[Row], *, is_row_lost: bool = False) -> bytes:
    """Two files; names in GBK without the flag that would say so. A lost row is still in the totals."""
    stem = f"{desk.account}0156_{day:%Y%m%d}"
    return _zipped(
        {
            f"{stem}_业务明细.csv": "\n".join(_detail(desk, day, rows, is_row_lost=is_row_lost)) + "\n",
            f"{stem}_业务明细(汇总).csv": "\n".join(_summary(desk, day, rows)) + "\n",
        }
    )


def _head(desk: AlipayDesk, day: date, kind: str) -> list[str]:
    following = day + timedelta(days=1)
    return [
        "#支付宝业务明细查询" if kind == "明细" else "#支付宝业务汇总查询",
        f"#账号：[{desk.account}0156]",
        f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]   终止日期：[{following:%Y年%m月%d日} 00:00:00]",
    ]


def _detail(desk: AlipayDesk, day: date, rows: list[Row], *, is_row_lost: bool) -> Iterator[str]:
    yield from _head(desk, day, "明细")
    yield f"#{'-' * 41}业务明细列表{'-' * 40}"
    yield COLUMNS
    for row in rows[is_row_lost:]:
        yield _line(row)
    yield f"#{'-' * 41}业务明细列表结束{'-' * 36}"
    paid, back = [row for row in rows if row.fen > 0], [row for row in rows if row.fen < 0]
    received, returned = yuan_text(sum(row.fen for row in paid)), yuan_text(sum(row.fen for row in back))
    yield f"#交易合计：{len(paid)}笔，商家实收共{received}元，商家优惠共0.00元"
    yield f"#退款合计：{len(back)}笔，商家实收退款共{returned}元，商家优惠退款共0.00元"
    yield f"#导出时间：[{datetime.fromtimestamp(desk.now(), BEIJING):%Y年%m月%d日 %H:%M:%S}]"


def _line(row: Row) -> str:
    trade, amount = row.trade, yuan_text(row.fen)
    nothing = "0.00"
    fields = (
        f"{trade.reference}\t",
        f"{trade.number}\t",
        "交易" if row.fen > 0 else "退款",
        trade.order.description.replace(",", " "),
        time_text(trade.order.at),
        time_text(row.at),
        "",
        "",
        "",
        "",
        "*沙箱(wen***@sandbox.com)\t",
        amount,
        amount,
        *(nothing,) * 5,
        "",
        nothing,
        nothing,
        f"{row.request_number}\t" if row.request_number else "",
        yuan_text(row.fee_fen),
        nothing,
        "",
    )
    return ",".join(fields)


def _summary(desk: AlipayDesk, day: date, rows: list[Row]) -> Iterator[str]:
    paid, back = [row.fen for row in rows if row.fen > 0], [row.fen for row in rows if row.fen < 0]
    net, fee = sum(paid) + sum(back), sum(row.fee_fen for row in rows)
    figures = [str(len(paid)), str(len(back)), yuan_text(net), yuan_text(net), "0.00", "0.00", "0.00"]
    figures += [yuan_text(fee), "0.00", yuan_text(net + fee)]
    yield from _head(desk, day, "汇总")
    yield f"#{'-' * 41}业务汇总列表{'-' * 40}"
    yield SUMMARY_COLUMNS
    yield ",".join(["", "", *figures])
    yield ",".join(["合计", "", *figures])
    yield f"#{'-' * 40}业务汇总列表结束{'-' * 37}"
    yield f"#导出时间：[{datetime.fromtimestamp(desk.now(), BEIJING):%Y年%m月%d日 %H:%M:%S}]"


def _zipped(files: dict[str, str]) -> bytes:
    """By hand: zipfile marks every name that is not ASCII as UTF-8, and Alipay does not."""
    out, directory = io.BytesIO(), io.BytesIO()
    for name, text in files.items():
        encoded, content = name.encode("gbk"), text.encode("gbk", errors="replace")
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        common = struct.pack(
            "<HHHHHIIIHH", 20, 0, 8, 0, 0x21, zlib.crc32(content), len(packed), len(content), len(encoded), 0
        )
        directory.write(b"PK\x01\x02" + struct.pack("<H", 20) + common)
        directory.write(struct.pack("<HHHII", 0, 0, 0, 0, out.tell()) + encoded)
        out.write(b"PK\x03\x04" + common + encoded + packed)
    ends_at, listed = out.tell(), directory.getvalue()
    count = len(files)
    out.write(listed + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), ends_at, 0))
    return out.getvalue()
