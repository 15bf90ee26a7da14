"""Money is whole fen. Yuan with decimals exist only where people or bills need them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NewType

Fen = NewType("Fen", int)

NO_FEN = Fen(0)
MOST_FEN = Fen(100_000_000)
"""One million yuan: no single meal costs more, so anything above is a mistake or an attack."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What pays for an order: the money that is kept for it, how it came, and what a coupon took off before."""

    channel: str
    method: str
    amount_fen: Fen
    discount_fen: Fen = NO_FEN


def yuan_text(amount: int) -> str:
    """Fen as people read it: `1250` -> `"12.50"`, sign kept."""
    sign = "-" if amount < 0 else ""
    yuan, fen = divmod(abs(amount), 100)
    return f"{sign}{yuan}.{fen:02d}"


def fen_from_yuan(text: str) -> Fen:
    """Exact fen of a yuan amount written with at most two decimals.

    Raises ValueError when the text is no number or carries a fraction of a fen.
    """
    try:
        amount = Decimal(text.strip()) * 100
    except ArithmeticError as not_a_number:
        raise ValueError(f"{text!r} is not an amount of yuan") from not_a_number
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise ValueError(f"{text!r} is not a whole number of fen")
    return Fen(int(amount))
