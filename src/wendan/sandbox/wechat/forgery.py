"""Callbacks that must not be believed, and one genuine one that means nothing: for testing a merchant's door."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

import msgspec

from wendan.sandbox.core.chance import digits
from wendan.sandbox.core.times import rfc3339
from wendan.sandbox.wechat import answers
from wendan.sandbox.wechat.bench import WechatBench
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.letters import letter
from wendan.sandbox.wechat.terms import PAID


class Forgery(StrEnum):
    FORGED = "forged"  # signed by somebody else
    PROBE = "probe"  # SIGNTEST
    STALE = "stale"  # genuine, but stamped ten minutes ago
    UNKNOWN_SERIAL = "unknown-serial"
    WRONG_MERCHANT = "wrong-merchant"  # genuine, about another merchant
    UNDECRYPTABLE = "undecryptable"  # genuine signature, sealed with another key
    UNKNOWN_NUMBER = "unknown-number"  # genuine, about a number nobody ordered
    ALTERED_AMOUNT = "altered-amount"  # genuine, with one fen more than was ordered
    ECHO = "echo"  # SECURITY_ECHO.SUCCESS, moves no money


class Forge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Forgery
    notify_url: str
    number: str | None = None  # an ordered one, needed for altered-amount


class Delivered(msgspec.Struct, frozen=True):
    """How the merchant answered; status 0 when not at all."""

    status: int
    body: str


async def forge(bench: WechatBench, wanted: Forge) -> Delivered:
    """Send it now. The books do not change: no money moves."""
    desk = bench.desk
    number = wanted.number or f"unknown-{digits(wanted.kind, 12)}"
    event = "SECURITY_ECHO.SUCCESS" if wanted.kind is Forgery.ECHO else PAID
    resource = _resource(desk, wanted, number)
    key = desk.terms.notice_id(wanted.kind + event, number)
    body = bench.letters.envelope(key, event, resource, desk.now())
    if wanted.kind is Forgery.UNDECRYPTABLE:
        body = _sealed_otherwise(body)
    signature = _headers(desk, wanted.kind, body)
    status, text = await bench.courier.post(wanted.notify_url, letter(body, signature))
    return Delivered(status, text)


def _resource(desk: WechatDesk, wanted: Forge, number: str) -> dict[str, Any]:
    trade = desk.books.trades.get(number)
    fen = trade.order.total_fen if trade else 100
    if trade is not None and trade.taken_fen is not None:
        told = answers.transaction(desk, trade, "SUCCESS")
    else:
        told = {
            "appid": desk.keys.appid,
            "mchid": desk.keys.mchid,
            "out_trade_no": number,
            "transaction_id": f"4200{digits('forged' + number, 24)}",
            "trade_type": "JSAPI",
            "trade_state": "SUCCESS",
            "trade_state_desc": "支付成功",
            "bank_type": "OTHERS",
            "success_time": rfc3339(desk.now()),
            "payer": {"openid": "o" + digits(number, 27)},
            "amount": {"total": fen, "payer_total": fen, "currency": "CNY", "payer_currency": "CNY"},
        }
    if wanted.kind is Forgery.WRONG_MERCHANT:
        told["mchid"] = "1900009999"
    if wanted.kind is Forgery.ALTERED_AMOUNT:
        told["amount"] = told["amount"] | {"total": fen + 1, "payer_total": fen + 1}
    return told


def _sealed_otherwise(body: bytes) -> bytes:
    told = msgspec.json.decode(body)
    sealed = told["resource"]["ciphertext"]
    told["resource"]["ciphertext"] = ("A" if sealed[0] != "A" else "B") + sealed[1:]
    return msgspec.json.encode(told)


def _headers(desk: WechatDesk, kind: Forgery, body: bytes) -> dict[str, str]:
    crypto, now = desk.crypto, desk.clock.now()
    match kind:
        case Forgery.FORGED:
            return crypto.forged_headers(body, now)
        case Forgery.PROBE:
            return crypto.probing_headers(body, now)
        case Forgery.STALE:
            return crypto.headers(body, now - timedelta(minutes=10))
        case Forgery.UNKNOWN_SERIAL:
            return crypto.headers(body, now) | {"Wechatpay-Serial": "0" * 40}
        case _:
            return crypto.headers(body, now)
