"""What the operator's words mean: pure tables from the protocol's states and codes to ours.

The protocol, docs/reference/campus-card-protocol.md, lists every one of them; a test holds the two together.
"""

from dataclasses import dataclass
from typing import Final

import msgspec

from wendan.channels.port import ChannelRefused, CloseAnswer
from wendan.channels.reading import Refusal, refusals
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Word

CHANNEL: Final = "campus-card"

PAYMENT_WORDS: Final = {
    "WAITING": Word.ACCEPTED,
    "PENDING": Word.ACCEPTED,
    "PAID": Word.SUCCEEDED,
    "DECLINED": Word.DECLINED,
    "CLOSED": Word.CLOSED,
    "REVERSED": Word.CLOSED,
}
REFUND_WORDS: Final = {
    "PROCESSING": Word.ACCEPTED,
    "SUCCEEDED": Word.SUCCEEDED,
    "FAILED": Word.DECLINED,
    "CLOSED": Word.CLOSED,
}
MISSING_CODES: Final = frozenset({"PAYMENT_UNKNOWN", "REFUND_UNKNOWN"})
BILL_EMPTY: Final = "BILL_EMPTY"
NO_BILL_CODES: Final = frozenset({"BILL_NOT_READY", BILL_EMPTY})
UNKNOWN_CODE: Final = "OUTCOME_UNKNOWN"
PAID_CODE: Final = "ALREADY_PAID"
CLOSED_CODE: Final = "ALREADY_CLOSED"


REFUSALS: Final = refusals("""
  MALFORMED                our-mistake           never
  AMOUNT_OUTSIDE_CONTRACT  our-mistake           never
  KEY_UNKNOWN              our-mistake           again
  SIGNATURE_WRONG          our-mistake           again
  TIMESTAMP_OUTSIDE_WINDOW our-mistake           again
  NONCE_REPEATED           our-mistake           again
  MERCHANT_DISABLED        our-mistake           never
  NOT_IN_CONTRACT          our-mistake           never
  PAYMENT_UNKNOWN          our-mistake           again
  REFUND_UNKNOWN           our-mistake           again
  BILL_NOT_READY           our-mistake           again
  BILL_EMPTY               our-mistake           never
  NUMBER_USED              duplicate-refused     never
  ALREADY_PAID             duplicate-refused     never
  ALREADY_CLOSED           expired               never
  NOT_PAID                 our-mistake           again
  WRONG_METHOD             our-mistake           never
  REFUND_TOO_MUCH          our-mistake           never
  REFUND_TOO_LATE          our-mistake           never
  REVERSE_TOO_LATE         our-mistake           never
  CODE_UNKNOWN             customer-left         never
  CODE_EXPIRED             customer-left         never
  CODE_USED                customer-left         never
  BALANCE_INSUFFICIENT     balance-insufficient  never
  LIMIT_PER_PAYMENT        limit-exceeded        never
  LIMIT_PER_DAY            limit-exceeded        never
  CARD_FROZEN              account-restricted    never
  CARD_LOST                account-restricted    never
  CARD_EXPIRED             account-restricted    never
  CUSTOMER_CANCELLED       customer-cancelled    never
  RISK                     risk-check            never
  SETTLING                 channel-busy          again
  TOO_MANY_REQUESTS        channel-busy          again
""")
_STRANGE: Final = Refusal(Cause.OUR_MISTAKE, retryable=False)
# A close refused for anything else may be granted later.
_NEVER_CLOSES: Final = frozenset(
    {
        *("MALFORMED", "KEY_UNKNOWN", "SIGNATURE_WRONG", "TIMESTAMP_OUTSIDE_WINDOW", "NONCE_REPEATED"),
        *("MERCHANT_DISABLED", "NOT_IN_CONTRACT", "WRONG_METHOD", "TOO_MANY_REQUESTS"),
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer that is proven to be the operator's, or a 401 that nobody could sign."""

    status: int
    body: bytes

    @property
    def raw(self) -> str:
        """Status line and body: the operator's own words, kept as proof."""
        return f"HTTP {self.status}\n{self.body.decode(errors='replace')}"

    @property
    def code(self) -> str:
        """Of a no. Raises Silence when there is none."""
        try:
            return _read_complaint(self.body).code
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Silence(f"HTTP {self.status} without a code") from None


class _Complaint(msgspec.Struct):
    code: str


_read_complaint = msgspec.json.Decoder(_Complaint).decode


def refusal_of(answer: Answer, *, moves_money: bool = False) -> ChannelRefused:
    """The certain no in an answer that is no 2xx.

    Raises Silence where it proves nothing: OUTCOME_UNKNOWN and, where `moves_money`, a code that no page names.
    """
    code = answer.code
    if code == UNKNOWN_CODE or (code not in REFUSALS and moves_money):
        raise Silence(f"HTTP {answer.status} {code}")
    refusal = REFUSALS.get(code, _STRANGE)
    return ChannelRefused(code, refusal.cause, answer.raw, retryable=refusal.retryable)


def cause_of(reason: str) -> Cause | None:
    """Why a payment was declined, in the words of the same table."""
    return REFUSALS.get(reason, _STRANGE).cause if reason else None


def close_answer(answer: Answer) -> CloseAnswer | None:
    """What became of a close or reversal; None when only the payment's state can tell. Raises Silence, ChannelRefused."""
    if answer.status == 200:
        return CloseAnswer.CLOSED
    refused = refusal_of(answer)
    if refused.code == PAID_CODE:
        return CloseAnswer.ALREADY_PAID
    if refused.code == CLOSED_CODE:
        return CloseAnswer.CLOSED
    if refused.code in MISSING_CODES:
        return CloseAnswer.MISSING
    if refused.code in _NEVER_CLOSES:
        raise refused
    return None if refused.code == "REVERSE_TOO_LATE" else CloseAnswer.NOT_YET
