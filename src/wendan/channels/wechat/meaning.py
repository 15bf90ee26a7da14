"""What WeChat's words mean: pure tables from its states and codes to ours, nothing guessed.

Sources: channels.md §1.10 (trade states), §1.14 (refund states), §1.15 (error codes).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from wendan.channels.port import ChannelRefused, CloseAnswer
from wendan.channels.reading import Heard, Refusal, Unreadable
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause, ChannelNews, Subject, Word

CHANNEL: Final = "wechat"

# REFUND only says that some refund was accepted: the money was paid first.
TRADE_WORDS: Final = {
    "NOTPAY": Word.ACCEPTED,
    "USERPAYING": Word.ACCEPTED,
    "ACCEPT": Word.ACCEPTED,
    "SUCCESS": Word.SUCCEEDED,
    "REFUND": Word.SUCCEEDED,
    "CLOSED": Word.CLOSED,
    "REVOKED": Word.CLOSED,
    "PAYERROR": Word.DECLINED,
}
# ABNORMAL moved no money to the customer and will not by itself: it needs apply-abnormal-refund or a person.
REFUND_WORDS: Final = {
    "PROCESSING": Word.ACCEPTED,
    "SUCCESS": Word.SUCCEEDED,
    "CLOSED": Word.CLOSED,
    "ABNORMAL": Word.DECLINED,
}
MISSING_CODES: Final = frozenset({"ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS"})
UNKNOWN_CODES: Final = frozenset({"SYSTEM_ERROR", "SERVICE_UNAVAILABLE", "BANK_ERROR"})
BUSY_CODES: Final = frozenset({"FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED"})
PAID_CODES: Final = frozenset({"ORDERPAID", "ORDER_PAID"})
PAID_DIAGNOSES: Final = frozenset({"268449538", "268498689"})
CLOSED_CODES: Final = frozenset({"ORDER_CLOSED"})


REFUSALS: Final = {
    "PARAM_ERROR": Refusal(Cause.OUR_MISTAKE, retryable=False),
    "INVALID_REQUEST": Refusal(Cause.OUR_MISTAKE, retryable=False),
    "APPID_MCHID_NOT_MATCH": Refusal(Cause.OUR_MISTAKE, retryable=False),
    "MCH_NOT_EXISTS": Refusal(Cause.OUR_MISTAKE, retryable=False),
    "NO_AUTH": Refusal(Cause.OUR_MISTAKE, retryable=False),
    # A clock or key put right makes the same request good.
    "SIGN_ERROR": Refusal(Cause.OUR_MISTAKE, retryable=True),
    "ORDER_CLOSED": Refusal(Cause.EXPIRED, retryable=False),
    "ORDERPAID": Refusal(Cause.DUPLICATE_REFUSED, retryable=False),
    "ORDER_PAID": Refusal(Cause.DUPLICATE_REFUSED, retryable=False),
    "OUT_TRADE_NO_USED": Refusal(Cause.DUPLICATE_REFUSED, retryable=False),
    "RULE_LIMIT": Refusal(Cause.LIMIT_EXCEEDED, retryable=False),
    "TRADE_ERROR": Refusal(Cause.RISK_CHECK, retryable=False),
    "NOT_ENOUGH": Refusal(Cause.BALANCE_INSUFFICIENT, retryable=True),
    "USER_ACCOUNT_ABNORMAL": Refusal(Cause.ACCOUNT_RESTRICTED, retryable=False),
    "ACCOUNT_ERROR": Refusal(Cause.ACCOUNT_RESTRICTED, retryable=False),
    # Right after an unknown answer "not there" means "not there YET".
    "ORDER_NOT_EXIST": Refusal(Cause.OUR_MISTAKE, retryable=True),
    "RESOURCE_NOT_EXISTS": Refusal(Cause.OUR_MISTAKE, retryable=True),
    "NO_STATEMENT_EXIST": Refusal(Cause.OUR_MISTAKE, retryable=False),
    "STATEMENT_CREATING": Refusal(Cause.OUR_MISTAKE, retryable=True),
    "FREQUENCY_LIMITED": Refusal(Cause.CHANNEL_BUSY, retryable=True),
    "RATELIMIT_EXCEEDED": Refusal(Cause.CHANNEL_BUSY, retryable=True),
}
_STRANGE = Refusal(Cause.OUR_MISTAKE, retryable=False)
# On the way back it is the merchant who has too little, or whose refunds are too many.
_OF_REFUNDS = {
    "NOT_ENOUGH": Refusal(Cause.OUR_MISTAKE, retryable=True),
    "RULE_LIMIT": Refusal(Cause.OUR_MISTAKE, retryable=False),
}
# These say that the request was wrong, not that the time is; any other no to a close keeps the timer.
_NEVER_CLOSES = frozenset(
    {"PARAM_ERROR", "SIGN_ERROR", "NO_AUTH", "APPID_MCHID_NOT_MATCH", "MCH_NOT_EXISTS"} | BUSY_CODES
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole HTTP answer; `diagnosis` is the number after the last hyphen of Request-ID."""

    status: int
    body: bytes
    diagnosis: str = ""

    @property
    def raw(self) -> str:
        """Status line and body: the channel's own words, kept as proof."""
        return f"HTTP {self.status}\n{self.body.decode(errors='replace')}"


