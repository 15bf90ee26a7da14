"""What UnionPay's words mean: pure tables from its codes to ours, nothing guessed (channels.md §3.5 to §3.7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wendan.channels.port import ChannelRefused
from wendan.channels.reading import Refusal, Unreadable, refusals
from wendan.kernel.errors import Silence
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause, ChannelNews, Source, Subject, Word

CHANNEL: Final = "unionpay"
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


# 10 to 59 are the merchant's own doing or the channel's, never the customer's: not even 33, since it does not say
# whose limit it is.
REFUSALS: Final = refusals("""
    01 channel-busy          never  failed
    02 channel-busy          again  system closed
    10 our-mistake           never  format
    11 our-mistake           again  signature: a key put right makes the same request good
    12 duplicate-refused     never  duplicate
    13 our-mistake           never  missing element
    14 our-mistake           never  batch file format
    30 risk-check            never  refused
    31 our-mistake           never  merchant state
    32 our-mistake           never  no right
    33 our-mistake           never  amount limit
    34 our-mistake           again  no such transaction, where it is no answer to a query: not there YET
    35 our-mistake           never  original missing or in another state
    36 our-mistake           never  differs from original
    37 channel-busy          again  too many queries
    38 risk-check            never  risk
    39 channel-busy          again  outside hours
    40 our-mistake           never  binding
    41 our-mistake           never  batch state
    43 our-mistake           never  no business right
    44 our-mistake           never  wrong number
    45 duplicate-refused     never  already refunded or revoked
    46 duplicate-refused     never  already reversed
    60 account-restricted    never  issuer refused
    61 account-restricted    never  bad card
    62 our-mistake           never  issuer refuses this merchant
    63 account-restricted    never  card state
    64 balance-insufficient  never  balance
    65 risk-check            never  PIN, expiry or CVN
    66 risk-check            never  identity
    67 account-restricted    never  PIN tries
    68 account-restricted    never  not supported by this card
    69 customer-left         never  input took too long
    71 risk-check            never  message code
    72 account-restricted    never  not enrolled
    73 account-restricted    never  card expired
    76 account-restricted    never  enrolment
    77 account-restricted    never  enrolment
    78 account-restricted    never  enrolment
    79 account-restricted    never  token
    80 account-restricted    never  token
    81 limit-exceeded        never  monthly limit
    82 risk-check            never  PIN needed
    85 our-mistake           never  marketing
    86 our-mistake           never  QR or token
    87 our-mistake           never  QR or token
    88 our-mistake           never  QR or token
    89 our-mistake           never  QR or token
    90 channel-busy          never  other
    91 channel-busy          never  other
    92 channel-busy          never  other
    93 channel-busy          never  other
    94 channel-busy          never  other
    95 channel-busy          never  other
    96 channel-busy          never  other
    97 channel-busy          never  other
    98 our-mistake           again  no such file, or not yet
    99 channel-busy          never  other
""")
assert not REFUSALS.keys() & (SUCCESS | UNKNOWN | DEBITED), "money that moved is no refusal"
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
