"""Which days may be closed, and where money is posted that belongs into a closed one."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from wendan.domains.ledger.model.days import Book, DayBalance, DayClose, DayTally

ONE_DAY = timedelta(days=1)


def open_day(book: Book | None, day: date) -> date:
    """This day, or the first open one after it: what is closed is changed only by later entries."""
    if book is None or book.closed_through is None:
        return day
    return max(day, book.closed_through + ONE_DAY)


def closable_through(book: Book | None, audited: date | None, waiting_bill: date | None) -> date | None:
    """The last day that may be closed: its night is audited, and no bill of it or of an earlier day is still open.

    None where nothing more may be closed. Days close in their order.
    """
    if audited is None:
        return None
    through = audited if waiting_bill is None else min(audited, waiting_bill - ONE_DAY)
    closed = book.closed_through if book else None
    return through if closed is None or through > closed else None


def days_closed(
    store_id: UUID, days: tuple[date | None, date], tallies: Sequence[DayTally], now: datetime
) -> tuple[list[DayClose], list[DayBalance]]:
    """The rows that close every day after the first of `days`, None: from the oldest entry on, through the second."""
    after, through = days
    counts = {tally.business_day: tally.transactions for tally in tallies}
    first = min(counts, default=through) if after is None else after + ONE_DAY
    length = (through - first).days + 1
    closes = [
        DayClose(store_id, day, counts.get(day, 0), now)
        for day in (first + ONE_DAY * nth for nth in range(length))
    ]
    balances = [
        DayBalance(store_id, tally.business_day, tally.account, tally.debit_fen, tally.credit_fen)
        for tally in tallies
    ]
    return closes, balances
