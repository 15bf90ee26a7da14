"""What a channel says, in one form, whoever says it and however it reached us."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wendan.kernel.money import Fen


class Subject(StrEnum):
    """What a piece of news is about."""

    PAYMENT = "payment"
    REFUND = "refund"
    HOLD = "hold"  # money held and not taken (预授权): SUCCEEDED says that it is held, CLOSED that nothing is


class Word(StrEnum):
    """What the channel says of its subject; anything less certain is Silence, not a word."""

    MISSING = "MISSING"  # the channel does not know the number (yet)
    ACCEPTED = "ACCEPTED"  # known there, money has not moved
    SUCCEEDED = "SUCCEEDED"  # money moved
    DECLINED = "DECLINED"  # certain: this attempt moved no money and never will
    CLOSED = "CLOSED"  # certain: nobody can pay (or be refunded) on this number any more


class Source(StrEnum):
    """How the news reached us."""

    REQUEST = "request"
    CALLBACK = "callback"
    QUERY = "query"
    CLOSE = "close"
    BILL = "bill"
    COUNTER = "counter"  # a cashier's word about cash
    REENTRY = "reentry"  # 补单: people led money that was known already to its order


class Cause(StrEnum):
    """Why a payment did not succeed, in the customer's terms (catalogue B)."""

    NETWORK_UNSTABLE = "network-unstable"
    BALANCE_INSUFFICIENT = "balance-insufficient"
    LIMIT_EXCEEDED = "limit-exceeded"
    ACCOUNT_RESTRICTED = "account-restricted"
    CUSTOMER_CANCELLED = "customer-cancelled"
    CUSTOMER_LEFT = "customer-left"
    RISK_CHECK = "risk-check"
    CHANNEL_BUSY = "channel-busy"
    OUR_TIMEOUT = "our-timeout"
    DUPLICATE_REFUSED = "duplicate-refused"
    EXPIRED = "expired"
    AMOUNT_MISMATCH = "amount-mismatch"
    OUR_MISTAKE = "our-mistake"
    STILL_ASKING = "still-asking"


@dataclass(frozen=True, slots=True)
class ChannelNews:
    """One statement of a channel about one payment or refund; every way in ends as one of these."""

    channel: str
    account: str  # the merchant number at the channel, 商户号
    subject: Subject
    number: str  # OUR number, as given to the channel
    word: Word
    source: Source
    heard_at: datetime
    raw: str  # the channel's own words (decrypted JSON text, or status line + body), kept as proof
    reference: str | None = None  # the CHANNEL's number of the payment or refund
    amount_fen: Fen | None = None  # total that moved: order total of a payment, refunded amount of a refund
    currency: str | None = None
    happened_at: datetime | None = None
    cause: Cause | None = None
    payer: str | None = None  # the payment app's id of who agreed to a hold
    message_id: str | None = None  # the channel's id of the callback, None for answers to our questions
