"""The ground truth's stories as two files, and what is found between them."""

import gzip
from collections.abc import Iterable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow.parquet as pq

from wendan.channels.bill_reading.wechat_trade import read_trade_bill
from wendan.domains.reconciliation.model import Finding, Ours, Standing, Theirs
from wendan.domains.reconciliation.rules.comparing import compare
from wendan.domains.reconciliation.store.matching import DuckMatching
from wendan.domains.reconciliation.store.sides import Sides
from wendan.kernel.bills import Asked, BillName, BillOutcome, Movement
from wendan.kernel.money import Fen
from wendan.sandbox.ground_truth import ACCOUNT, OurRow, Story
from wendan.sandbox.wechat.bill_text import bill_text

DAY = date(2026, 11, 27)
BILL = BillName("wechat", ACCOUNT, DAY)
SOMEBODY = UUID("00000000-0000-7000-8000-0000000000aa")
OUR_COLUMNS = "movement,number,reference,amount_fen,standing"


def known(row: OurRow) -> Ours:
    return Ours(
        movement=Movement(row.movement),
        number=row.number,
        payment_number=row.payment_number,
        reference=row.reference or None,
        amount_fen=Fen(row.fen),
        standing=Standing(row.standing),
        channel="wechat",
        account=row.account,
        store_id=SOMEBODY,
        order_id=SOMEBODY,
        day=DAY + timedelta(days=row.days_off),
    )


def is_of_the_day(row: OurRow) -> bool:
    """What the database gives as our side of the day: facts, and refunds under way."""
    moved = row.standing == "succeeded" or (row.movement == "refund" and row.standing == "on-its-way")
    return moved and not row.days_off and row.account == ACCOUNT


def known_numbers(rows: Iterable[OurRow]) -> dict[str, list[Ours]]:
    """All that our books know, by number."""
    of_number: dict[str, list[Ours]] = {}
    for row in rows:
        of_number.setdefault(row.number, []).append(known(row))
    return of_number


def write_ours(rows: Iterable[OurRow], path: Path) -> None:
    """Our side of the day as the database streams it."""
    lines = [f"{r.movement},{r.number},{r.reference},{r.fen},{r.standing}" for r in rows if is_of_the_day(r)]
    path.write_text("\n".join([OUR_COLUMNS, *lines]) + "\n")


def lay_out(stories: Iterable[Story], room: Path) -> Sides:
    """Both sides as files, the bill by the whole way from its text."""
    told = list(stories)
    bill, sides = room / "bill.csv.gz", Sides(room / "bill.parquet", room / "ours.csv")
    bill.write_bytes(gzip.compress(b"".join(bill_text(row for s in told for row in s.theirs))))
    write_ours((row for s in told for row in s.ours), sides.ours)
    read_trade_bill(bill, Asked(BILL), sides.theirs)
    return sides


def rows_of(spool: Path) -> list[Theirs]:
    """A spool's rows as the rules take them."""
    return [
        Theirs(
            **{
                **row,
                "movement": Movement(row["movement"]),
                "outcome": BillOutcome(row["outcome"]),
                "amount_fen": Fen(row["amount_fen"]),
            }
        )
        for row in pq.read_table(spool).to_pylist()
    ]


def found(stories: Iterable[Story], room: Path) -> list[Finding]:
    """By the whole way: text, reading, fingerprints, rules."""
    told = list(stories)
    of_number = known_numbers(row for story in told for row in story.ours)
    with closing(DuckMatching(lay_out(told, room), BILL, room)) as match:
        match.begin()
        return [
            finding
            for number, theirs in match.suspects()
            for finding in compare(theirs, of_number.get(number, []), BILL)
        ]
