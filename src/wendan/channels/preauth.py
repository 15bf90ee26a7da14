"""Money held and not yet taken (预授权): what a channel that can do so is asked, and how it answers.

The three endings are those of every channel: certain news, Silence, ChannelRefused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word


class HoldWord(StrEnum):
    """What the channel says of a hold; anything less certain is Silence."""

    MISSING = "MISSING"  # the channel does not know it (yet)
    ACCEPTED = "ACCEPTED"  # known there, the customer has not agreed yet
    HELD = "HELD"  # the customer's money is held
    CLOSED = "CLOSED"  # nothing is held any more: taken, given back, undone or never agreed to


@dataclass(frozen=True, slots=True)
class HoldKey:
    """Names one hold at one merchant account."""

    account: str
    number: str  # OUR number
    reference: str | None = None  # the channel's own number, when known


@dataclass(frozen=True, slots=True)
class HoldAsk:
    """Everything a channel needs to hold money; with `auth_code` by scanning, without by a QR code."""

    account: str
    number: str
    amount_fen: Fen
    description: str
    requested_at: datetime
    expires_at: datetime  # last moment at which the customer may agree
    auth_code: str | None = None


@dataclass(frozen=True, slots=True)
class HoldNews:
    """One statement of a channel about one hold."""

    channel: str
    account: str
    number: str
    word: HoldWord
    source: Source
    heard_at: datetime
    raw: str
    reference: str | None = None
    held_fen: Fen | None = None  # as agreed to, when the answer says so
    taken_fen: Fen | None = None
    left_fen: Fen | None = None  # what may still be taken or given back
    payer: str | None = None
    message_id: str | None = None  # of a callback


_WORDS: Final = {
    HoldWord.MISSING: Word.MISSING,
    HoldWord.ACCEPTED: Word.ACCEPTED,
    HoldWord.HELD: Word.SUCCEEDED,
    HoldWord.CLOSED: Word.CLOSED,
}


def told(hold: HoldNews) -> ChannelNews:
    """The same statement as it enters by the one door."""
    return ChannelNews(
        channel=hold.channel,
        account=hold.account,
        subject=Subject.HOLD,
        number=hold.number,
        word=_WORDS[hold.word],
        source=hold.source,
        heard_at=hold.heard_at,
        raw=hold.raw,
        reference=hold.reference,
        amount_fen=hold.held_fen if hold.word is HoldWord.HELD else None,
        payer=hold.payer,
        message_id=hold.message_id,
    )


@dataclass(frozen=True, slots=True)
class HoldPrepared:
    """What the customer's device needs to agree; `news` where the answer says already how it ended."""

    parameters: Mapping[str, str]
    raw: str
    news: HoldNews | None = None


@dataclass(frozen=True, slots=True)
class CaptureAsk:
    """Take money that is held. It is a payment like any other: its number is queried and refunded as such."""

    hold: HoldKey  # with its reference
    number: str  # of the payment
    amount_fen: Fen
    description: str
    payer: str
    is_last: bool = True  # what is left of the hold is given back


@dataclass(frozen=True, slots=True)
class ReleaseAsk:
    """Give back money that is held, part or all; the same number always carries the same content."""

    hold: HoldKey  # with its reference
    number: str  # of this release
    amount_fen: Fen
    reason: str


class PreAuthorising(Protocol):
    """A channel that can hold money. Every verb may be repeated with the same numbers.

    What is taken is a payment: the channel's own `query` tells of it, by its number, which may be that of the hold.
    """

    def serves(self, account: str) -> bool:
        """Whether this account may hold money."""

    async def freeze(self, ask: HoldAsk) -> HoldPrepared:
        """Hold money. A scanned code is never asked twice. Raises Silence, ChannelRefused."""

    async def query_freeze(self, key: HoldKey) -> HoldNews:
        """What the channel knows of the hold. Raises Silence, ChannelRefused."""

    async def capture(self, ask: CaptureAsk) -> ChannelNews:
        """Take of it. After silence the payment's number is queried. Raises Silence, ChannelRefused."""

    async def unfreeze(self, ask: ReleaseAsk) -> HoldNews:
        """Give back of it. Raises Silence, ChannelRefused."""

    async def cancel(self, key: HoldKey) -> HoldNews:
        """Undo a hold of which nobody knows how it ended. Raises Silence, ChannelRefused."""