class _Complaint(msgspec.Struct):
    code: str
    message: str = ""


class _Amount(msgspec.Struct):
    total: int
    currency: str = "CNY"
    refund: int | None = None


class _Trade(msgspec.Struct):
    mchid: str
    out_trade_no: str
    trade_state: str
    transaction_id: str | None = None
    success_time: datetime | None = None
    amount: _Amount | None = None


class _Refunded(msgspec.Struct):
    out_refund_no: str
    refund_id: str
    amount: _Amount
    mchid: str | None = None
    # The query calls it status, the callback refund_status.
    status: str | None = None
    refund_status: str | None = None
    success_time: datetime | None = None


_read_complaint = msgspec.json.Decoder(_Complaint).decode
_read_trade = msgspec.json.Decoder(_Trade).decode
_read_refunded = msgspec.json.Decoder(_Refunded).decode


def trade_news(heard: Heard) -> ChannelNews:
    """News in the JSON of a query answer or of a decrypted payment callback. Raises Unreadable."""
    try:
        trade = _read_trade(heard.text)
        word = TRADE_WORDS[trade.trade_state]
    except (msgspec.MsgspecError, KeyError):
        raise Unreadable from None
    if trade.mchid != heard.account:
        raise Unreadable("wrong-merchant")
    moved = trade.amount if word is Word.SUCCEEDED else None
    if word is Word.SUCCEEDED and (moved is None or trade.transaction_id is None):
        raise Unreadable
    return ChannelNews(
        channel=CHANNEL,
        account=heard.account,
        subject=Subject.PAYMENT,
        number=trade.out_trade_no,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        reference=trade.transaction_id,
        amount_fen=Fen(moved.total) if moved else None,
        currency=moved.currency if moved else None,
        happened_at=trade.success_time if moved else None,
        message_id=heard.message_id,
    )


def refund_news(heard: Heard) -> ChannelNews:
    """News in the JSON of a refund answer, refund query or decrypted refund callback. Raises Unreadable."""
    try:
        refunded = _read_refunded(heard.text)
        word = REFUND_WORDS[refunded.status or refunded.refund_status or ""]
    except (msgspec.MsgspecError, KeyError):
        raise Unreadable from None
    if refunded.mchid not in (None, heard.account):
        raise Unreadable("wrong-merchant")
    if refunded.amount.refund is None:
        raise Unreadable
    return ChannelNews(
        channel=CHANNEL,
        account=heard.account,
        subject=Subject.REFUND,
        number=refunded.out_refund_no,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        reference=refunded.refund_id,
        amount_fen=Fen(refunded.amount.refund),
        currency=refunded.amount.currency,
        happened_at=refunded.success_time,
        message_id=heard.message_id,
    )


def told(subject: Subject, number: str, heard: Heard) -> ChannelNews:
    """The news in an answer, if it is about the number we asked for. Raises Silence."""
    try:
        news = trade_news(heard) if subject is Subject.PAYMENT else refund_news(heard)
    except Unreadable as unreadable:
        raise Silence(f"answer about {number} is {unreadable.reason}") from None
    if news.number != number:
        raise Silence(f"asked about {number}, answered about another")
    return news


def refusal_of(answer: Answer, *, moves_money: bool = False) -> ChannelRefused:
    """The certain no in an answer that is no 2xx.

    Raises Silence where the answer proves nothing: 5xx, redirects, unreadable bodies, SYSTEM_ERROR, and 429
    on a refund (`moves_money`).
    """
    if not 400 <= answer.status < 500 or answer.status == 408:
        raise Silence(f"HTTP {answer.status}")
    try:
        code = _read_complaint(answer.body).code
    except (msgspec.MsgspecError, UnicodeDecodeError):
        # WeChat always names a code; whoever answers without one may not even be WeChat.
        raise Silence(f"HTTP {answer.status} without a code") from None
    busy = answer.status == 429 or code in BUSY_CODES
    if code in UNKNOWN_CODES or (busy and moves_money):
        raise Silence(f"HTTP {answer.status} {code}")
    meaning = REFUSALS.get(code, REFUSALS["FREQUENCY_LIMITED"] if busy else _STRANGE)
    if moves_money:
        meaning = _OF_REFUNDS.get(code, meaning)
    return ChannelRefused(code, meaning.cause, answer.raw, retryable=meaning.retryable)


def close_answer(answer: Answer) -> CloseAnswer:
    """What became of a close. Raises Silence, ChannelRefused."""
    if answer.status == 204:
        return CloseAnswer.CLOSED
    refused = refusal_of(answer)
    if refused.code in PAID_CODES or answer.diagnosis in PAID_DIAGNOSES:
        return CloseAnswer.ALREADY_PAID
    if refused.code in CLOSED_CODES:
        return CloseAnswer.CLOSED
    if refused.code in MISSING_CODES:
        return CloseAnswer.MISSING
    if refused.code in _NEVER_CLOSES:
        raise refused
    return CloseAnswer.NOT_YET
