"""WeChat Pay's terms: lifetimes, numbers, callback schedule, and how each fault looks on its wire."""

import hashlib
from typing import Final

from wendan.sandbox.core.chance import digits
from wendan.sandbox.core.faults import AnswerFault, CallbackFault
from wendan.sandbox.core.terms import Terms
from wendan.sandbox.core.times import compact
from wendan.sandbox.core.trades import State, Trade
from wendan.sandbox.core.wire import Answer
from wendan.sandbox.wechat.words import Complaint

PREPAID: Final = ("jsapi", "app", "native", "h5")
TRADE_TYPES: Final = {
    "jsapi": "JSAPI",
    "app": "APP",
    "native": "NATIVE",
    "h5": "MWEB",
    "barcode": "MICROPAY",
    "payscore": "AUTH",
}
STATES: Final = {
    State.OPEN: "NOTPAY",
    State.PAID: "SUCCESS",
    State.REFUNDED: "REFUND",
    State.CLOSED: "CLOSED",
}
AT_THE_TILL: Final = {"prompted": "USERPAYING", "failed": "PAYERROR"}
PAID: Final = "TRANSACTION.SUCCESS"
F = AnswerFault
_UNSURE: Final = Complaint(500, "SYSTEM_ERROR", "系统异常，请用相同参数重新调用")
LOOKS: Final[dict[AnswerFault, Answer | Complaint]] = {
    F.SYSTEM_ERROR_BEFORE: _UNSURE,
    F.SYSTEM_ERROR_AFTER: _UNSURE,
    F.UNAVAILABLE_BEFORE: Complaint(503, "SERVICE_UNAVAILABLE", "服务不可用"),
    F.UNAVAILABLE_AFTER: Complaint(502, "SERVICE_UNAVAILABLE", "服务不可用"),
    F.ACCEPTED: Answer(202, b"{}"),
    F.LIMITED: Complaint(429, "FREQUENCY_LIMITED", "频率限制", "268447840"),
    F.OVER_LIMIT: Complaint(403, "RULE_LIMIT", "业务规则限制"),
    F.RISKY: Complaint(403, "TRADE_ERROR", "交易错误"),
}
# Prepay ids and codes live two hours, an h5 link five minutes.
TOKEN_LIVES_S: Final = {"jsapi": 7200.0, "app": 7200.0, "native": 7200.0, "h5": 300.0}


class WechatTerms(Terms):
    channel = "wechat"
    title = "WeChat Pay"
    verbs = (
        *("prepay", "query", "close", "refund", "query-refund", "certificates"),
        *("codepay", "reverse", "micropay", "v2-query", "v2-reverse"),
        "bill",
        *("score-create", "score-query", "score-complete", "score-cancel"),
    )

    token_lives_s = TOKEN_LIVES_S
    # A new code kills the old one; prepay ids and links live on until their time is up.
    one_token = frozenset({"native"})
    unpaid_lives_s = 7 * 86400.0
    code_prefixes = ("10", "11", "12", "13", "14", "15")

    has_promotions = True
    paid_kind = PAID
    retry_gaps_s = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)

    looks = LOOKS
    spoils = frozenset({F.SKEWED, F.MISSTAMPED, F.MISSIGNED})
    spoils_callbacks = frozenset(
        {CallbackFault.PROBED, CallbackFault.MISSIGNED, CallbackFault.SKEWED, CallbackFault.MISSTAMPED}
    )
    acts_though_limited = frozenset({"refund"})

    def state_word(self, trade: Trade, now: float) -> str:
        """Trade state; a scanned payment has words of its own."""
        state = trade.state(now)
        if trade.order.method == "barcode":
            if trade.closed_at is not None:
                return "REVOKED"
            if state is State.OPEN:
                return AT_THE_TILL.get(trade.wallet, "NOTPAY")
        return STATES[state]

    def token(self, number: str, nth: int, at: float) -> str:
        """Prepay id, code or link's id."""
        unique = hashlib.sha256(f"{number}/{nth}".encode()).hexdigest()
        return f"wx{compact(at)}{unique[:20]}"

    def reference(self, number: str, at: float) -> str:
        """transaction_id, 28 digits."""
        return f"4200{digits('transaction' + number + str(at), 24)}"

    def refund_reference(self, number: str, _at: float) -> str:
        """refund_id, 29 digits."""
        return f"5030{digits('refund' + number, 25)}"

    def payer(self, name: str) -> str:
        """An openid, for whoever scans a code or opens a link."""
        return "o" + hashlib.sha256(name.encode()).hexdigest()[:27]

    def notice_id(self, kind: str, number: str) -> str:
        """The envelope's id."""
        return f"EV-{digits(kind + number, 32)}"

    def refund_kind(self, status: str) -> str:
        """event_type: every end of a refund is told."""
        return f"REFUND.{status}"

    def accepts(self, status: int, _body: str) -> bool:
        """Status 200 or 204 within the limit, whatever the body says."""
        return status in (200, 204)
