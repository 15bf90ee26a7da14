"""A bill's file held against our books: read aside, compared number by number, written in a few statements.

A million rows cost no more memory than a thousand: only what the books do not plainly agree about is looked at here.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from wendan.domains.incidents.model import CaseType
from wendan.domains.incidents.model import Finding as CaseFinding
from wendan.domains.incidents.service import open_case
from wendan.domains.incidents.store import OPEN_CASES_OF_STORE
from wendan.domains.reconciliation.model import (
    Bill,
    BillSignal,
    Difference,
    Finding,
    Ours,
    Share,
)
from wendan.domains.reconciliation.rules.comparing import compare
from wendan.domains.reconciliation.rules.days import begins, bounds, refunds_dated_by
from wendan.domains.reconciliation.rules.repairing import SURPRISING
from wendan.domains.reconciliation.service import beside_known, difference_of, moved, name_of, new_ones
from wendan.domains.reconciliation.store.sides import Matching
from wendan.domains.reconciliation.store.tables import (
    ALL_OF_BILL,
    BILL_BY_ID,
    OUR_DAY,
    OURS_OF_NUMBERS,
    SHARES_OF_BILL,
    VALUE_OF_NUMBERS,
)
from wendan.flows.bill_shares import shares_of, write_shares
from wendan.flows.house import House
from wendan.flows.keep_found import keep_found
from wendan.flows.matching.apart import LARGE_BYTES, Elsewhere
from wendan.flows.matching.here import Here, on_duckdb
from wendan.flows.matching.laying import Laying, Part, Task
from wendan.flows.want_bills import BILLS_OF, home_of_strays, subject_of
from wendan.kernel.bills import Asked, BillFacts, BillName
from wendan.kernel.money import Fen
from wendan.platform.db import in_parts
from wendan.platform.settings import Settings

DIFFERENCES_AT_ONCE: Final = 2000
COPY_TIMEOUT_S: Final = 1800.0
TIMES_ASKED_AGAIN: Final = 3


@dataclass(frozen=True, slots=True)
class BillFile:
    """A file as it came, None for a day on which the channel says that nothing moved; and room to read it in."""

    path: Path | None
    asked: Asked
    room: Path


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of holding one bill against our books."""

    facts: BillFacts
    file_hash: str
    sums: tuple[Fen, Fen]  # what the day comes to there and here
    findings: list[Finding]
    shares: list[Share]

    @property
    def gap_fen(self) -> Fen:
        """What all differences come to."""
        return Fen(sum(finding.gap_fen for finding in self.findings))

    @property
    def is_empty(self) -> bool:
        """Whether the channel says that nothing moved, and nothing did."""
        return not (self.facts.totals.rows or self.findings or self.sums[1] or self.file_hash)

    @property
    def adds_up(self) -> bool:
        """Whether every fen between the two books is in some difference."""
        return self.sums[0] - self.sums[1] == self.gap_fen


async def match_bill(house: House, bill: Bill, file: BillFile) -> Matched:
    """Read, compare and write down. Raises BillRefused before anything is written."""
    matched = await compare_books(house, bill, file)
    for _ in range(TIMES_ASKED_AGAIN):
        if matched.adds_up:
            break
        # Money was settled between two looks at our own books: look again.
        matched = await compare_books(house, bill, file)
    assert matched.adds_up, "what lies between the two books is not what their differences come to"
    homes = await _homes(house, matched)
    found = await asyncio.to_thread(_differences, bill, matched.findings, homes, house.clock.now())
    known = await house.reports.read(ALL_OF_BILL, bill_id=bill.id)
    surprises = [each for each in new_ones(found, known) if each.category in SURPRISING]
    for part in in_parts(beside_known(found, known, house.clock.now()), DIFFERENCES_AT_ONCE):
        await keep_found(house, part)
    await house.decide("bills", partial(_write_once, house, bill.id, matched, len(surprises)))
    return matched


def _differences(
    bill: Bill, findings: Sequence[Finding], homes: Mapping[str, UUID], now: datetime
) -> list[Difference]:
    stray = home_of_strays(bill)
    return [difference_of(each, bill, homes.get(each.number, stray), now) for each in findings]


async def compare_books(house: House, bill: Bill, file: BillFile) -> Matched:
    """Everything that differs between a file and our books of its day. Writes nothing. Raises BillRefused."""
    name, task = name_of(bill), _task(house, bill, file)
    laying = _laying(house.settings, task)
    try:
        facts, file_hash = await laying.read()
        of_day = (name.channel, name.account, *bounds(name), refunds_dated_by(name.channel), name.of)
        await house.reports.copy_out(OUR_DAY, *of_day, into=task.sides.ours, timeout_s=COPY_TIMEOUT_S)
        laid = await laying.lay()
        findings = [each async for each in _findings(house, name, laying.parts())]
    finally:
        await laying.aclose()
    return Matched(facts, file_hash, laid.sums, findings, laid.shares)


