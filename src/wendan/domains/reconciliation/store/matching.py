"""Both sides of a day side by side: fingerprints of buckets first, rows only where they differ (DuckDB).

What comes out is not yet a difference: it is every number about which the books are not plainly equal, with its rows
of the bill. `rules.compare` says what each one means, so the two ways to the answer cannot drift apart.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import duckdb

from wendan.domains.reconciliation.model import Share, Theirs
from wendan.kernel.bills import CURRENCY, BillName, BillOutcome, Movement
from wendan.kernel.money import Fen

# A bucket holds some eight rows: a thousand differences in a million make a hundredth of the rows be looked at twice.
ROWS_A_BUCKET: Final = 8
FEWEST_BUCKETS, MOST_BUCKETS = 1 << 10, 1 << 21
MEMORY_LIMIT: Final = "192MB"
FETCHED_AT_ONCE: Final = 4096

# One row of each side is a sign of agreement only if nothing about it is odd; what is odd here and what is odd there
# never cancel each other.
_SIDES: Final = """
CREATE TEMP VIEW side AS
SELECT number, 1 AS n, hash(number, movement, amount_fen, if(movement = 'payment', reference, ''),
    if(is_understood AND account = getvariable('account') AND currency = getvariable('currency')
       AND fee_millifen = owed_millifen
       AND (outcome = 'succeeded' OR (outcome = 'processing' AND movement = 'refund')), '', 'there')) AS print
FROM theirs
UNION ALL
SELECT number, -1 AS n, hash(number, movement, amount_fen, if(movement = 'payment', reference, ''),
    if(standing = 'succeeded', '', 'here')) AS print
FROM ours"""
# A sum that is signed by side and a count: equal rows cancel, and whatever is left over shows.
_ODD_BUCKETS: Final = """
CREATE TEMP TABLE odd AS
SELECT bucket FROM (
    SELECT (hash(number) % getvariable('buckets'))::UINTEGER AS bucket, n, n * (print >> 1)::BIGINT AS weight FROM side)
GROUP BY bucket HAVING sum(n) <> 0 OR sum(weight) <> 0"""
_SUSPECTS: Final = """
CREATE TEMP TABLE suspect AS
SELECT number FROM side
WHERE (hash(number) % getvariable('buckets'))::UINTEGER IN (SELECT bucket FROM odd)
GROUP BY number HAVING count(*) <> 2 OR sum(n) <> 0 OR sum(n * (print >> 1)::BIGINT) <> 0"""
_ROWS_OF_SUSPECTS: Final = """
SELECT s.number, t.line, t.movement, t.payment_number, t.reference, t.amount_fen, t.fee_millifen, t.owed_millifen,
    t.outcome, t.account, t.currency, t.method,
    epoch(t.happened_at)::BIGINT AS happened_s, t.is_understood
FROM suspect AS s LEFT JOIN theirs AS t USING (number) ORDER BY s.number, t.line"""
# Where and how the channel's day was: our numbers carry their store in the fourth to eighth place (kernel/numbers.py).
_SHARES: Final = """
SELECT substr(number, 4, 5) AS store_code, movement, method, count(*), sum(amount_fen)::BIGINT, sum(fee_millifen)::BIGINT
FROM theirs WHERE is_understood AND outcome <> 'failed' GROUP BY ALL ORDER BY ALL"""
# As `rules.weigh_in` and `rules.weigh_ours` weigh them, so that the differences must add up to what lies between.
_THEIR_SUM: Final = """
SELECT coalesce(sum(CASE WHEN movement = 'payment' THEN amount_fen WHEN outcome = 'failed' THEN 0 ELSE -amount_fen END),
    0)::BIGINT FROM theirs"""
_OUR_SUM: Final = (
    "SELECT coalesce(sum(if(movement = 'payment', amount_fen, -amount_fen)), 0)::BIGINT FROM ours"
)
_OURS: Final = {
    "movement": "VARCHAR",
    "number": "VARCHAR",
    "reference": "VARCHAR",
    "amount_fen": "BIGINT",
    "standing": "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Sides:
    """Two files: the bill's spool, and ours of the day as CSV with the columns of `_OURS`."""

    theirs: Path
    ours: Path


class Matching:
    """The two sides of one bill. All of it blocks: call it in a thread."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, sides: Sides, bill: BillName) -> None:
        self._connection = connection
        connection.read_parquet(str(sides.theirs)).create_view("theirs")
        connection.read_csv(str(sides.ours), header=True, columns=_OURS).create_view("ours")
        self._let("account", bill.account)
        self._let("currency", CURRENCY)

    def run(self) -> int:
        """Find every number about which the books are not plainly equal; how many there are."""
        counted = self._connection.execute("SELECT count(*) FROM theirs").fetchone()
        assert counted is not None
        wanted = counted[0] // ROWS_A_BUCKET
        self._let("buckets", min(max(wanted, FEWEST_BUCKETS), MOST_BUCKETS))
        for step in (_SIDES, _ODD_BUCKETS, _SUSPECTS):
            self._connection.execute(step)
        found = self._connection.execute("SELECT count(*) FROM suspect").fetchone()
        assert found is not None
        return int(found[0])

    def suspects(self) -> Iterator[tuple[str, list[Theirs]]]:
        """Each of them with its rows of the bill, by number; none where only we know it."""
        cursor = self._connection.execute(_ROWS_OF_SUSPECTS)
        rows = iter(lambda: cursor.fetchmany(FETCHED_AT_ONCE), [])
        flat = (row for part in rows for row in part)
        for number, of_number in groupby(flat, key=lambda row: row[0]):
            yield number, [_theirs(number, row) for row in of_number if row[1] is not None]

    def shares(self) -> list[Share]:
        """The bill by store, movement and method."""
        found = self._connection.execute(_SHARES).fetchall()
        return [Share(code, Movement(movement), *rest) for code, movement, *rest in found]

    def sums(self) -> tuple[Fen, Fen]:
        """What the day comes to in the bill, and in our books."""
        found = [self._connection.execute(sql).fetchone() for sql in (_THEIR_SUM, _OUR_SUM)]
        theirs, ours = (Fen(row[0]) for row in found if row is not None)
        return theirs, ours

    def _let(self, name: str, value: str | int) -> None:
        self._connection.execute(f"SET VARIABLE {name} = $1", [value])


def _theirs(number: str, row: tuple[Any, ...]) -> Theirs:
    _, line, movement, payment_number, reference, amount, fee, owed, outcome, account, *rest = row
    currency, method, second, is_understood = rest
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
    )


@contextmanager
def matching(sides: Sides, bill: BillName, room: Path) -> Iterator[Matching]:
    """A private DuckDB with a bound on its memory; what does not fit goes to `room` and away again."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "threads": 2,
        "temp_directory": str(room),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=settings) as connection:
        yield Matching(connection, sides, bill)
