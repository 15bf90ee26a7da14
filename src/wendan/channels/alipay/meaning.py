"""What Alipay's words mean: pure tables from its states and codes to ours, nothing guessed.

Sources: channels.md §2.7 (states), §2.8 (codes). The codes under "a customer's no" are in the public list of errors
of alipay.trade.pay, as many integrations carry it.
"""

from dataclasses import dataclass
from typing import Final

from wendan.channels.port import ChannelRefused, CloseAnswer
from wendan.channels.reading import Refusal, refusals
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Word

CHANNEL: Final = "alipay"
DONE: Final = "10000"  # the call succeeded: for a query that is not the same as paid
WAITING: Final = "10003"  # the customer types a password
BUSINESS: Final = "40004"  # the only code under which the business, not the gateway, says no
UNKNOWN_CODE: Final = "20000"

TRADE_WORDS: Final = {
    "WAIT_BUYER_PAY": Word.ACCEPTED,
    "TRADE_SUCCESS": Word.SUCCEEDED,
    "TRADE_FINISHED": Word.SUCCEEDED,
    # TRADE_CLOSED alone says nothing: unpaid for good, or paid and wholly refunded. See news.py.
}
CLOSED: Final = "TRADE_CLOSED"
# Matched anywhere in the sub code: it is also seen misspelt, AQC.SYSTEM_ERROR.
UNKNOWN_PARTS: Final = ("SYSTEM_ERROR", "UNKNOW-ERROR")
MISSING_CODES: Final = frozenset({"ACQ.TRADE_NOT_EXIST"})
PAID_CODES: Final = frozenset({"ACQ.TRADE_HAS_SUCCESS"})
NO_BILL_PARTS: Final = ("NO_BILL_DATA", "BILL_NOT_EXIST")


