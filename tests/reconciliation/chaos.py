"""Books in which everything goes wrong at once, by whoever chooses: hypothesis, or seeded chance."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from two_books import DAY, write_ours

from wendan.channels.bill_reading.spool import SCHEMA
from wendan.domains.reconciliation.store.sides import Sides
from wendan.sandbox.ground_truth import ACCOUNT, OTHER_ACCOUNT, OurRow

Choose = Callable[[Sequence[Any]], Any]
NOON = datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=UTC)


def number_of(at: int) -> tuple[str, str]:
    """A payment's number or a refund's, by turns."""
    movement = ("payment", "refund")[at % 2]
    return movement, f"{movement[0].upper()}01{at % 3:05d}0{at:021d}01"


def their_row(choose: Choose, at: int) -> dict[str, Any]:
    movement, number = number_of(at)
    return {
        "movement": movement if movement == "refund" else choose(["payment", "payment", "reversal"]),
        "number": number,
        "payment_number": number,
        "reference": choose(["a", "a", "b", "", None]),
        "amount_fen": choose([100, 100, 101]),
        "promoted_fen": choose([0, 0, 30, -30]),
        "fee_millifen": choose([540, 540, 541]),
        "owed_millifen": 540,
        "outcome": choose(["succeeded", "succeeded", "processing", "failed"]),
        "account": choose([ACCOUNT, ACCOUNT, OTHER_ACCOUNT]),
        "currency": choose(["CNY", "CNY", "HKD"]),
        "method": choose(["JSAPI", "NATIVE"]),
        "happened_at": NOON,
        "is_understood": choose([True, True, False]),
    }


def our_row(choose: Choose, at: int) -> OurRow:
    movement, number = number_of(at)
    return OurRow(
        movement=movement,
        number=number,
        payment_number=number,
        reference=choose(["a", "a", "b", ""]),
        fen=choose([100, 100, 101]),
        standing=choose(["succeeded", "succeeded", "on-its-way", "failed"]),
        account=choose([ACCOUNT, ACCOUNT, OTHER_ACCOUNT]),
        days_off=choose([0, 0, 1]),
    )


def only_once(rows: Iterable[OurRow]) -> list[OurRow]:
    """Our tables know a payment's number once for each of the channel's, and a refund's once."""
    key = {(r.movement, r.number, r.reference if r.movement == "payment" else ""): r for r in rows}
    return list(key.values())


def write_chaos(theirs: Iterable[dict[str, Any]], ours: Iterable[OurRow], room: Path) -> Sides:
    sides = Sides(room / "bill.parquet", room / "ours.csv")
    lines = [row | {"line": line} for line, row in enumerate(theirs, start=1)]
    pq.write_table(pa.Table.from_pylist(lines, SCHEMA), sides.theirs)
    write_ours(ours, sides.ours)
    return sides
