"""The JSON that WeChat gives about an order or a refund."""

from typing import Any, Final

from wendan.sandbox.core.chance import digits
from wendan.sandbox.core.desk import Desk
from wendan.sandbox.core.times import rfc3339
from wendan.sandbox.core.trades import Refund, Trade
from wendan.sandbox.wechat.orders import order_of
from wendan.sandbox.wechat.terms import TRADE_TYPES

STOCK: Final = "9865000"
DESCRIPTIONS: Final = {
    "SUCCESS": "支付成功",
    "REFUND": "转入退款",
    "NOTPAY": "订单未支付",
    "CLOSED": "订单已关闭",
    "USERPAYING": "用户支付中，需要输入密码",
    "PAYERROR": "支付失败",
    "REVOKED": "订单已撤销",
}


def transaction(desk: Desk, trade: Trade, state: str | None = None) -> dict[str, Any]:
    """Answer to a query, and the resource of a payment callback."""
    order, state = order_of(trade), state or desk.terms.state_word(trade, desk.now())
    answer: dict[str, Any] = {
        "appid": order.appid,
        "mchid": order.mchid,
        "out_trade_no": order.out_trade_no,
        "trade_state": state,
        "trade_state_desc": "支付失败，请重新下单支付" if trade.cause else DESCRIPTIONS[state],
        "promotion_detail": [],
        "amount": {"total": order.amount.total, "currency": "CNY"},
    }
    if trade.taken_fen is None:
        return answer
    return answer | {
        "transaction_id": trade.reference,
        "trade_type": TRADE_TYPES[trade.order.method],
        "bank_type": "OTHERS",
        "attach": order.attach or "",
        "success_time": rfc3339(trade.taken_at),
        "payer": {"openid": trade.payer},
        "promotion_detail": _promotions(trade),
        "amount": {
            "total": trade.taken_fen,
            "payer_total": trade.settled_fen,
            "currency": "CNY",
            "payer_currency": "CNY",
        },
    }


def refund(desk: Desk, found: Refund) -> dict[str, Any]:
    """Answer to a refund request and to its query; the state stands under `status`."""
    trade = desk.books.trades[found.asked.payment]
    answer = {
        "refund_id": found.reference,
        "out_refund_no": found.asked.number,
        "transaction_id": trade.reference,
        "out_trade_no": trade.number,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": rfc3339(found.asked.at),
        "status": found.status,
        "funds_account": "AVAILABLE",
        "promotion_detail": _promotions_back(trade, found),
        "amount": _amounts_back(trade, found),
    }
    if found.status == "SUCCESS" and found.ended_at is not None:
        answer["success_time"] = rfc3339(found.ended_at)
    return answer


def _promotions(trade: Trade) -> list[dict[str, Any]]:
    """A coupon for which the merchant paid WeChat nothing (免充值券)."""
    if not trade.promoted_fen:
        return []
    return [
        {
            "coupon_id": coupon_id(trade),
            "name": "商家立减",
            "scope": "GLOBAL",
            "type": "NOCASH",
            "amount": trade.promoted_fen,
            "stock_id": STOCK,
            "wechatpay_contribute": 0,
            "merchant_contribute": trade.promoted_fen,
            "other_contribute": 0,
            "currency": "CNY",
        }
    ]


def _promotions_back(trade: Trade, found: Refund) -> list[dict[str, Any]]:
    back = found.asked.promoted_fen
    if not back:
        return []
    told = {"promotion_id": coupon_id(trade), "scope": "GLOBAL", "type": "DISCOUNT"}
    return [{**told, "amount": trade.promoted_fen, "refund_amount": back}]


def _amounts_back(trade: Trade, found: Refund) -> dict[str, Any]:
    """What the customer paid and gets is what is settled."""
    return {
        "total": trade.taken_fen,
        "refund": found.asked.fen,
        "from": [],
        "payer_total": trade.settled_fen,
        "payer_refund": found.settled_fen,
        "settlement_refund": found.settled_fen,
        "settlement_total": trade.settled_fen,
        "discount_refund": found.asked.promoted_fen,
        "currency": "CNY",
        "refund_fee": 0,
    }


def coupon_id(trade: Trade) -> str:
    """Of the coupon that a payment was made with."""
    return digits("coupon" + trade.number, 11)


def refund_notice(desk: Desk, number: str, status: str) -> dict[str, Any]:
    """Resource of a refund callback; here the state stands under `refund_status`."""
    found = desk.books.refunds[number]
    answer = refund(desk, found)
    kept = ("transaction_id", "out_trade_no", "refund_id", "out_refund_no", "user_received_account")
    amount = {name: answer["amount"][name] for name in ("total", "refund", "payer_total", "payer_refund")}
    notice = {name: answer[name] for name in kept}
    if status == "SUCCESS" and found.ended_at is not None:
        notice["success_time"] = rfc3339(found.ended_at)
    return {"mchid": desk.account, "refund_status": status, "amount": amount, **notice}
