"""What channels pay to the merchant's bank (到账), and which receivables each of it pays."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.money import Fen


class PayoutSource(StrEnum):
    """Who says that the money went to the bank."""

    BILL = "bill"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Payout:
    """One payment of a channel to the bank, in head office's keeping: an account serves many stores.

    `number` is the channel's or the bank's own and there once in an account. `beyond_fen` of it has paid for no
    receivable that we know.
    """

    store_id: UUID
    id: UUID
    channel: str
    account: str
    number: str
    day: date
    amount_fen: Fen
    beyond_fen: Fen
    source: PayoutSource
    recorded_by: str | None
    words: str
    booked_at: datetime


@dataclass(frozen=True, slots=True)
class PayoutPart:
    """What a payout paid of one store's receivable of one day; less than nothing where the day had taken more back.

    `placed_with`: the booking with which it did, its own or, for what it had beyond all, a later one.
    """

    store_id: UUID
    payout_id: UUID
    day: date
    channel: str
    account: str
    amount_fen: Fen
    posted_on: date
    placed_with: UUID


@dataclass(frozen=True, slots=True)
class OpenDay:
    """What of a store's day a channel still owes, or, below nothing, has too much of."""

    store_id: UUID
    day: date
    fen: Fen


@dataclass(frozen=True, slots=True)
class Allocation:
    """Which days a payout pays, and what it has beyond them."""

    paid: list[OpenDay]
    beyond_fen: Fen


@dataclass(frozen=True, slots=True)
class Booking:
    """With what payouts are placed, a new one's `id` or one of its own, and the day on which that is posted."""

    id: UUID
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """A payout as it stands once these days are paid from what of it had paid for nothing."""

    payout: Payout
    paid: list[OpenDay]
