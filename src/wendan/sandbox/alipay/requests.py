"""What a merchant sent: query and form merged, as the gateway does, and the business part read."""

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta

from wendan.sandbox.alipay.words import Complaint, failed, invalid
from wendan.sandbox.core.wire import Request

CHARSETS: Final = {"utf-8": "utf-8", "gbk": "gbk"}
Money = str | int | float
Number = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Subject = Annotated[str, Meta(min_length=1, max_length=256, pattern=r"^[^/=&]+$")]
Text = Annotated[str, Meta(max_length=256)]
T = TypeVar("T", bound=msgspec.Struct)
_TIMEOUT: Final = re.compile(r"^([1-9][0-9]*)([mhd])$")
_SECONDS: Final = {"m": 60.0, "h": 3600.0, "d": 86400.0}
LONGEST_TIMEOUT_S: Final = 15 * 86400.0


class OrderWish(msgspec.Struct, omit_defaults=True):
    """Of pay, precreate, create and wap.pay; unknown fields are let pass, as Alipay does."""

    out_trade_no: Number
    total_amount: Money
    subject: Subject = "-"
    product_code: Text = ""
    auth_code: Text = ""
    scene: Text = ""
    buyer_id: Text = ""
    buyer_open_id: Text = ""
    time_expire: Text = ""
    timeout_express: Text = ""
    store_id: Text = ""
    operator_id: Text = ""
    terminal_id: Text = ""
    body: Text = ""
    auth_no: Text = ""
    auth_confirm_mode: Text = ""
    seller_id: Text = ""
    extend_params: dict[str, str] = msgspec.field(default_factory=dict)
    enable_pay_channels: Text = ""


class TradeName(msgspec.Struct):
    """By either number; Alipay's own goes first."""

    out_trade_no: str = ""
    trade_no: str = ""


class RefundAsk(TradeName):
    refund_amount: Money = ""
    out_request_no: Text = ""
    refund_reason: Text = ""


class RefundName(TradeName):
    out_request_no: Text = ""


class BillName(msgspec.Struct):
    bill_type: Text
    bill_date: Annotated[str, Meta(pattern=r"^\d{4}-\d\d(-\d\d)?$")]


class HoldAsk(msgspec.Struct):
    """Of freeze and voucher.create."""

    out_order_no: Number
    out_request_no: Number
    amount: Money
    order_title: Text = "-"
    auth_code: Text = ""
    auth_code_type: Text = ""
    payee_user_id: Text = ""
    product_code: Text = ""
    pay_timeout: Text = ""
    timeout_express: Text = ""


class HoldName(msgspec.Struct):
    """Of operation.cancel and operation.detail.query."""

    out_order_no: str = ""
    auth_no: str = ""
    out_request_no: str = ""
    operation_id: str = ""
    operation_type: str = ""


class ReleaseAsk(msgspec.Struct):
    auth_no: str
    out_request_no: Number
    amount: Money
    remark: Text = ""


def parameters_of(request: Request) -> dict[str, str]:
    """Query and form as one; survives any bytes."""
    body = request.body.decode("latin-1")
    named = dict(parse_qsl(request.query, errors="replace")) | dict(parse_qsl(body, errors="replace"))
    charset = CHARSETS.get(named.get("charset", "").lower(), "utf-8")
    merged: dict[str, str] = {}
    for part in (request.query, body):
        merged |= dict(parse_qsl(part, keep_blank_values=True, encoding=charset, errors="replace"))
    return merged


def read(given: dict[str, str], kind: type[T]) -> T:
    """The business part. Raises Complaint."""
    text = given.get("biz_content", "")
    if not text:
        raise Complaint("40001", "isv.missing-parameter", "缺少参数biz_content")
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as wrong:
        raise invalid(f"参数无效：{wrong}") from None


def fen(amount: Money) -> int:
    """From yuan with at most two decimals, 0.01 to 100000000. Raises Complaint."""
    try:
        hundredfold = Decimal(str(amount)) * 100
        whole = int(hundredfold)
    except (InvalidOperation, ValueError, OverflowError):
        raise failed("ACQ.INVALID_PARAMETER", "金额格式错误") from None
    if whole != hundredfold or not 1 <= whole <= 10_000_000_000:
        raise failed("ACQ.INVALID_PARAMETER", "金额超出范围")
    return whole


def timeout_s(text: str, otherwise: float) -> float:
    """Of `90m`, `3h` or `1d`. Raises Complaint."""
    if not text:
        return otherwise
    match = _TIMEOUT.match(text)
    seconds = int(match[1]) * _SECONDS[match[2]] if match else 0.0
    if not 60 <= seconds <= LONGEST_TIMEOUT_S:
        raise failed("ACQ.INVALID_PARAMETER", "超时时间无效")
    return seconds
