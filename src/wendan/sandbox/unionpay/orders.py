"""Forms that merchants send: read, checked, and as the books keep them."""

import re
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

import msgspec

from wendan.kernel.times import BEIJING
from wendan.sandbox.core.events import Ordered
from wendan.sandbox.core.trades import Refund, Trade
from wendan.sandbox.core.wire import Request
from wendan.sandbox.unionpay.terms import UnionPayTerms
from wendan.sandbox.unionpay.words import Complaint, Fields

ALWAYS: Final = ("encoding", "certId", "txnType", "txnSubType", "bizType", "accessType", "merId", "txnTime")
OF_MONEY: Final = ("orderId", "channelType", "txnAmt", "currencyCode", "backUrl")
FORMS: Final = {
    "txnTime": re.compile(r"\d{14}"),
    "payTimeout": re.compile(r"\d{14}"),
    "txnAmt": re.compile(r"[1-9]\d{0,11}"),
    "currencyCode": re.compile(r"156"),
    # Real bounds are unverified: 8 to 32 letters and digits.
    "orderId": re.compile(r"[0-9A-Za-z_-]{1,32}"),
    "settleDate": re.compile(r"\d{4}"),
    "backUrl": re.compile(r"https?://\S+"),
    "frontUrl": re.compile(r"https?://\S+"),
}
# What differs between two sends of the same order.
_FLEETING: Final = frozenset({"signature", "certId"})


def read_form(request: Request) -> Fields:
    """The fields, empty when the body is no form."""
    try:
        return dict(parse_qsl(request.body.decode("ascii"), strict_parsing=True, errors="strict"))
    except ValueError:
        return {}


def demand(fields: Fields, *names: str) -> None:
    """These fields, and whatever every request has, well-formed. Raises Complaint (13, 10)."""
    if any(not fields.get(name) for name in (*ALWAYS, *names)):
        raise Complaint("13")
    if any(not form.fullmatch(fields[name]) for name, form in FORMS.items() if fields.get(name)):
        raise Complaint("10")


def content_of(fields: Fields) -> str:
    """Two orders are the same when this is; time belongs to it, because an order is number and time."""
    kept = {name: value for name, value in sorted(fields.items()) if name not in _FLEETING}
    return msgspec.json.encode(kept).decode()


def ordered(method: str, fields: Fields, at: float) -> Ordered:
    """For the books."""
    demand(fields, *OF_MONEY)
    ends = fields.get("payTimeout")
    return Ordered(
        at=at,
        number=fields["orderId"],
        account=fields["merId"],
        method=method,
        total_fen=int(fields["txnAmt"]),
        expires_at=_seconds(ends) if ends else at + UnionPayTerms.unpaid_lives_s,
        description=fields.get("orderDesc", ""),
        notify_url=fields["backUrl"],
        content=content_of(fields),
    )


def fields_of(known: Trade | Refund) -> Fields:
    """The form as it was sent."""
    content = known.order.content if isinstance(known, Trade) else known.asked.content
    return msgspec.json.decode(content, type=Fields)


def _seconds(stamp: str) -> float:
    try:
        return datetime.strptime(f"{stamp}+0800", "%Y%m%d%H%M%S%z").astimezone(BEIJING).timestamp()
    except ValueError:
        raise Complaint("10") from None
