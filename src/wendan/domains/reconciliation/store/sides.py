"""What every engine takes and gives that lays both sides of a day beside each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Protocol

from wendan.domains.reconciliation.model import Share, Theirs
from wendan.kernel.bills import BillOutcome, Movement
from wendan.kernel.money import Fen

# A bucket holds some eight rows: a thousand differences in a million make a hundredth of the rows be looked at twice.
ROWS_A_BUCKET: Final = 8
# Movements that count for a day's money, and those that are a trade (kernel/bills.py).
ADDING: Final = tuple(each.value for each in Movement if each.adds)
TRADES: Final = tuple(each.value for each in Movement if each.is_trade)
FEWEST_BUCKETS, MOST_BUCKETS = 1 << 10, 1 << 21


@dataclass(frozen=True, slots=True)
class Sides:
    """Two files: the bill's spool, and ours of the day as CSV with the columns of `OURS`."""

    theirs: Path
    ours: Path


class Matching(Protocol):
    """The two sides of one bill. All of it blocks: call it in a thread; `close` ends it, whatever happened."""

    def begin(self) -> None:
        """Whatever takes its time before the first answer."""

    def suspects(self) -> Iterator[tuple[str, list[Theirs]]]:
        """Every number about which the books are not plainly equal, with its rows of the bill; none where only we know it.

        Nothing is asked before the first one is.
        """

    def shares(self) -> list[Share]:
        """The bill by store, movement and method."""

    def sums(self) -> tuple[Fen, Fen]:
        """What the day comes to in the bill, and in our books."""

    def close(self) -> None:
        """Give back what it held."""


def buckets_for(rows: int) -> int:
    """How many buckets a bill of so many rows is laid into."""
    return min(max(rows // ROWS_A_BUCKET, FEWEST_BUCKETS), MOST_BUCKETS)


def by_number(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, list[Theirs]]]:
    """Rows that come by number, put together: the number, then the bill's columns, empty where only we know it."""
    for number, of_number in groupby(rows, key=lambda row: row[0]):
        yield number, [_theirs(number, row) for row in of_number if row[1] is not None]


def share_of(row: tuple[Any, ...]) -> Share:
    """A row of an engine's answer."""
    code, movement, *rest = row
    return Share(code, Movement(movement), *rest)


def _theirs(number: str, row: tuple[Any, ...]) -> Theirs:
    _, line, movement, payment_number, reference, amount, promoted, fee, owed, *rest = row
    outcome, account, currency, method, second, is_understood = rest
    return Theirs(
        line=line,
        movement=Movement(movement),
        number=number,
        payment_number=payment_number,
        reference=reference,
        amount_fen=Fen(amount),
        fee_millifen=fee,
        owed_millifen=owed,
        outcome=BillOutcome(outcome),
        account=account,
        currency=currency,
        method=method,
        happened_at=None if second is None else datetime.fromtimestamp(second, UTC),
        is_understood=is_understood,
        promoted_fen=Fen(promoted),
    )
