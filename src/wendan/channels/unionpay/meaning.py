"""What UnionPay's words mean: pure tables from its codes to ours, nothing guessed (channels.md §3.5 to §3.7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

from wendan.channels.port import ChannelRefused
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause, ChannelNews, Source, Subject, Word

CHANNEL: Final = "unionpay"
BEIJING: Final = timezone(timedelta(hours=8))
YUAN: Final = "156"

SUCCESS: Final = frozenset({"00", "A6"})
# Nobody knows yet; only asking again, and at last the settlement file, tells.
UNKNOWN: Final = frozenset({"03", "04", "05", "06", "70", "74", "83"})
# The customer WAS debited: money that must find a home (too late, or not written off at UnionPay).
DEBITED: Final = frozenset({"42", "75"})
ON_ITS_WAY: Final = "05"
DUPLICATE: Final = "12"
MISSING: Final = "34"
NO_FILE: Final = "98"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a certain no means: the customer's cause, and whether the very same request may succeed later."""

    cause: Cause
    retryable: bool


def _refusals(text: str) -> dict[str, Refusal]:
    """One row a code: code, cause, no or again, UnionPay's meaning; a code twice fails at import."""
    found: dict[str, Refusal] = {}
    for line in text.strip().splitlines():
        code, cause, answer, _ = line.split(maxsplit=3)
        assert code not in found, code
        assert code not in SUCCESS | UNKNOWN | DEBITED, f"{code} is no refusal"
        found[code] = Refusal(Cause(cause), retryable={"no": False, "again": True}[answer])
    return found


# 10 to 59 are the merchant's own doing or the channel's, never the customer's: not even 33, since it does not say
# whose limit it is.
REFUSALS: Final = _refusals("""
    01 channel-busy          no     failed
    02 channel-busy          again  system closed
    10 our-mistake           no     format
    11 our-mistake           again  signature: a key put right makes the same request good
    12 duplicate-refused     no     duplicate
    13 our-mistake           no     missing element
    14 our-mistake           no     batch file format
    30 risk-check            no     refused
    31 our-mistake           no     merchant state
    32 our-mistake           no     no right
    33 our-mistake           no     amount limit
    34 our-mistake           again  no such transaction, where it is no answer to a query: not there YET
    35 our-mistake           no     original missing or in another state
    36 our-mistake           no     differs from original
    37 channel-busy          again  too many queries
    38 risk-check            no     risk
    39 channel-busy          again  outside hours
    40 our-mistake           no     binding
    41 our-mistake           no     batch state
    43 our-mistake           no     no business right
    44 our-mistake           no     wrong number
    45 duplicate-refused     no     already refunded or revoked
    46 duplicate-refused     no     already reversed
    60 account-restricted    no     issuer refused
    61 account-restricted    no     bad card
    62 our-mistake           no     issuer refuses this merchant
    63 account-restricted    no     card state
    64 balance-insufficient  no     balance
    65 risk-check            no     PIN, expiry or CVN
    66 risk-check            no     identity
    67 account-restricted    no     PIN tries
    68 account-restricted    no     not supported by this card
    69 customer-left         no     input took too long
    71 risk-check            no     message code
    72 account-restricted    no     not enrolled
    73 account-restricted    no     card expired
    76 account-restricted    no     enrolment
    77 account-restricted    no     enrolment
    78 account-restricted    no     enrolment
    79 account-restricted    no     token
    80 account-restricted    no     token
    81 limit-exceeded        no     monthly limit
    82 risk-check            no     PIN needed
    85 our-mistake           no     marketing
    86 our-mistake           no     QR or token
    87 our-mistake           no     QR or token
    88 our-mistake           no     QR or token
    89 our-mistake           no     QR or token
    90 channel-busy          no     other
    91 channel-busy          no     other
    92 channel-busy          no     other
    93 channel-busy          no     other
    94 channel-busy          no     other
    95 channel-busy          no     other
    96 channel-busy          no     other
    97 channel-busy          no     other
    98 our-mistake           again  no such file, or not yet
    99 channel-busy          no     other
""")
# A code that no source names: at UnionPay every code that is not known otherwise is a no.
_STRANGE: Final = Refusal(Cause.OUR_MISTAKE, retryable=False)


@dataclass(frozen=True, slots=True)
class About:
    """Which transaction is spoken of: UnionPay knows it by number and time together."""

    account: str
    subject: Subject
    number: str
    txn_time: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Fields that are proven to be UnionPay's, how and when they came, and in what words."""

    fields: Mapping[str, str]
    source: Source
    heard_at: datetime
    text: str

    @property
    def code(self) -> str:
        """Of the request itself: `00` to a query only says that the query worked."""
        return self.fields.get("respCode", "")


class Unreadable(Exception):
    """The words are UnionPay's but say nothing we know; `reason` as in CallbackRejected."""

    def __init__(self, reason: str = "malformed") -> None:
        super().__init__(reason)
        self.reason = reason


