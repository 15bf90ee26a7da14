"""Students and their cards: what is on them, what may be spent in a day, and whether they work at all."""

from typing import Final

import msgspec

from wendan.sandbox.campus_card.words import Complaint
from wendan.sandbox.core.books import Books
from wendan.sandbox.core.times import rfc3339

USUAL_FEN: Final = 100_000
USUAL_PER_PAYMENT_FEN: Final = 50_000
USUAL_PER_DAY_FEN: Final = 80_000
MESSAGES: Final = {
    "CARD_FROZEN": "卡已冻结",
    "CARD_LOST": "卡已挂失",
    "CARD_EXPIRED": "卡已过有效期",
    "LIMIT_PER_PAYMENT": "超出单笔限额",
    "LIMIT_PER_DAY": "超出当日限额",
    "BALANCE_INSUFFICIENT": "卡内余额不足",
}


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One student's card as a tester wants it; `charged_fen` is what was ever put onto it."""

    name: str = "同学"
    charged_fen: int = USUAL_FEN
    per_payment_fen: int = USUAL_PER_PAYMENT_FEN
    per_day_fen: int = USUAL_PER_DAY_FEN
    is_frozen: bool = False
    is_lost: bool = False
    is_expired: bool = False


# A few to begin with; every other number is a usual card.
STUDENTS: Final = {
    "2026000001": Card("王小明"),
    "2026000002": Card("李余额不足", charged_fen=300),
    "2026000003": Card("张冻结", is_frozen=True),
    "2026000004": Card("赵日限", per_day_fen=1_000),
    "2026000005": Card("钱挂失", is_lost=True),
    "2026000006": Card("孙过期", is_expired=True),
    "2026000007": Card("周单笔", per_payment_fen=500),
}


class Cards:
    """Balances follow from the books, so that they are right after a restart; the wishes of testers do not last."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self.known: dict[str, Card] = dict(STUDENTS)

    def of(self, number: str) -> Card:
        """A card nobody described is a usual one."""
        return self.known.get(number) or Card()

    def balance_fen(self, number: str) -> int:
        """What was put onto it, less what was taken, more what came back."""
        return self.of(number).charged_fen - sum(
            (trade.taken_fen or 0) - trade.refunded_fen("SUCCESS")
            for trade in self._books.trades.values()
            if trade.payer == number
        )

    def spent_fen(self, number: str, at: float) -> int:
        """On this day, in Beijing."""
        day = rfc3339(at)[:10]
        return sum(
            trade.taken_fen or 0
            for trade in self._books.trades.values()
            if trade.payer == number and trade.taken_fen and rfc3339(trade.taken_at)[:10] == day
        )

    def refusal(self, number: str, fen: int, at: float) -> str:
        """Why this card does not pay that much now; empty when it does."""
        if number not in self.known and fen <= USUAL_PER_PAYMENT_FEN:
            return ""  # a stranger pays once in its life: no need to read the books
        card = self.of(number)
        reasons = {
            "CARD_LOST": card.is_lost,
            "CARD_FROZEN": card.is_frozen,
            "CARD_EXPIRED": card.is_expired,
            "LIMIT_PER_PAYMENT": fen > card.per_payment_fen,
            "LIMIT_PER_DAY": self.spent_fen(number, at) + fen > card.per_day_fen,
            "BALANCE_INSUFFICIENT": self.balance_fen(number) < fen,
        }
        return next((code for code, is_so in reasons.items() if is_so), "")


def refused(code: str) -> Complaint:
    """The operator's no because of the card."""
    return Complaint(422, code, MESSAGES.get(code, "支付未完成"))
