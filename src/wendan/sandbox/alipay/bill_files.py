"""A day as Alipay writes it down: ZIPs with GBK names and GBK text, of business and of the account (channels.md §2.10)."""

import io
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from wendan.kernel.money import yuan_text
from wendan.kernel.times import BEIJING
from wendan.sandbox.alipay.answers import time_text
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.core.payouts import Payout, payout_of
from wendan.sandbox.core.trades import Trade

COLUMNS: Final = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
SUMMARY_COLUMNS: Final = (
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,"
    "卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）"
)
ACCOUNT_COLUMNS: Final = "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注"
FEE_PER_10000: Final = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One movement of money; a refund's amounts are negative. `promoted_fen` is what the merchant's own promotion paid of it."""

    trade: Trade
    fen: int
    promoted_fen: int
    at: float
    request_number: str = ""

    @property
    def received_fen(self) -> int:
        """商家实收."""
        return self.fen - self.promoted_fen

    @property
    def fee_fen(self) -> int:
        """Taken from what is received, given back with a refund: negative for a payment, as the bill has it."""
        fee = (abs(self.received_fen) * FEE_PER_10000 + 5000) // 10000
        return -fee if self.fen > 0 else fee


def rows_of(desk: AlipayDesk, day: date) -> Iterator[Row]:
    """Every payment and refund that ended on this day in Beijing, by time."""
    return (row for row in sorted(_every_row(desk), key=lambda row: row.at) if _day(row) == day)


def _day(row: Row) -> date:
    return datetime.fromtimestamp(row.at, BEIJING).date()


def _every_row(desk: AlipayDesk) -> list[Row]:
    rows = [
        Row(trade, trade.taken_fen, trade.promoted_fen, trade.taken_at)
        for trade in desk.books.trades.values()
        if trade.taken_fen
    ]
    rows += [
        Row(
            desk.books.trades[refund.asked.payment],
            *(-refund.asked.fen, -refund.asked.promoted_fen, refund.ended_at, refund.asked.number),
        )
        for refund in desk.books.refunds.values()
        if refund.ended_at is not None and refund.status == "SUCCESS"
    ]
    return rows


def bill_zip(desk: AlipayDesk, day: date, rows: list[Row], *, is_row_lost: bool = False) -> bytes:
    """Two files; names in GBK without the flag that would say so. A lost row is still in the totals."""
    stem = f"{desk.account}0156_{day:%Y%m%d}"
    return _zipped(
        {
            f"{stem}_业务明细.csv": "\n".join(_detail(desk, day, rows, is_row_lost=is_row_lost)) + "\n",
            f"{stem}_业务明细(汇总).csv": "\n".join(_summary(desk, day, rows)) + "\n",
        }
    )


def payouts_of(desk: AlipayDesk, day: date) -> list[Payout]:
    """What went to the bank in this day's night."""
    if not desk.fate.plan.pays_out:
        return []
    moved: Counter[date] = Counter()
    for row in _every_row(desk):
        moved[_day(row)] += row.received_fen + row.fee_fen
    paid = payout_of(moved, day)
    return [] if paid is None else [paid]


@dataclass(frozen=True, slots=True)
class _Flow:
    """One row of the account bill; what came is positive. Without a number it gets its place in the file."""

    kind: str
    fen: int
    at: str
    reference: str
    order: str = ""
    number: str = ""


def account_zip(desk: AlipayDesk, day: date, rows: list[Row], *, is_row_lost: bool = False) -> bytes:
    """What the same movements, their fees and the night's payout make of the account."""
    paid_out = [
        _Flow("提现", -each.fen, f"{each.at:%Y-%m-%d %H:%M:%S}", each.number, number=each.number)
        for each in payouts_of(desk, day)
    ]
    flows = [*paid_out, *(flow for row in rows for flow in _flows_of(row))]
    text = "\n".join(_account(desk, day, flows, is_row_lost=is_row_lost)) + "\n"
    return _zipped({f"{desk.account}0156_{day:%Y%m%d}_账务明细.csv": text})