def refusal_of(heard: Heard) -> ChannelRefused:
    """The certain no in an answer. Raises Silence where its code proves nothing."""
    code = heard.code
    if not code or code in UNKNOWN | DEBITED | SUCCESS:
        raise Silence(f"respCode {code}")
    meaning = REFUSALS.get(code, _STRANGE)
    return ChannelRefused(code, meaning.cause, heard.text, retryable=meaning.retryable)


def query_news(about: About, heard: Heard, unpaid_codes: Collection[str]) -> ChannelNews:
    """News in the answer to a query. Raises Silence, ChannelRefused, Unreadable."""
    missing = unpaid_codes if about.subject is Subject.PAYMENT else (MISSING,)
    if heard.code in missing:
        return _bare(about, Word.MISSING, heard)
    if heard.code not in SUCCESS:
        raise refusal_of(heard)
    _check(about, heard)
    code = heard.fields.get("origRespCode", "")
    word = Word.MISSING if code in missing else word_of(code, about.subject)
    return _told(about, word, heard, code)


def accepted_news(about: About, heard: Heard) -> ChannelNews:
    """News in the answer to a refund request: at most that it is on its way. Raises as `query_news`."""
    if heard.code not in SUCCESS:
        raise refusal_of(heard)
    _check(about, heard)
    return _told(about, Word.ACCEPTED, heard, heard.code)


# The card's bank took no refund under this number; under a new one it may, and a person need not ask for it.
REFUSED_ONCE: Final = frozenset({"60"})


def notice_news(account: str, heard: Heard) -> ChannelNews | None:
    """News in a back notice, None when it moves no money. Raises Unreadable."""
    fields = heard.fields
    if fields.get("merId") != account:
        raise Unreadable("wrong-merchant")
    subject = {"01": Subject.PAYMENT, "04": Subject.REFUND}.get(fields.get("txnType", ""))
    number, txn_time = fields.get("orderId"), fields.get("txnTime")
    if not number or not txn_time or not heard.code:
        raise Unreadable
    if subject is None:
        return None
    try:
        word = word_of(heard.code, subject)
    except Silence:
        return None
    # A payment that failed may be tried again with another card, under the same number: only a query can end it.
    if word in (Word.MISSING, Word.ACCEPTED) or (word is Word.DECLINED and subject is Subject.PAYMENT):
        return None
    return _told(About(account, subject, number, txn_time), word, heard, heard.code)


def word_of(code: str, subject: Subject) -> Word:
    """What the code of a transaction means for its money. Raises Silence."""
    if code in SUCCESS or (code in DEBITED and subject is Subject.PAYMENT):
        return Word.SUCCEEDED
    if code == ON_ITS_WAY and subject is Subject.REFUND:
        return Word.ACCEPTED
    if not code or code in UNKNOWN | DEBITED:
        raise Silence(f"origRespCode {code}")
    if code in REFUSED_ONCE and subject is Subject.REFUND:
        return Word.CLOSED
    return Word.MISSING if code == MISSING else Word.DECLINED


def moment(month_to_second: str, near: datetime) -> datetime | None:
    """MMDDhhmmss in Beijing; the year is the one that brings it nearest to when it was heard."""
    if len(month_to_second) != 10 or not month_to_second.isdigit():
        return None
    found = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            found.append(datetime.strptime(f"{year}{month_to_second}+0800", "%Y%m%d%H%M%S%z"))
        except ValueError:
            continue  # the 29th of February of another year
    return min(found, key=lambda at: abs(at - near), default=None)


def _check(about: About, heard: Heard) -> None:
    fields = heard.fields
    if fields.get("merId") != about.account:
        raise Unreadable("wrong-merchant")
    if (fields.get("orderId"), fields.get("txnTime")) != (about.number, about.txn_time):
        raise Unreadable("another-number")


def _told(about: About, word: Word, heard: Heard, code: str) -> ChannelNews:
    """With all that belongs to money that moved, or is on its way; a success that does not say all is unreadable."""
    if word not in (Word.SUCCEEDED, Word.ACCEPTED):
        return _bare(about, word, heard, REFUSALS.get(code, _STRANGE).cause)
    fields, amount = heard.fields, heard.fields.get("txnAmt", "")
    reference, currency = fields.get("queryId"), fields.get("currencyCode", YUAN)
    is_amount = amount.isascii() and amount.isdigit()
    if word is Word.SUCCEEDED and not (is_amount and reference):
        raise Unreadable
    return ChannelNews(
        channel=CHANNEL,
        account=about.account,
        subject=about.subject,
        number=about.number,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        reference=reference,
        amount_fen=Fen(int(amount)) if is_amount else None,
        currency="CNY" if currency == YUAN else currency,
        happened_at=moment(fields.get("traceTime", ""), heard.heard_at) if word is Word.SUCCEEDED else None,
        message_id=reference if heard.source is Source.CALLBACK else None,
    )


def _bare(about: About, word: Word, heard: Heard, cause: Cause | None = None) -> ChannelNews:
    return ChannelNews(
        channel=CHANNEL,
        account=about.account,
        subject=about.subject,
        number=about.number,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        cause=cause if word is Word.DECLINED else None,
        message_id=heard.fields.get("queryId") if heard.source is Source.CALLBACK else None,
    )
