"""What every part of a sandbox shares: time, books, fate, agenda, and the channel's terms."""

from dataclasses import dataclass
from typing import Any, Self

from wendan.platform.clock import Clock
from wendan.sandbox.core.agenda import Agenda
from wendan.sandbox.core.books import Books
from wendan.sandbox.core.fate import Fate
from wendan.sandbox.core.journal import Journal
from wendan.sandbox.core.options import Options
from wendan.sandbox.core.terms import Terms


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a sandbox opens."""

    options: Options
    clock: Clock
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A channel subclasses it to lay its keys on it."""

    options: Options
    clock: Clock
    url: str
    account: str  # the merchant's number at this channel
    terms: Terms
    books: Books
    fate: Fate
    agenda: Agenda

    @classmethod
    def open(cls, place: Place, terms: Terms, account: str, **own: Any) -> Self:
        """The books are replayed; `own` are the fields of the channel's subclass."""
        options = place.options
        books = Books(Journal(options.journal), terms)
        books.open(place.clock.now().timestamp())
        return cls(
            options=options,
            clock=place.clock,
            url=place.url,
            account=account,
            terms=terms,
            books=books,
            fate=Fate(options.faults, options.seed, terms.faults, terms.callback_faults),
            agenda=Agenda(place.clock),
            **own,
        )

    def now(self) -> float:
        """Seconds since the epoch by the sandbox's clock."""
        return self.clock.now().timestamp()

    def down_until(self) -> float | None:
        """End of the present down time, None when up."""
        return self.fate.down_until(self.books.began_at or 0.0, self.now())
