"""The campus card's terms: lifetimes, numbers, notice schedule, and how each fault looks on its wire."""

import hashlib
from typing import Final

from wendan.sandbox.campus_card.words import Complaint
from wendan.sandbox.core.chance import digits
from wendan.sandbox.core.faults import AnswerFault, CallbackFault
from wendan.sandbox.core.terms import Terms
from wendan.sandbox.core.times import compact
from wendan.sandbox.core.trades import State, Trade
from wendan.sandbox.core.wire import Answer

F = AnswerFault
LOOKS: Final[dict[AnswerFault, Answer | Complaint]] = {
    F.SYSTEM_ERROR_BEFORE: Complaint(500, "OUTCOME_UNKNOWN", "结果未知，请查询"),
    F.SYSTEM_ERROR_AFTER: Complaint(500, "OUTCOME_UNKNOWN", "结果未知，请查询"),
    F.UNAVAILABLE_BEFORE: Complaint(503, ""),
    F.UNAVAILABLE_AFTER: Complaint(502, ""),
    F.LIMITED: Complaint(429, "TOO_MANY_REQUESTS", "请求过于频繁"),
    F.OVER_LIMIT: Complaint(422, "LIMIT_PER_DAY", "超出当日限额"),
    F.RISKY: Complaint(422, "RISK", "交易存在风险"),
}
PAID: Final = "payment.paid"
REFUND_STATES: Final = {"SUCCESS": "SUCCEEDED", "CLOSED": "CLOSED", "ABNORMAL": "FAILED"}
# What the wallet knows as a cause, in the words of the protocol.
REASONS: Final = {
    "balance-insufficient": "BALANCE_INSUFFICIENT",
    "limit-exceeded": "LIMIT_PER_DAY",
    "account-restricted": "CARD_FROZEN",
    "customer-cancelled": "CUSTOMER_CANCELLED",
    "risk-check": "RISK",
}
LINK_LIVES_S: Final = 86_400.0
TOKEN_LIVES_S: Final = {"link": LINK_LIVES_S}


class CampusCardTerms(Terms):
    channel = "campus-card"
    title = "Campus card"
    verbs = (
        *("link", "barcode", "query", "close", "reverse"),
        *("refund", "query-refund", "bill"),
    )

    token_lives_s = TOKEN_LIVES_S
    unpaid_lives_s = LINK_LIVES_S
    code_prefixes = ("90",)
    code_digits = 20

    paid_kind = PAID
    retry_gaps_s = (10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0, 21600.0)

    looks = LOOKS
    spoils = frozenset({F.SKEWED, F.MISSTAMPED, F.MISSIGNED})
    spoils_callbacks = frozenset({CallbackFault.MISSIGNED, CallbackFault.SKEWED, CallbackFault.MISSTAMPED})

    def state_word(self, trade: Trade, now: float) -> str:
        """WAITING, PENDING, PAID, DECLINED, CLOSED or REVERSED."""
        state, is_scan = trade.state(now), trade.order.method == "barcode"
        if is_scan and trade.closed_at is not None:
            return "CLOSED" if trade.taken_fen is None else "REVERSED"
        if state in (State.PAID, State.REFUNDED):
            return "PAID"
        if state is State.CLOSED:
            return "CLOSED"
        return (
            {"prompted": "PENDING", "failed": "DECLINED"}.get(trade.wallet, "WAITING")
            if is_scan
            else "WAITING"
        )

    def token(self, number: str, nth: int, at: float) -> str:
        """The end of a link: nobody guesses it, and it is the same however often it is asked for."""
        del nth, at
        return hashlib.sha256(f"campus/{number}".encode()).hexdigest()[:32]

    def reference(self, number: str, at: float) -> str:
        """The operator's number of a payment."""
        return f"CC{compact(at)}{digits('payment' + number, 10)}"

    def refund_reference(self, number: str, at: float) -> str:
        """The operator's number of a refund."""
        return f"CR{compact(at)}{digits('refund' + number, 10)}"

    def payer(self, name: str) -> str:
        """A card's number."""
        return "2026" + digits("card" + name, 8)

    def notice_id(self, kind: str, number: str) -> str:
        """The same on every re-send."""
        return f"N{digits(kind + '/' + number, 24)}"

    def refund_kind(self, status: str) -> str:
        """Every end of a refund is told."""
        return f"refund.{REFUND_STATES[status].lower()}"

    def accepts(self, status: int, _body: str) -> bool:
        """204 and nothing else."""
        return status == 204
