"""The JSON that the operator gives about a payment or a refund."""

from typing import Any

from wendan.sandbox.campus_card.terms import REASONS, REFUND_STATES
from wendan.sandbox.core.desk import Desk
from wendan.sandbox.core.times import rfc3339
from wendan.sandbox.core.trades import Refund, Trade


def payment(desk: Desk, trade: Trade) -> dict[str, Any]:
    """Answer to everything that is asked about a payment, and what its notice tells."""
    order = trade.order
    told: dict[str, Any] = {
        "number": trade.number,
        "method": order.method,
        "state": desk.terms.state_word(trade, desk.now()),
        "amount_fen": order.total_fen,
        "description": order.description,
        "created_at": rfc3339(order.at),
        "expires_at": rfc3339(order.expires_at),
    }
    if order.method == "link":
        told["pay_url"] = f"{desk.url}/_sandbox/cashier/{trade.token}"
    if trade.taken_fen is not None:
        told |= {
            "paid_fen": trade.taken_fen,
            "paid_at": rfc3339(trade.taken_at),
            "reference": trade.reference,
            "card": masked(trade.payer),
        }
    elif trade.cause:
        told["reason"] = REASONS.get(trade.cause, trade.cause)
    return told


def refund(found: Refund) -> dict[str, Any]:
    """Answer to everything that is asked about a refund, and what its notice tells."""
    told = {
        "number": found.asked.number,
        "payment": found.asked.payment,
        "reference": found.reference,
        "amount_fen": found.asked.fen,
        "state": REFUND_STATES.get(found.status, "PROCESSING"),
        "created_at": rfc3339(found.asked.at),
    }
    if found.ended_at is not None:
        told["ended_at"] = rfc3339(found.ended_at)
    return told


def masked(card: str) -> str:
    """As merchants see it."""
    return f"{card[:4]}****{card[-2:]}"
