"""Settlement files from the sandbox's own books: fixed-width GBK, in a ZIP, in zlib, in base64."""

import base64
import io
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Final

from wendan.kernel.times import BEIJING
from wendan.sandbox.core.bill_faults import LATE_HOUR, BillFault, spoilt, untrue
from wendan.sandbox.core.times import compact
from wendan.sandbox.core.trades import Refund, Trade
from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.unionpay.answers import clearing_day
from wendan.sandbox.unionpay.desk import UnionPayDesk
from wendan.sandbox.unionpay.orders import demand, fields_of, read_form
from wendan.sandbox.unionpay.words import Complaint, Fields, ok

# The 42 fields of a ZM row, in order; between two of them stands one space.
_WIDTHS: Final = "3,11,11,6,10,19,12,4,2,21,2,32,2,6,10,13,13,4,15,2,2,6,2,4,32,1,21,15,1,15,32,13,13,8,32,13,13,12,2,1,32,98"
_NAMES: Final = (
    "交易代码 代理机构标识码 发送机构标识码 系统跟踪号 交易传输时间 帐号 交易金额 商户类别 终端类型 查询流水号 "
    "支付方式旧 商户订单号 支付卡类型 原始交易系统跟踪号 原始交易日期时间 商户手续费 结算金额 支付方式 集团商户代码 "
    "交易类型 交易子类 业务类型 帐号类型 账单类型 账单号码 交互方式 原交易查询流水号 商户代码 分账入账方式 "
    "二级商户代码 二级商户简称 二级商户分账入账金额 清算净额 终端号 商户自定义域 优惠金额 发票金额 "
    "分期付款附加手续费 分期付款期数 交易介质 原始交易订单号 保留使用"
)
ZM: Final = dict(zip(_NAMES.split(), map(int, _WIDTHS.split(",")), strict=True))
FEE_BP: Final = 55
# C: to the merchant, D: from the merchant. Unverified at the real one.
CREDIT, DEBIT = "C", "D"


class SettlementCounter:
    def __init__(self, desk: UnionPayDesk) -> None:
        self._desk = desk
        self._fetched: dict[date, int] = {}

    def file(self, request: Request) -> Answer:
        """The texts of a clearing day that is over; 98 before that."""
        fields = read_form(request)
        demand(fields, "settleDate", "fileType")
        day = self._latest(fields["settleDate"])
        fault, seed = self._fault(day), self._desk.fate.seed
        self._fetched[day] = self._fetched.get(day, 0) + 1
        name = f"INN{day:%y%m%d}88ZM_{fields['merId']}"
        moved = "".join(row(each) + "\r\n" for each in untrue(fault, self._moved(day), seed, _altered))
        texts = {name: moved, name.replace("ZM_", "ZME_"): ""}
        packed = zlib.compress(spoilt(fault, _zipped(texts), seed))
        return ok({"fileName": f"{day:%Y%m%d}.zip", "fileContent": base64.b64encode(packed).decode()})

    def _latest(self, month_and_day: str) -> date:
        """No year is said: the last such day that is over. Raises Complaint (10, 98)."""
        today = clearing_day(self._desk.now())
        for back in range(1, 367):
            day = today - timedelta(days=back)
            if day.strftime("%m%d") == month_and_day:
                began = datetime.fromtimestamp(self._desk.books.began_at or 0.0, BEIJING)
                if day < began.date():
                    raise Complaint("98")
                return day
        raise Complaint("98")

    def _fault(self, day: date) -> BillFault | None:
        """Raises Complaint (98)."""
        fault = self._desk.fate.of_bill(day.isoformat(), self._fetched.get(day, 0))
        is_over_since = self._desk.now() - datetime.combine(day, time(23), BEIJING).timestamp()
        if fault is BillFault.MISSING or (fault is BillFault.LATE and is_over_since < (LATE_HOUR + 1) * 3600):
            raise Complaint("98")
        return fault

    def _moved(self, day: date) -> list[Fields]:
        books = self._desk.books
        paid = [t for t in books.trades.values() if t.taken_fen and clearing_day(t.taken_at) == day]
        back = [
            r
            for r in books.refunds.values()
            if r.status == "SUCCESS" and r.ended_at is not None and clearing_day(r.ended_at) == day
        ]
        rows = [_of_payment(trade) for trade in paid]
        return rows + [_of_refund(refund, books.trades[refund.asked.payment]) for refund in back]


def _altered(told: Fields) -> Fields:
    return told | {"交易金额": f"{int(told['交易金额']) + 1:012d}"}


def row(told: Fields) -> str:
    """One row; widths are bytes of GBK."""
    assert told.keys() <= ZM.keys(), "a field that no row has"
    return " ".join(_padded(told.get(name, ""), width) for name, width in ZM.items())


def _padded(value: str, width: int) -> str:
    length = len(value.encode("gbk"))
    assert length <= width, f"{value} is too long"
    return value + " " * (width - length)


def _of_payment(trade: Trade) -> Fields:
    assert trade.taken_fen is not None, "nothing was taken"
    fee = (trade.taken_fen * FEE_BP + 5000) // 10000
    asked = fields_of(trade)
    return _moved(asked, trade.reference, trade.taken_fen, trade.taken_at) | {
        "交易代码": "S22",
        "帐号": trade.payer,
        "商户手续费": f"{DEBIT}{fee:012d}",
        "结算金额": f"{CREDIT}{trade.taken_fen - fee:012d}",
        "清算净额": f"{CREDIT}{trade.taken_fen - fee:012d}",
    }


def _of_refund(refund: Refund, trade: Trade) -> Fields:
    fen, asked = refund.asked.fen, fields_of(refund)
    return _moved(asked, refund.reference, fen, refund.ended_at or refund.asked.at) | {
        "交易代码": "S30",
        "帐号": trade.payer,
        "商户手续费": f"{CREDIT}{0:012d}",
        "结算金额": f"{DEBIT}{fen:012d}",
        "清算净额": f"{DEBIT}{fen:012d}",
        "原交易查询流水号": trade.reference,
        "原始交易日期时间": compact(trade.taken_at)[4:],
        "原始交易订单号": trade.number,
    }


def _moved(asked: Fields, query_id: str, fen: int, at: float) -> Fields:
    return {
        "系统跟踪号": query_id[-6:],
        "交易传输时间": compact(at)[4:],
        "交易金额": f"{fen:012d}",
        "终端类型": asked["channelType"],
        "查询流水号": query_id,
        "商户订单号": asked["orderId"],
        "支付卡类型": "01",
        "支付方式": "0001",
        "交易类型": asked["txnType"],
        "交易子类": asked["txnSubType"],
        "业务类型": asked["bizType"],
        "商户代码": asked["merId"],
        "商户自定义域": asked.get("reqReserved", ""),
    }


def _zipped(texts: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(zipfile.ZipInfo(name), text.encode("gbk"))
    return packed.getvalue()
