"""Days that are closed, and what each account came to on them (日结)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wendan.kernel.money import Fen

CLOSING_TIMER = "day_close"


@dataclass(frozen=True, slots=True)
class Book:
    """A store's book: closed through this day, None while no day was ever closed.

    Whoever posts into a past day moves its version on, and so does whoever closes one: of two at once, one looks again.
    """

    store_id: UUID
    closed_through: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Slowest:
    """How far the slowest of all stores' books is closed."""

    closed_through: date | None


@dataclass(frozen=True, slots=True)
class DayClose:
    """A closed day of a store: nothing is posted into it any more."""

    store_id: UUID
    business_day: date
    transactions: int
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class DayBalance:
    """What one account came to on one closed day."""

    store_id: UUID
    business_day: date
    account: str
    debit_fen: Fen
    credit_fen: Fen


@dataclass(frozen=True, slots=True)
class DayTally:
    """An account's entries on a day, as the ledger has them; `transactions` counts those of the whole day."""

    business_day: date
    account: str
    debit_fen: Fen
    credit_fen: Fen
    transactions: int