def _flows_of(row: Row) -> Iterator[_Flow]:
    """The money, and its fee as a row of its own."""
    at, trade = time_text(row.at), row.trade
    kind = "在线支付" if row.fen > 0 else "交易退款"
    yield _Flow(kind, row.received_fen, at, trade.reference, trade.number)
    if row.fee_fen:
        yield _Flow("收费" if row.fen > 0 else "退费", row.fee_fen, at, trade.reference, trade.number)


def _account(desk: AlipayDesk, day: date, flows: Sequence[_Flow], *, is_row_lost: bool) -> Iterator[str]:
    yield from _head(desk, day, "账务明细")
    yield f"#{'-' * 41}账务明细列表{'-' * 40}"
    yield ACCOUNT_COLUMNS
    balance = -sum(flow.fen for flow in flows if flow.number)
    for place, flow in list(enumerate(flows, 1))[is_row_lost:]:
        balance += flow.fen
        came, went = yuan_text(max(flow.fen, 0)), yuan_text(min(flow.fen, 0))
        number = flow.number or f"{day:%Y%m%d}{place:012d}"
        fields = (f"{number}\t", f"{flow.reference}\t", f"{flow.order}\t", "", flow.at, "", came, went)
        yield ",".join((*fields, yuan_text(balance), "支付宝", flow.kind, ""))
    yield f"#{'-' * 41}账务明细列表结束{'-' * 36}"
    gone, come = [flow.fen for flow in flows if flow.fen < 0], [flow.fen for flow in flows if flow.fen > 0]
    yield f"#支出合计：{len(gone)}笔，共{yuan_text(-sum(gone))}元"
    yield f"#收入合计：{len(come)}笔，共{yuan_text(sum(come))}元"
    yield f"#导出时间：[{datetime.fromtimestamp(desk.now(), BEIJING):%Y年%m月%d日 %H:%M:%S}]"


def _head(desk: AlipayDesk, day: date, kind: str) -> list[str]:
    following = day + timedelta(days=1)
    return [
        f"#支付宝{kind}查询",
        f"#账号：[{desk.account}0156]",
        f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]   终止日期：[{following:%Y年%m月%d日} 00:00:00]",
    ]


def _detail(desk: AlipayDesk, day: date, rows: list[Row], *, is_row_lost: bool) -> Iterator[str]:
    yield from _head(desk, day, "业务明细")
    yield f"#{'-' * 41}业务明细列表{'-' * 40}"
    yield COLUMNS
    for row in rows[is_row_lost:]:
        yield _line(row)
    yield f"#{'-' * 41}业务明细列表结束{'-' * 36}"
    paid, back = [row for row in rows if row.fen > 0], [row for row in rows if row.fen < 0]
    received, returned = (yuan_text(sum(row.received_fen for row in rows)) for rows in (paid, back))
    promoted, taken_back = (yuan_text(sum(row.promoted_fen for row in rows)) for rows in (paid, back))
    yield f"#交易合计：{len(paid)}笔，商家实收共{received}元，商家优惠共{promoted}元"
    yield f"#退款合计：{len(back)}笔，商家实收退款共{returned}元，商家优惠退款共{taken_back}元"
    yield f"#导出时间：[{datetime.fromtimestamp(desk.now(), BEIJING):%Y年%m月%d日 %H:%M:%S}]"


def _line(row: Row) -> str:
    trade, nothing = row.trade, "0.00"
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
        yuan_text(row.fen),
        yuan_text(row.received_fen),
        *(nothing,) * 3,
        yuan_text(row.promoted_fen),
        nothing,
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
    net, fee = sum(row.received_fen for row in rows), sum(row.fee_fen for row in rows)
    promoted = yuan_text(sum(row.promoted_fen for row in rows))
    figures = [str(len(paid)), str(len(back)), yuan_text(sum(paid) + sum(back)), yuan_text(net)]
    figures += ["0.00", promoted, "0.00", yuan_text(fee), "0.00", yuan_text(net + fee)]
    yield from _head(desk, day, "业务汇总")
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
