"""What every payment channel can be asked, and the only ways in which it may answer.

Each verb ends in exactly one of three ways: certain news, `Silence` (whatever was asked may have happened:
ask again) or `ChannelRefused` (the channel certainly did nothing). There is no fourth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from wendan.channels.bills import GivesBills
from wendan.kernel.money import Fen
from wendan.kernel.news import Cause, ChannelNews
from wendan.kernel.scene import Scene


@dataclass(frozen=True, slots=True)
class PaymentKey:
    """Names one payment at one merchant account of a channel, with all that some channel needs to find it."""

    account: str
    number: str
    method: str
    requested_at: datetime  # part of the name at UnionPay
    expires_at: datetime  # last moment at which the customer may pay
    reference: str | None = None  # the channel's own number, when known


@dataclass(frozen=True, slots=True)
class PaymentAsk:
    """Everything a channel needs to prepare a payment; the same number always carries the same content."""

    account: str
    number: str
    method: str  # one of the channel's `methods`
    amount_fen: Fen
    description: str  # at most 127 characters
    requested_at: datetime
    expires_at: datetime  # last moment at which the customer may pay
    payer: str | None = None  # the payment app's id of the customer; needed IN_APP, and for accounts AT_ONCE
    client_ip: str | None = None  # needed for LINK
    auth_code: str | None = None  # what the cashier scanned; needed for BARCODE, kept nowhere
    return_url: str | None = None  # where a browser comes back to


@dataclass(frozen=True, slots=True)
class Prepared:
    """The channel knows the payment; `parameters` is what the customer's device needs to pay.

    They are empty where the device has nothing to do; `news` is there where the answer says already how it ended.
    """

    parameters: Mapping[str, str]
    raw: str
    news: ChannelNews | None = None


@dataclass(frozen=True, slots=True)
class RefundKey:
    """Names one refund, and the payment it gives back."""

    account: str
    number: str
    requested_at: datetime  # part of the name at UnionPay
    payment: PaymentKey


@dataclass(frozen=True, slots=True)
class RefundAsk:
    """A refund to the original route; the same number always carries the same content."""

    key: RefundKey
    amount_fen: Fen
    payment_amount_fen: Fen
    reason: str


class CloseAnswer(StrEnum):
    """What became of the wish that nobody can pay on this number any more."""

    CLOSED = "closed"
    ALREADY_PAID = "already-paid"  # a close answered so IS a payment: query it
    MISSING = "missing"  # the channel has never heard of the number
    NOT_YET = "not-yet"  # refused for now: keep the timer


@dataclass(frozen=True, slots=True)
class Closing:
    """Answer to a close, with the channel's own words.

    `ends_at`: of NOT_YET, where time alone ends the payment: from then on the answer is another one.
    """

    answer: CloseAnswer
    raw: str
    ends_at: datetime | None = None


class ChannelRefused(Exception):
    """The channel certainly did nothing: it answered no."""

    def __init__(self, code: str, cause: Cause, raw: str, *, retryable: bool) -> None:
        super().__init__(code)
        self.code, self.cause, self.raw, self.retryable = code, cause, raw, retryable


class CallbackRejected(Exception):
    """This message is not from the channel, not for us, or too old; nothing in it is believed.

    `reason` is one of: malformed, signature, probe, stale, unknown-key, wrong-merchant, undecryptable.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What a channel must hear, to the byte, to stop calling."""

    status: int
    body: bytes
    media_type: str = "text/plain"


class PaymentChannel(Protocol):
    """One channel. Serves every merchant account it was given credentials for."""

    name: str
    methods: Mapping[str, Scene]  # the ways to pay it can be asked for
    calls_back: bool  # whether the door for callbacks is open to it
    callback_headers: tuple[str, ...]  # beginnings, in lower case, of the headers that carry meaning
    kept: Acknowledgement  # the answer to a callback that is committed; to any other it calls again

    @property
    def lacks_keys(self) -> bool:
        """Whether a callback named a key we do not hold: `warm` soon."""

    @property
    def bills(self) -> GivesBills | None:
        """Who gives its bills; None where there is nobody who could send one."""

    def serves(self, account: str) -> bool:
        """Whether it has what it needs to act for this account."""

    async def prepare(self, ask: PaymentAsk) -> Prepared:
        """Register the payment. Repeating the same ask is harmless. Raises Silence, ChannelRefused.

        A BARCODE is never asked twice: after silence the number is queried.
        """

    async def query(self, key: PaymentKey) -> ChannelNews:
        """What the channel knows of the payment. MISSING is an answer. Raises Silence, ChannelRefused."""

    async def close(self, key: PaymentKey) -> Closing:
        """Ask that nobody can pay any more; a BARCODE is reversed. Raises Silence, ChannelRefused."""

    async def refund(self, ask: RefundAsk) -> ChannelNews:
        """Ask for money back; ACCEPTED means on its way. Raises Silence, ChannelRefused."""

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        """What became of a refund. MISSING is an answer. Raises Silence, ChannelRefused."""

    def hear(
        self, account: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> ChannelNews | None:
        """News in a callback; None for a genuine message that moves no money (a self-test, say).

        Verifies the signature over the raw bytes before anything is parsed. Raises CallbackRejected.
        """

    async def warm(self) -> None:
        """Fetch what verification needs (certificates); called at start and every twelve hours."""

    async def aclose(self) -> None:
        """Close connections."""


class IdentityRefused(Exception):
    """The code leads to nobody: wrong, used before, or too old."""


class CodeWasUsed(IdentityRefused):
    """The code led to somebody before, and does so only once."""


class Identity(Protocol):
    """Tells who opened our page inside a payment app."""

    async def openid_of(self, code: str) -> str:
        """The payer behind a sign-in code, good for one use. Raises Silence, IdentityRefused."""

    async def aclose(self) -> None:
        """Close connections."""


class PageIdentity(Protocol):
    """Tells who opened our page in a payment app's own browser, which goes to the app's page and comes back."""

    def app_of(self, account: str) -> str | None:
        """The app by which this merchant account knows who opens pages; None where it knows nobody."""

    def address(self, appid: str, return_to: str, state: str) -> str:
        """Where the browser is sent; it comes back to `return_to` with a code and this state."""

    async def openid_of(self, appid: str, code: str) -> str:
        """The payer behind the code, good for one use. Raises Silence, CodeWasUsed, IdentityRefused."""

    async def aclose(self) -> None:
        """Close connections."""
