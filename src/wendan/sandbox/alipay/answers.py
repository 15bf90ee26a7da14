"""What Alipay says about a trade: in answers, and in notices."""

from datetime import datetime
from typing import Any

from wendan.kernel.money import yuan_text
from wendan.kernel.times import BEIJING
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.core.trades import Refund, Trade

FUND, PROMOTION = "ALIPAYACCOUNT", "MDISCOUNT"


def time_text(at: float) -> str:
    """Beijing's, as Alipay writes it."""
    return datetime.fromtimestamp(int(at), BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def names(trade: Trade) -> dict[str, str]:
    """Both numbers."""
    return {"trade_no": trade.reference, "out_trade_no": trade.number}


def amounts(trade: Trade) -> dict[str, str]:
    """What was paid, as every statement about a paid trade says it: total − the merchant's own promotion = received."""
    paid = yuan_text(trade.settled_fen)
    return {
        "total_amount": yuan_text(trade.taken_fen or 0),
        "receipt_amount": paid,
        "invoice_amount": paid,
        "buyer_pay_amount": paid,
        "point_amount": "0.00",
    }


def paid(trade: Trade) -> dict[str, Any]:
    """Of trade.pay."""
    return {
        **names(trade),
        **amounts(trade),
        "buyer_logon_id": "wen***@sandbox.com",
        "buyer_user_id": trade.payer,
        "gmt_payment": time_text(trade.taken_at),
        "fund_bill_list": [
            {"amount": yuan_text(fen), "fund_channel": channel} for channel, fen in funds(trade)
        ],
        **_promotion("mdiscount_amount", trade.promoted_fen),
    }


def funds(trade: Trade) -> list[tuple[str, int]]:
    """Who paid how much."""
    promoted = [(PROMOTION, trade.promoted_fen)] if trade.promoted_fen else []
    return [(FUND, trade.settled_fen), *promoted]


def _promotion(name: str, fen: int) -> dict[str, str]:
    return {name: yuan_text(fen)} if fen else {}


def queried(desk: AlipayDesk, trade: Trade) -> dict[str, Any]:
    """Of trade.query: only a trade that was ever paid has a send_pay_date."""
    state = {"trade_status": desk.terms.state_word(trade, desk.now())}
    if trade.taken_fen is None:
        unpaid = dict.fromkeys(("receipt_amount", "buyer_pay_amount", "point_amount"), "0.00")
        return {**names(trade), **unpaid, **state, "total_amount": yuan_text(trade.order.total_fen)}
    told = paid(trade)
    return told | state | {"gmt_payment": "", "send_pay_date": told["gmt_payment"]}


def refunded(trade: Trade, refund: Refund, *, is_new: bool) -> dict[str, Any]:
    """Of trade.refund: the fee is that of all refunds together."""
    return {
        **names(trade),
        "buyer_user_id": trade.payer,
        "fund_change": "Y" if is_new else "N",
        "refund_fee": yuan_text(trade.refunded_fen("SUCCESS")),
        "gmt_refund_pay": time_text(refund.ended_at or refund.asked.at),
        **_promotion("present_refund_mdiscount_amount", refund.asked.promoted_fen),
    }


def refund_queried(trade: Trade, refund: Refund) -> dict[str, Any]:
    """Of refund.query, where the refund is known."""
    return {
        **names(trade),
        "out_request_no": refund.asked.number,
        "refund_status": "REFUND_SUCCESS",
        "refund_amount": yuan_text(refund.asked.fen),
        "total_amount": yuan_text(trade.taken_fen or 0),
        "refund_reason": refund.asked.reason,
        "gmt_refund_pay": time_text(refund.ended_at or refund.asked.at),
        **_promotion("present_refund_mdiscount_amount", refund.asked.promoted_fen),
    }
