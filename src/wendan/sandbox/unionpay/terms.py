"""UnionPay's terms: lifetimes, numbers, notice schedule, and how each fault looks on its wire."""

from typing import Final

from wendan.sandbox.core.chance import digits
from wendan.sandbox.core.faults import AnswerFault, CallbackFault
from wendan.sandbox.core.terms import Terms
from wendan.sandbox.core.times import compact
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.core.wire import Answer
from wendan.sandbox.unionpay.words import Complaint, Unsure

F = AnswerFault
LOOKS: Final[dict[AnswerFault, Answer | Complaint]] = {
    F.SYSTEM_ERROR_BEFORE: Unsure(),
    F.SYSTEM_ERROR_AFTER: Unsure(),
    F.UNAVAILABLE_BEFORE: Complaint("02", 503),
    F.UNAVAILABLE_AFTER: Complaint("02", 502),
    F.ACCEPTED: Complaint("05"),
    F.LIMITED: Complaint("37"),
    F.OVER_LIMIT: Complaint("81"),
    F.RISKY: Complaint("38"),
}
# What a query says of an attempt that failed; after any other cause the order just stays unpaid.
CAUSES: Final = {
    "balance-insufficient": "64",
    "limit-exceeded": "81",
    "account-restricted": "63",
    "risk-check": "38",
    "channel-busy": "01",
    "duplicate-refused": "12",
}
METHODS: Final = ("wap", "app", "qr")
TOKEN_LIVES_S: Final = dict.fromkeys(METHODS, 7200.0)


class UnionPayTerms(Terms):
    channel = "unionpay"
    title = "UnionPay"
    verbs = ("front", "app", "qr", "query", "refund", "revoke", "file")

    token_lives_s = TOKEN_LIVES_S
    unpaid_lives_s = 86400.0

    paid_kind = "01"  # txnType
    # Five sends in twelve minutes, then never more.
    retry_gaps_s = (60.0, 120.0, 240.0, 300.0)

    looks = LOOKS
    spoils = frozenset({F.MISSIGNED})
    spoils_callbacks = frozenset({CallbackFault.MISSIGNED})

    def state_word(self, trade: Trade, _now: float) -> str:
        """The code a query ends with."""
        return "00" if trade.taken_fen is not None else CAUSES.get(trade.cause, "34")

    def token(self, number: str, nth: int, at: float) -> str:
        """tn, or what stands in a QR code: 21 digits."""
        return compact(at) + digits(f"token/{number}/{nth}", 7)

    def reference(self, number: str, at: float) -> str:
        """queryId, 21 digits."""
        return compact(at) + digits(f"payment/{number}", 7)

    def refund_reference(self, number: str, at: float) -> str:
        """queryId too: a refund is a transaction of its own."""
        return compact(at) + digits(f"refund/{number}", 7)

    def payer(self, name: str) -> str:
        """A card number as merchants see it."""
        return f"621700******{digits(name, 4)}"

    def notice_id(self, kind: str, number: str) -> str:
        """Notices have no number of their own; a transaction has one notice."""
        return f"{kind}/{number}"

    def refund_kind(self, status: str) -> str:
        """Only what succeeded is told; that it is so at the real one is unverified."""
        return "04" if status == "SUCCESS" else ""

    def accepts(self, status: int, _body: str) -> bool:
        """Whatever the body says."""
        return status == 200
