"""Both sides of a day side by side: fingerprints of buckets first, rows only where they differ (DuckDB).

What comes out is not yet a difference: it is every number about which the books are not plainly equal, with its rows
of the bill. `rules.compare` says what each one means, so the two ways to the answer cannot drift apart. Beyond one
machine the same is asked of Spark (`expressions`, `spark`); tests hold the two together.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb

from wendan.domains.reconciliation.model import Share, Theirs
from wendan.domains.reconciliation.store.sides import ADDING, TRADES, Sides, buckets_for, by_number, share_of
from wendan.kernel.bills import CURRENCY, BillName
from wendan.kernel.money import Fen

MEMORY_LIMIT: Final = "192MB"
FETCHED_AT_ONCE: Final = 4096
# Unasked, DuckDB reads CSV in parts of 32 MB and wants several of them at once, which do not always fit beside the rest.
LONGEST_LINE: Final = 64 << 10
READ_AT_ONCE: Final = 2 << 20
_OURS: Final = {
    "movement": "VARCHAR",
    "number": "VARCHAR",
    "reference": "VARCHAR",
    "amount_fen": "BIGINT",
    "standing": "VARCHAR",
}

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
SELECT s.number, t.line, t.movement, t.payment_number, t.reference, t.amount_fen, t.promoted_fen, t.fee_millifen,
    t.owed_millifen, t.outcome, t.account, t.currency, t.method,
    epoch(t.happened_at)::BIGINT AS happened_s, t.is_understood
FROM suspect AS s LEFT JOIN theirs AS t USING (number) ORDER BY s.number, t.line"""
# Where and how the channel's day was: our numbers carry their store in the fourth to eighth place (kernel/numbers.py).
_SHARES: Final = f"""
SELECT substr(number, 4, 5) AS store_code, movement, method, count(*), sum(amount_fen)::BIGINT,
    sum(promoted_fen)::BIGINT, sum(fee_millifen)::BIGINT
FROM theirs WHERE is_understood AND outcome <> 'failed' AND movement IN {TRADES} GROUP BY ALL ORDER BY ALL"""
# As `rules.weigh_in` and `rules.weigh_ours` weigh them, so that the differences must add up to what lies between.
_THEIR_SUM: Final = f"""
SELECT coalesce(sum(CASE WHEN movement IN {ADDING} THEN amount_fen WHEN outcome = 'failed' THEN 0 ELSE -amount_fen END),
    0)::BIGINT FROM theirs"""
_OUR_SUM: Final = (
    f"SELECT coalesce(sum(if(movement IN {ADDING}, amount_fen, -amount_fen)), 0)::BIGINT FROM ours"
)


class DuckMatching:
    """A private DuckDB with a bound on its memory; what does not fit goes to `room` and away again."""

    def __init__(self, sides: Sides, bill: BillName, room: Path) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "threads": 2,
            "temp_directory": str(room),
            "preserve_insertion_order": False,
        }
        self._connection = duckdb.connect(config=settings)
        self._connection.read_parquet(str(sides.theirs)).create_view("theirs")
        our_rows(self._connection, sides.ours).create_view("ours")
        self._let("account", bill.account)
        self._let("currency", CURRENCY)

    def begin(self) -> None:
        counted = self._connection.execute("SELECT count(*) FROM theirs").fetchone()
        assert counted is not None
        self._let("buckets", buckets_for(counted[0]))
        for step in (_SIDES, _ODD_BUCKETS, _SUSPECTS):
            self._connection.execute(step)

    def suspects(self) -> Iterator[tuple[str, list[Theirs]]]:
        cursor = self._connection.execute(_ROWS_OF_SUSPECTS)
        rows = iter(lambda: cursor.fetchmany(FETCHED_AT_ONCE), [])
        yield from by_number(row for part in rows for row in part)

    def shares(self) -> list[Share]:
        return [share_of(row) for row in self._connection.execute(_SHARES).fetchall()]

    def sums(self) -> tuple[Fen, Fen]:
        found = [self._connection.execute(sql).fetchone() for sql in (_THEIR_SUM, _OUR_SUM)]
        theirs, ours = (Fen(row[0]) for row in found if row is not None)
        return theirs, ours

    def close(self) -> None:
        self._connection.close()

    def _let(self, name: str, value: str | int) -> None:
        self._connection.execute(f"SET VARIABLE {name} = $1", [value])


def our_rows(connection: duckdb.DuckDBPyConnection, ours: Path) -> duckdb.DuckDBPyRelation:
    """Our side as the database streamed it; what is empty is not known."""
    return connection.read_csv(
        str(ours), header=True, columns=_OURS, max_line_size=LONGEST_LINE, buffer_size=READ_AT_ONCE
    )
