"""The same questions as `matching` asks of DuckDB, as Ibis expressions that an engine's own SQL is made from.

Only unions, group-bys and joins on one plain column: an outer join, a coalesce and a join on what came of it do not
carry over. Fingerprints are summed in two halves of 32 bits, so that no engine's whole numbers run over.
"""

from dataclasses import dataclass
from typing import Final

import ibis
from ibis import _
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

from wendan.domains.reconciliation.store.sides import ADDING, TRADES
from wendan.kernel.bills import COLUMNS, CURRENCY, BillName

_TYPES: Final = {
    "line": "int64",
    "amount_fen": "int64",
    "promoted_fen": "int64",
    "fee_millifen": "int64",
    "owed_millifen": "int64",
    "is_understood": "boolean",
    "happened_at": "timestamp('UTC')",
}
_THEIRS: Final = {name: _TYPES.get(name, "string") for name in COLUMNS}
_OURS: Final = {
    "movement": "string",
    "number": "string",
    "reference": "string",
    "amount_fen": "int64",
    "standing": "string",
}
_LOW_HALF: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Tongue:
    """An engine's SQL: its name in Ibis, and its own word for a hash of 64 bits over any columns."""

    dialect: str
    hashed: str


class Questions:
    """What is asked about the two sides of one bill, in one engine's SQL."""

    def __init__(self, tongue: Tongue, theirs: str, ours: str, place: str | None = None) -> None:
        """`theirs` and `ours`: the tables' names, in the database `place`."""
        self._dialect = tongue.dialect
        self._row_hash = ibis.udf.scalar.builtin(_row_hash, name=tongue.hashed)
        self._number_hash = ibis.udf.scalar.builtin(_number_hash, name=tongue.hashed)
        self._theirs = ibis.table(_THEIRS, name=theirs, database=place)
        self._ours = ibis.table(_OURS, name=ours, database=place)

    def suspects(self, bill: BillName, buckets: int) -> str:
        """Rows of every number about which the books are not plainly equal, as `sides.by_number` wants them."""
        side = self._prints(bill, buckets)
        is_odd = (_.n.sum() != 0) | (_.low.sum() != 0) | (_.high.sum() != 0)
        odd = side.group_by("bucket").having(is_odd).agg()
        numbers = side.semi_join(odd, "bucket").group_by("number").having((_.count() != 2) | is_odd).agg()
        rows = self._theirs.mutate(happened_s=_.happened_at.epoch_seconds())
        told = ["happened_s" if name == "happened_at" else name for name in COLUMNS if name != "number"]
        found = numbers.left_join(rows, "number").select("number", *told)
        return self._sql(found.order_by("number", "line"))

    def shares(self) -> str:
        """The bill by store, movement and method: our numbers carry their store in the fourth to eighth place."""
        counted = self._theirs.filter(_.is_understood, _.outcome != "failed", _.movement.isin(TRADES))
        grouped = counted.group_by(store_code=_.number.substr(3, 5), movement=_.movement, method=_.method)
        told = grouped.agg(
            rows=_.count(),
            amount_fen=_.amount_fen.sum(),
            promoted_fen=_.promoted_fen.sum(),
            fee_millifen=_.fee_millifen.sum(),
        )
        return self._sql(told.order_by("store_code", "movement", "method"))

    def sums(self) -> tuple[str, str]:
        """What the day comes to in the bill, and in our books, as `rules.weigh_in` and `rules.weigh_ours` weigh."""
        their_back = ibis.ifelse(self._theirs.outcome == "failed", 0, -self._theirs.amount_fen)
        return self._sum_of(self._theirs, their_back), self._sum_of(self._ours, -self._ours.amount_fen)

    def _sum_of(self, table: Table, back: IntegerValue) -> str:
        weighed = ibis.ifelse(table.movement.isin(ADDING), table.amount_fen, back)
        return self._sql(table.agg(fen=weighed.sum().fill_null(0)))

    def _prints(self, bill: BillName, buckets: int) -> Table:
        """One row for each row of each side: its bucket, its sign, and its fingerprint in two halves with that sign.

        A row of each side cancel each other only if nothing about them is odd.
        """
        theirs, ours = self._theirs, self._ours
        there, here = (
            ibis.ifelse(_is_plain(theirs, bill), "", "there"),
            ibis.ifelse(ours.standing == "succeeded", "", "here"),
        )
        side = ibis.union(_signed(theirs, 1, there), _signed(ours, -1, here))
        hashed = self._row_hash(side.number, side.movement, side.amount_fen, side.reference, side.oddity)
        bucket = (self._number_hash(side.number) & _LOW_HALF) % buckets
        prints = side.select("number", "n", bucket=bucket, print=hashed)
        return prints.select(
            "number", "n", "bucket", low=_.n * (_.print & _LOW_HALF), high=_.n * ((_.print >> 32) & _LOW_HALF)
        )

    def _sql(self, asked: Table) -> str:
        return str(ibis.to_sql(asked, dialect=self._dialect))


def _signed(table: Table, sign: int, oddity: StringValue) -> Table:
    """What is compared of a side's rows; the channel's number of a payment only."""
    reference = ibis.ifelse(table.movement == "payment", table.reference, "")
    n = ibis.literal(sign, "int64")
    return table.select("number", "movement", "amount_fen", reference=reference, oddity=oddity, n=n)


def _is_plain(theirs: Table, bill: BillName) -> BooleanValue:
    """Nothing about this row of the bill needs a look."""
    is_back = (theirs.outcome == "processing") & (theirs.movement == "refund")
    is_ours = (theirs.account == bill.account) & (theirs.currency == CURRENCY)
    is_settled = (theirs.outcome == "succeeded") | is_back
    plain: BooleanValue = (
        theirs.is_understood & is_ours & (theirs.fee_millifen == theirs.owed_millifen) & is_settled
    )
    return plain


def _row_hash(number: str, movement: str, amount_fen: int, reference: str, oddity: str) -> int:  # type: ignore[empty-body]
    """The engine's own."""


def _number_hash(number: str) -> int:  # type: ignore[empty-body]
    """The same."""
