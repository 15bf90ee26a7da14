"""What each way to pay asks of Alipay, from the ask alone: the same ask gives the same content."""

from dataclasses import dataclass
from typing import Any, Final

from wendan.channels.alipay.credentials import Credentials
from wendan.channels.alipay.news import time_text
from wendan.channels.port import PaymentAsk
from wendan.kernel.money import yuan_text
from wendan.kernel.scene import Scene

METHODS: Final = {
    "jsapi": Scene.IN_APP,
    "wap": Scene.LINK,
    "qr": Scene.QR,
    "barcode": Scene.BARCODE,
    "huabei-3": Scene.LINK,
    "huabei-6": Scene.LINK,
    "huabei-12": Scene.LINK,
    "ecny": Scene.LINK,
}
_HUABEI: Final = "huabei-"
_NOT_IN_A_SUBJECT: Final = str.maketrans("/=&", "   ")
LONGEST_SUBJECT: Final = 256


@dataclass(frozen=True, slots=True)
class Order:
    """One call that registers a payment; `gives` is the field of the answer that the customer's device needs."""

    api: str
    content: dict[str, Any]
    gives: str = ""
    named: str = ""  # what our pages call it


def order_of(ask: PaymentAsk, credentials: Credentials) -> Order:
    """The call for this ask; of a LINK it is never made: its signed address is what the customer opens."""
    content: dict[str, Any] = {
        "out_trade_no": ask.number,
        "total_amount": yuan_text(ask.amount_fen),
        "subject": subject_of(ask.description),
        "time_expire": time_text(ask.expires_at),
    }
    match METHODS[ask.method]:
        case Scene.IN_APP:
            assert ask.payer, "jsapi needs the payer's id"
            content |= {"product_code": credentials.jsapi_product_code, **_buyer(ask.payer, credentials)}
            return Order("alipay.trade.create", content, "trade_no", "tradeNO")
        case Scene.QR:
            content["product_code"] = "QR_CODE_OFFLINE"
            return Order("alipay.trade.precreate", content, "qr_code", "code_url")
        case Scene.BARCODE:
            assert ask.auth_code, "a payment code was scanned"
            content |= {
                "product_code": "FACE_TO_FACE_PAYMENT",
                "scene": "bar_code",
                "auth_code": ask.auth_code,
            }
            return Order("alipay.trade.pay", content)
        case _:
            content |= _page(ask, credentials)
            return Order("alipay.trade.wap.pay", content)


def subject_of(description: str) -> str:
    """At most 256 characters, and none of those that Alipay refuses."""
    return description.translate(_NOT_IN_A_SUBJECT)[:LONGEST_SUBJECT]


def _buyer(payer: str, credentials: Credentials) -> dict[str, str]:
    """Older ids are 16 digits; newer ones belong to one application each."""
    if payer.isdecimal() and payer.startswith("2088"):
        return {"buyer_id": payer}
    return {"buyer_open_id": payer, "op_app_id": credentials.app_id}


def _page(ask: PaymentAsk, credentials: Credentials) -> dict[str, Any]:
    content: dict[str, Any] = {"product_code": credentials.wap_product_code}
    if ask.return_url:
        content["quit_url"] = ask.return_url
    if ask.method.startswith(_HUABEI):
        content["extend_params"] = {
            "hb_fq_num": ask.method.removeprefix(_HUABEI),
            "hb_fq_seller_percent": credentials.huabei_seller_percent,
        }
    if ask.method == "ecny" and credentials.ecny_pay_channels:
        content["enable_pay_channels"] = credentials.ecny_pay_channels
    return content
