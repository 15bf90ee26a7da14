"""Terms of the post: nothing is paid here, so there are no trades to have words for."""

from typing import Final

from wendan.sandbox.core.faults import AnswerFault, CallbackFault
from wendan.sandbox.core.terms import Terms
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.core.wire import Answer, Complaint
from wendan.sandbox.post.words import Trouble

F = AnswerFault
# No platform's `busy` comes after the effect: whoever hears it sends again.
LOOKS: Final[dict[AnswerFault, Answer | Complaint]] = {
    F.SYSTEM_ERROR_BEFORE: Trouble("busy"),
    F.UNAVAILABLE_BEFORE: Trouble("unavailable", 503),
    F.UNAVAILABLE_AFTER: Trouble("unavailable", 502),
    F.LIMITED: Trouble("too-many"),
}
NO_TOKENS: Final[dict[str, float]] = {}
REPORT: Final = "report"


class PostTerms(Terms):
    channel = "messages"
    title = "Messages"
    verbs = ("token", "subscribe", "service", "wecom", "upload", "dingtalk", "sms", "call", "ask")

    token_lives_s = NO_TOKENS
    unpaid_lives_s = 0.0
    # The operator's reports.
    retry_gaps_s = (10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0)

    # WeCom's own no to a file that is too large comes before it.
    most_body_bytes = 32 << 20

    looks = LOOKS
    spoils_callbacks = frozenset({CallbackFault.MISSIGNED, CallbackFault.MISSTAMPED})

    def state_word(self, trade: Trade, _now: float) -> str:
        return trade.wallet

    def token(self, number: str, nth: int, _at: float) -> str:
        return f"{number}/{nth}"

    def reference(self, number: str, _at: float) -> str:
        return number

    def refund_reference(self, number: str, _at: float) -> str:
        return number

    def payer(self, name: str) -> str:
        return name

    def notice_id(self, kind: str, number: str) -> str:
        """One message has one report."""
        return f"{kind}/{number}"

    def accepts(self, status: int, _body: str) -> bool:
        """Whatever the body says."""
        return 200 <= status < 300