# Of the gateway itself, whatever the sub code: nothing has happened.
GATEWAY: Final = refusals("""
  20001  our-mistake   never
  40001  our-mistake   never
  40002  our-mistake   never
  40005  channel-busy  again
  40006  our-mistake   never
""")
REFUSALS: Final = refusals("""
  isv.invalid-signature                      our-mistake           again
  isv.invalid-timestamp                      our-mistake           again
  isv.invalid-app-id                         our-mistake           never
  isv.suspected-attack                       our-mistake           never
  isv.app-call-limited                       channel-busy          again
  isv.method-call-limited                    channel-busy          again
  ACQ.TRADE_NOT_EXIST                        our-mistake           again
  ACQ.TRADE_HAS_SUCCESS                      duplicate-refused     never
  ACQ.TRADE_HAS_CLOSE                        expired               never
  ACQ.CONTEXT_INCONSISTENT                   duplicate-refused     never
  ACQ.TOTAL_FEE_EXCEED                       limit-exceeded        never
  ACQ.TRADE_STATUS_ERROR                     duplicate-refused     never
  ACQ.REASON_TRADE_STATUS_INVALID            duplicate-refused     never
  ACQ.REASON_ILLEGAL_STATUS                  duplicate-refused     never
  ACQ.DISCORDANT_REPEAT_REQUEST              our-mistake           never
  ACQ.REASON_TRADE_REFUND_FEE_ERR            our-mistake           never
  ACQ.REFUND_AMT_NOT_EQUAL_TOTAL             our-mistake           never
  ACQ.SELLER_BALANCE_NOT_ENOUGH              our-mistake           again
  ACQ.TRADE_HAS_FINISHED                     our-mistake           never
  ACQ.TRADE_NOT_ALLOW_REFUND                 our-mistake           never
  ACQ.NOT_ALLOW_PARTIAL_REFUND               our-mistake           never
  ACQ.REFUNDALLOC_UNAUTH_LIMIT               our-mistake           never
  ACQ.TRADE_CANCEL_TIME_OUT                  our-mistake           never
  ACQ.CANCEL_NOT_ALLOWED                     our-mistake           never
  NO_BILL_DATA                               our-mistake           again
  BILL_NOT_EXIST                             our-mistake           again
  SYSTEM_RATE_LIMIT                          channel-busy          again
  USER_RATE_LIMIT                            channel-busy          again
""")
# Customers' noes, certain as well. A code nobody can read any more is like a page that was closed: show a new one.
REFUSALS.update(
    refusals("""
  ACQ.BUYER_BALANCE_NOT_ENOUGH               balance-insufficient  never
  ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH      balance-insufficient  never
  ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR   limit-exceeded        never
  ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR limit-exceeded        never
  ACQ.PRODUCT_AMOUNT_LIMIT_ERROR             limit-exceeded        never
  ACQ.BUYER_ENABLE_STATUS_FORBID             account-restricted    never
  ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT        account-restricted    never
  ACQ.ERROR_BALANCE_PAYMENT_DISABLE          account-restricted    never
  ACQ.MOBILE_PAYMENT_SWITCH_OFF              account-restricted    never
  ACQ.USER_FACE_PAYMENT_SWITCH_OFF           account-restricted    never
  ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE       account-restricted    never
  ACQ.BUYER_SELLER_EQUAL                     account-restricted    never
  ACQ.TRADE_BUYER_NOT_MATCH                  duplicate-refused     never
  ACQ.PAYMENT_REQUEST_HAS_RISK               risk-check            never
  ACQ.PAYMENT_AUTH_CODE_INVALID              customer-left         never
  ACQ.PULL_MOBILE_CASHIER_FAIL               channel-busy          never
  ACQ.PAYMENT_FAIL                           channel-busy          never
  ACQ.INVALID_PARAMETER                      our-mistake           never
  ACQ.ACCESS_FORBIDDEN                       our-mistake           never
  ACQ.PARTNER_ERROR                          our-mistake           never
  ACQ.EXIST_FORBIDDEN_WORD                   our-mistake           never
  ACQ.BEYOND_PAY_RESTRICTION                 our-mistake           never
  ACQ.BEYOND_PER_RECEIPT_RESTRICTION         our-mistake           never
  ACQ.SELLER_BEEN_BLOCKED                    our-mistake           never
""")
)
_STRANGE: Final = Refusal(Cause.OUR_MISTAKE, retryable=False)
# A close refused for one of these says where the trade stands only to those who look.
_CAUSE_OF_STATE: Final = frozenset(
    {
        "ACQ.TRADE_HAS_CLOSE",
        "ACQ.TRADE_STATUS_ERROR",
        "ACQ.REASON_TRADE_STATUS_INVALID",
        "ACQ.REASON_ILLEGAL_STATUS",
        "ACQ.TRADE_HAS_FINISHED",
        "ACQ.TRADE_CANCEL_TIME_OUT",
        "ACQ.CANCEL_NOT_ALLOWED",
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a call ended, in Alipay's words; `raw` is the whole answer, kept as proof."""

    code: str
    sub_code: str
    raw: str

    @property
    def is_unknown(self) -> bool:
        """Whether the call may have had its effect all the same."""
        return self.code == UNKNOWN_CODE or any(part in self.sub_code.upper() for part in UNKNOWN_PARTS)

    @property
    def is_of_gateway(self) -> bool:
        """Whether it was refused before the business saw it."""
        return self.code in GATEWAY

    @property
    def is_without_bill(self) -> bool:
        """Whether it says that a bill is not there."""
        return any(part in self.sub_code.upper() for part in NO_BILL_PARTS)


def refusal_of(verdict: Verdict, *, moves_money: bool = False) -> ChannelRefused:
    """The certain no in an answer that is neither 10000 nor 10003.

    Raises Silence where the answer proves nothing: 20000, SYSTEM_ERROR, codes of no kind we know, and, where
    `moves_money`, a business no of a kind we do not know.
    """
    code = verdict.sub_code or verdict.code
    known = REFUSALS.get(verdict.sub_code) or GATEWAY.get(verdict.code)
    if verdict.is_unknown or (known is None and (moves_money or verdict.code != BUSINESS)):
        raise Silence(f"{verdict.code} {verdict.sub_code}")
    refusal = known or _STRANGE
    return ChannelRefused(code, refusal.cause, verdict.raw, retryable=refusal.retryable)


def close_answer(verdict: Verdict) -> CloseAnswer | None:
    """What became of a close; None when only the trade's state can tell. Raises Silence, ChannelRefused."""
    if verdict.code == DONE:
        return CloseAnswer.CLOSED
    refused = refusal_of(verdict)
    if verdict.sub_code in PAID_CODES:
        return CloseAnswer.ALREADY_PAID
    if verdict.sub_code in MISSING_CODES:
        return CloseAnswer.MISSING
    if verdict.is_of_gateway:
        raise refused
    return None if verdict.sub_code in _CAUSE_OF_STATE else CloseAnswer.NOT_YET
