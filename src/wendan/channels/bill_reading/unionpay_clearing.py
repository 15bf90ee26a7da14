"""UnionPay's settlement texts of a clearing day: fixed-width GBK in a ZIP (channels.md §3.8)."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import accumulate
from pathlib import Path
from typing import Final

from wendan.channels.bill_reading.few import BillLine, owed, table
from wendan.channels.bill_reading.spool import spooling
from wendan.channels.unionpay.settlement import SpoiltFile, texts_of
from wendan.kernel.bills import MILLIFEN, Asked, BillFacts, BillRefused, Flaw, Movement
from wendan.kernel.times import BEIJING

# Fields of a row and their widths in bytes; between two of them stands one byte.
WIDTHS: Final = {
    "交易代码": 3, "代理机构标识码": 11, "发送机构标识码": 11, "系统跟踪号": 6, "交易传输时间": 10, "帐号": 19,
    "交易金额": 12, "商户类别": 4, "终端类型": 2, "查询流水号": 21, "支付方式旧": 2, "商户订单号": 32, "支付卡类型": 2,
    "原始交易系统跟踪号": 6, "原始交易日期时间": 10, "商户手续费": 13, "结算金额": 13, "支付方式": 4, "集团商户代码": 15,
    "交易类型": 2, "交易子类": 2, "业务类型": 6, "帐号类型": 2, "账单类型": 4, "账单号码": 32, "交互方式": 1,
    "原交易查询流水号": 21, "商户代码": 15, "分账入账方式": 1, "二级商户代码": 15, "二级商户简称": 32,
    "二级商户分账入账金额": 13, "清算净额": 13, "终端号": 8, "商户自定义域": 32, "优惠金额": 13, "发票金额": 13,
    "分期付款附加手续费": 12, "分期付款期数": 2, "交易介质": 1, "原始交易订单号": 32,
}  # fmt: skip
STARTS: Final = dict(
    zip(WIDTHS, accumulate((width + 1 for width in WIDTHS.values()), initial=0), strict=False)
)
# What follows is reserved, and its length differs between versions of the format.
LEAST_LENGTH: Final = STARTS["商户代码"] + WIDTHS["商户代码"]
MOVEMENTS: Final = {"01": Movement.PAYMENT, "04": Movement.REFUND, "31": Movement.REVERSAL}
# C: to the merchant, D: from the merchant; written nowhere for certain (channels.md §3.8).
SIGNS: Final = {"D": 1, "C": -1}
# Of errors and adjustments only so much is common ground: trace number, time and amount.
ERROR_TRACE, ERROR_TIME, ERROR_AMOUNT = slice(28, 34), slice(35, 45), slice(66, 78)
HALF_A_YEAR: Final = 183


def read_clearing_bill(file: Path, asked: Asked, spool_path: Path) -> BillFacts:
    """Write every row to the spool once the whole file is proved; nothing otherwise. Raises BillRefused."""
    try:
        texts = texts_of(file.read_bytes())
    except SpoiltFile as spoilt:
        raise BillRefused(Flaw.DAMAGED, str(spoilt)) from None
    found = {name: content for name, content in texts.items() if "ZM_" in name or "ZME_" in name}
    if not any("ZM_" in name for name in found):
        raise BillRefused(Flaw.NOT_A_BILL, "no ZM_ text in the archive")
    with spooling(spool_path, asked) as spool:
        for name, content in sorted(found.items()):
            rows = _moved(content, asked) if "ZM_" in name else _errors(content, asked)
            spool.take(table(rows))
        return spool.publish(["crc32"])


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    for at, line in enumerate(content.split(b"\n"), start=1):
        plain = line.removesuffix(b"\r")
        if plain.strip():
            yield at, plain


def _moved(content: bytes, asked: Asked) -> Iterator[BillLine]:
    for at, line in _lines(content):
        if len(line) < LEAST_LENGTH:
            raise BillRefused(Flaw.ROW_BROKEN, f"line {at} has {len(line)} bytes")
        row = {name: _text(line[start : start + WIDTHS[name]], at) for name, start in STARTS.items()}
        yield _line(at, row, asked)


def _line(at: int, row: dict[str, str], asked: Asked) -> BillLine:
    movement = MOVEMENTS.get(row["交易类型"])
    amount, fee = _fen(row["交易金额"], at), _signed(row["商户手续费"], at) * MILLIFEN
    original = row["原始交易订单号"] or row["商户订单号"]
    number = original if movement is Movement.REVERSAL else row["商户订单号"]
    moment = _moment(row["交易传输时间"], asked.name.day)
    is_paid = movement is Movement.PAYMENT
    return BillLine(
        line=at,
        movement=movement or Movement.PAYMENT,
        number=number,
        payment_number=row["商户订单号"] if is_paid else original,
        reference=row["查询流水号"],
        amount_fen=amount,
        fee_millifen=fee,
        owed_millifen=owed(amount, fee, asked.rate_ppm) if is_paid else fee,
        account=row["商户代码"],
        happened_at=moment,
        is_understood=movement is not None and moment is not None and amount > 0 and bool(number),
        method=row["支付方式"],
    )


def _errors(content: bytes, asked: Asked) -> Iterator[BillLine]:
    """Every one is for a person to understand."""
    for at, line in _lines(content):
        if len(line) < ERROR_AMOUNT.stop:
            raise BillRefused(Flaw.ROW_BROKEN, f"line {at} of the errors has {len(line)} bytes")
        trace, amount = _text(line[ERROR_TRACE], at), _fen(_text(line[ERROR_AMOUNT], at), at)
        moment = _moment(_text(line[ERROR_TIME], at), asked.name.day)
        number = f"ZME{trace}-{at}"
        names = (Movement.PAYMENT, number, number, trace)
        yield BillLine(at, *names, amount, 0, 0, asked.name.account, moment, is_understood=False)


def _text(field: bytes, at: int) -> str:
    try:
        return field.decode("gbk").strip()
    except UnicodeDecodeError:
        raise BillRefused(Flaw.ROW_BROKEN, f"line {at} is not GBK, or cut in a character") from None


def _fen(digits: str, at: int) -> int:
    if not digits.isascii() or not digits.isdecimal():
        raise BillRefused(Flaw.AMOUNT_UNREADABLE, f"line {at}: {digits!r}")
    return int(digits)


def _signed(field: str, at: int) -> int:
    sign = SIGNS.get(field[:1])
    if sign is None:
        raise BillRefused(Flaw.AMOUNT_UNREADABLE, f"line {at}: {field!r} has no sign")
    return sign * _fen(field[1:], at)


def _moment(digits: str, day: date) -> datetime | None:
    """MMDDhhmmss, in the year that lies nearest to the clearing day."""
    for year in (day.year, day.year - 1, day.year + 1):
        try:
            moment = datetime.strptime(f"{year}{digits}", "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
        except ValueError:
            continue
        if abs((moment.date() - day).days) <= HALF_A_YEAR:
            return moment
    return None