def _task(house: House, bill: Bill, file: BillFile) -> Task:
    bills = house.channels[bill.channel].bills
    assert bills is not None, "nobody wants bills of who has none"
    came = None if file.path is None else str(file.path)
    return Task(bills.layout, came, file.asked, str(file.room))


def demand_engine(settings: Settings) -> None:
    """Raises SparkIsMissing or JavaIsMissing where the settings name an engine that is not here."""
    if settings.reconcile_engine == "spark":
        from wendan.domains.reconciliation.store.spark import demand_spark  # noqa: PLC0415

        demand_spark(settings.spark_master)


def _laying(settings: Settings, task: Task) -> Laying:
    """Spark has its memory elsewhere already."""
    if settings.reconcile_engine == "spark":
        return Here(task, partial(_on_spark, settings.spark_master))
    is_large = task.file is not None and Path(task.file).stat().st_size >= LARGE_BYTES
    return Elsewhere(task) if is_large else Here(task, on_duckdb)


def _on_spark(master: str, task: Task) -> Matching:
    from wendan.domains.reconciliation.store.spark import SparkMatching  # noqa: PLC0415

    return SparkMatching(task.sides, task.asked.name, master)


async def _findings(house: House, name: BillName, parts: Iterator[Part]) -> AsyncIterator[Finding]:
    while part := await asyncio.to_thread(next, parts, None):
        ours = await known_numbers(house, name, [number for number, _ in part])
        for finding in await asyncio.to_thread(_compared, name, part, ours):
            yield finding


def _compared(name: BillName, part: Part, ours: Mapping[str, Sequence[Ours]]) -> list[Finding]:
    return [each for number, theirs in part for each in compare(theirs, ours.get(number, []), name)]


async def known_numbers(house: House, name: BillName, numbers: Sequence[str]) -> dict[str, list[Ours]]:
    """All that our books have of these numbers, on whatever day; nothing of those that are not of our making."""
    homes = [(number, await house.directory.home_of(number)) for number in numbers]
    ours = [(number, home[0], home[1].order_id) for number, home in homes if home is not None]
    asked = {
        "store_ids": [store_id for _, store_id, _ in ours],
        "order_ids": [order_id for _, _, order_id in ours],
        "numbers": [number for number, _, _ in ours],
        "begins": begins(name.channel),
    }
    found = await house.reports.read(OURS_OF_NUMBERS, dated_by=refunds_dated_by(name.channel), **asked)
    if name.of is not None:
        channel = {"channel": name.channel, "account": name.account}
        found = [*found, *await house.reports.read(VALUE_OF_NUMBERS, **channel, **asked)]
    of_number: dict[str, list[Ours]] = {}
    for row in found:
        of_number.setdefault(row.number, []).append(row)
    return of_number


async def _homes(house: House, matched: Matched) -> dict[str, UUID]:
    """The store of each number that differs, as far as it leads to one."""
    homes = {}
    for number in {finding.number for finding in matched.findings}:
        home = await house.directory.home_of(number)
        if home is not None:
            homes[number] = home[0]
    return homes


async def _write_once(house: House, bill_id: UUID, matched: Matched, surprises: int) -> None:
    bill, before, cases = await house.database.read(
        BILL_BY_ID, SHARES_OF_BILL, OPEN_CASES_OF_STORE, store_id=BILLS_OF, bill_id=bill_id
    )
    assert bill is not None
    stamp, is_news = house.stamp(), surprises and not bill.surprises
    known = {**_counted(matched), "surprises": max(surprises, bill.surprises), "matched_at": stamp.now}
    signal = BillSignal.EMPTY if matched.is_empty else BillSignal.MATCHED
    changes = moved(bill, signal, **known)[1]
    shares = await shares_of(house, bill, matched.shares)
    changes += await write_shares(house, bill, (before, shares), matched.file_hash)
    if is_news:
        reason = f"{surprises} differences in {bill.channel}'s bill of {bill.day} that the day itself had not shown"
        alarm = CaseFinding(BILLS_OF, None, CaseType.BOOKS_DIFFER, subject_of(bill, "surprises"), reason)
        changes += open_case(alarm, cases, stamp.id(), stamp.now)[1]
    await house.database.commit(changes)


def _counted(matched: Matched) -> dict[str, object]:
    """What a bill's row says of its reading."""
    totals = matched.facts.totals
    theirs_fen, ours_fen = matched.sums
    return {
        "file_hash": matched.file_hash or None,
        "flaw": None,
        "words": None,
        "proved_by": matched.facts.proved_by,
        "rows": totals.rows,
        "paid": totals.paid,
        "paid_fen": totals.paid_fen,
        "returned": totals.returned,
        "returned_fen": totals.returned_fen,
        "promoted_fen": totals.promoted_fen,
        "fee_millifen": totals.fee_millifen,
        "theirs_fen": theirs_fen,
        "ours_fen": ours_fen,
        "gap_fen": matched.gap_fen,
        "differences": len(matched.findings),
    }
