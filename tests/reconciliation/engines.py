"""What finds the differences between two books: plain Python, and the expression for Spark asked of DuckDB."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import duckdb
from two_books import BILL, rows_of

from wendan.domains.reconciliation.model import Finding, Ours, Share, Theirs
from wendan.domains.reconciliation.rules.comparing import compare
from wendan.domains.reconciliation.store.expressions import Questions, Tongue
from wendan.domains.reconciliation.store.matching import our_rows
from wendan.domains.reconciliation.store.sides import (
    Matching,
    Sides,
    buckets_for,
    by_number,
    share_of,
)
from wendan.kernel.money import Fen

Known = Mapping[str, Sequence[Ours]]
QUESTIONS = Questions(Tongue("duckdb", "hash"), "theirs", "ours")
SHARES, SUMS = QUESTIONS.shares(), QUESTIONS.sums()


@cache
def suspects_sql(buckets: int) -> str:
    return QUESTIONS.suspects(BILL, buckets)


class IbisOnDuckDb:
    """The very expression that Spark is asked, in DuckDB's tongue."""

    def __init__(self, sides: Sides, settings: dict[str, Any] | None = None) -> None:
        self._connection = duckdb.connect(config=settings or {})
        self._connection.read_parquet(str(sides.theirs)).create_view("theirs")
        our_rows(self._connection, sides.ours).create_view("ours")

    def begin(self) -> None:
        pass

    def suspects(self) -> Iterator[tuple[str, list[Theirs]]]:
        [rows] = self._connection.execute("SELECT count(*) FROM theirs").fetchone()
        return by_number(self._connection.execute(suspects_sql(buckets_for(rows))).fetchall())

    def shares(self) -> list[Share]:
        return [share_of(row) for row in self._connection.execute(SHARES).fetchall()]

    def sums(self) -> tuple[Fen, Fen]:
        theirs, ours = (self._connection.execute(sql).fetchone()[0] for sql in SUMS)
        return theirs, ours

    def close(self) -> None:
        self._connection.close()


def answers(match: Matching) -> dict[str, Any]:
    """Everything an engine says of two books, down to the row."""
    match.begin()
    return {"sums": match.sums(), "shares": match.shares(), "suspects": list(match.suspects())}


def told(findings: Sequence[Finding]) -> Counter[tuple]:
    return Counter(
        (f.number, f.category.value, f.reference, int(f.gap_fen), f.fee_gap_millifen) for f in findings
    )


def by_suspicion(suspects: Sequence[tuple[str, list[Theirs]]], known: Known) -> Counter[tuple]:
    """What the rules find about the numbers that an engine suspects."""
    return told([each for number, rows in suspects for each in compare(rows, known.get(number, []), BILL)])


def in_plain_python(sides: Sides, known: Known) -> Counter[tuple]:
    """What the rules find where every number is looked at: the reference, without fingerprints or engine."""
    theirs: dict[str, list[Theirs]] = {}
    for row in rows_of(sides.theirs):
        theirs.setdefault(row.number, []).append(row)
    return by_suspicion([(number, theirs.get(number, [])) for number in {**theirs, **known}], known)
