"""Alipay's terms: lifetimes, numbers, notice schedule, and how each fault looks on its wire."""

import hashlib
from typing import ClassVar, Final

from wendan.sandbox.alipay.words import Complaint, failed
from wendan.sandbox.core.chance import digits
from wendan.sandbox.core.faults import AnswerFault, CallbackFault
from wendan.sandbox.core.terms import Terms
from wendan.sandbox.core.times import compact
from wendan.sandbox.core.trades import State, Trade
from wendan.sandbox.core.wire import Answer

PAID: Final = "TRADE_SUCCESS"
REFUNDED: Final = "TRADE_SUCCESS.refund"
F = AnswerFault
_UNSURE: Final = failed("ACQ.SYSTEM_ERROR", "接口返回错误")
_AWAY: Final = Complaint("20000", "isp.unknow-error", "服务暂不可用")
LOOKS: Final[dict[AnswerFault, Answer | Complaint]] = {
    F.SYSTEM_ERROR_BEFORE: _UNSURE,
    F.SYSTEM_ERROR_AFTER: _UNSURE,
    F.UNAVAILABLE_BEFORE: _AWAY,
    F.UNAVAILABLE_AFTER: _AWAY,
    F.LIMITED: Complaint("40005", "isv.app-call-limited", "应用调用次数超限"),
    F.OVER_LIMIT: failed("ACQ.TOTAL_FEE_EXCEED", "订单总金额超过限额"),
    F.RISKY: failed("ACQ.PAYMENT_REQUEST_HAS_RISK", "支付有风险"),
}
# A QR code lives two hours; a trade made for a mini program is opened by its number as long as it is unpaid.
TOKEN_LIVES_S: Final = {"qr": 7200.0, "jsapi": 15 * 86400.0}


class AlipayTerms(Terms):
    channel = "alipay"
    title = "Alipay"
    verbs = (
        *("pay", "precreate", "create", "wap", "query", "close", "cancel", "refund", "query-refund", "bill"),
        *("freeze", "voucher", "query-freeze", "unfreeze", "cancel-freeze"),
    )

    token_lives_s = TOKEN_LIVES_S
    unpaid_lives_s = 15 * 86400.0
    code_prefixes = ("25", "26", "27", "28", "29", "30")

    has_promotions = True
    paid_kind = PAID
    retry_gaps_s: ClassVar[tuple[float, ...]] = (240, 600, 600, 3600, 7200, 21600, 54000)

    looks = LOOKS
    spoils = frozenset({F.MISSIGNED})
    spoils_callbacks = frozenset({CallbackFault.MISSIGNED})

    def state_word(self, trade: Trade, now: float) -> str:
        """trade_status: closed is what nobody paid, and what was refunded in full."""
        state = trade.state(now)
        if state in (State.PAID, State.REFUNDED):
            is_whole = trade.refunded_fen("SUCCESS") >= (trade.taken_fen or 0)
            return "TRADE_CLOSED" if is_whole else "TRADE_SUCCESS"
        return "TRADE_CLOSED" if state is State.CLOSED else "WAIT_BUYER_PAY"

    def token(self, number: str, nth: int, at: float) -> str:
        """What opens a trade is its number: in a QR code's address, and for a mini program as it is."""
        del nth
        return self.reference(number, at)

    def reference(self, number: str, at: float) -> str:
        """trade_no, 28 digits."""
        return f"{compact(at)[:8]}22001{digits('trade' + number, 15)}"

    def refund_reference(self, number: str, _at: float) -> str:
        """Refunds have no number of Alipay's own; the books want one."""
        return digits("refund" + number, 24)

    def payer(self, name: str) -> str:
        """A buyer's id."""
        return "2088" + digits("payer" + name, 12)

    def notice_id(self, kind: str, number: str) -> str:
        """notify_id: the same on every re-send."""
        return hashlib.sha256(f"{kind}/{number}".encode()).hexdigest()[:34]

    def refund_kind(self, _status: str) -> str:
        """A partial refund sends TRADE_SUCCESS again, where it sends anything at all."""
        return REFUNDED

    def accepts(self, status: int, body: str) -> bool:
        """Exactly these seven bytes."""
        return status == 200 and body == "success"


class PatientTerms(AlipayTerms):
    """With three immediate tries, as the face-to-face pages say."""

    retry_gaps_s = (0, 0, 0, *AlipayTerms.retry_gaps_s)
