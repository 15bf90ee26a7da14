"""The ground truth's stories as two files, and what is found between them."""

import gzip
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from wendan.channels.bill_reading.wechat_trade import read_trade_bill
from wendan.domains.reconciliation.model import Finding, Ours, Standing
from wendan.domains.reconciliation.rules.comparing import compare
from wendan.domains.reconciliation.store.matching import Sides, matching
from wendan.kernel.bills import Asked, BillFacts, BillName, Movement
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


def write_books(stories: Iterable[Story], room: Path) -> tuple[Path, Path]:
    told = list(stories)
    bill, ours = room / "bill.csv.gz", room / "ours.csv"
    bill.write_bytes(gzip.compress(b"".join(bill_text(row for s in told for row in s.theirs))))
    lines = [
        f"{r.movement},{r.number},{r.reference},{r.fen},{r.standing}"
        for s in told
        for r in s.ours
        if is_of_the_day(r)
    ]
    ours.write_text("\n".join([OUR_COLUMNS, *lines]) + "\n")
    return bill, ours


def read(bill: Path, room: Path) -> tuple[BillFacts, Path]:
    spool = room / "bill.parquet"
    return read_trade_bill(bill, Asked(BILL), spool), spool


def found(stories: Iterable[Story], room: Path) -> list[Finding]:
    """By the whole way: text, reading, fingerprints, rules."""
    told = list(stories)
    bill, ours = write_books(told, room)
    _, spool = read(bill, room)
    of_number: dict[str, list[Ours]] = {}
    for row in (row for story in told for row in story.ours):
        of_number.setdefault(row.number, []).append(known(row))
    with matching(Sides(spool, ours), BILL, room) as match:
        match.run()
        return [
            finding
            for number, theirs in match.suspects()
            for finding in compare(theirs, of_number.get(number, []), BILL)
        ]
