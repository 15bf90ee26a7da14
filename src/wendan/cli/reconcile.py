"""`wendan reconcile`: the bills of a day, fetched or given as files, held against the books, repaired."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from wendan.cli.route import in_house

if TYPE_CHECKING:
    from uuid import UUID

    from wendan.domains.reconciliation.model import Bill, Difference
    from wendan.flows.house import House

MOST_SHOWN = 40


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class BillChoice:
    """Which bills of the day."""

    channel: Annotated[
        tuple[str, ...], Parameter(help="Only this channel's; may be repeated. Left out: every one.")
    ] = ()
    account: Annotated[str | None, Parameter(help="Only this merchant number's.")] = None
    bill: Annotated[
        tuple[Path, ...],
        Parameter(help="A file instead of a download; needs one channel and one account. May be repeated."),
    ] = ()


def reconcile(
    choice: BillChoice | None = None,
    *,
    date: Annotated[str, Parameter(help="The bills' day, such as 2026-11-27.")],
    engine: Annotated[
        Literal["duckdb", "spark"] | None,
        Parameter(help="What lays both sides beside each other; left out: WENDAN_RECONCILE_ENGINE."),
    ] = None,
    report: Annotated[
        Path | None, Parameter(name="--json", help="Write what was found to this file.")
    ] = None,
) -> None:
    """Fetch the bills of a day, hold them against the books, repair what differs.

    The same bill again changes nothing, and what was interrupted is done by running it again.
    Ends with 1 when a bill is missing or refused, or when something is left unexplained.
    """
    try:
        day = _date(date)
    except ValueError:
        raise SystemExit(f"{date} is no day: write it as 2026-11-27") from None
    found: list[dict[str, Any]] = []
    chosen = {} if engine is None else {"reconcile_engine": engine}
    asyncio.run(in_house(lambda house: _reconcile(house, day, choice or BillChoice(), found), **chosen))
    if report is not None:
        report.write_text(
            json.dumps(found, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8"
        )
    if not found or any(each["state"] not in ("CLOSED", "EMPTY") for each in found):
        sys.exit(1)


def _date(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone


async def _reconcile(house: "House", day: date, choice: BillChoice, found: list[dict[str, Any]]) -> None:
    from wendan.domains.reconciliation.store.tables import DIFFERENCES_OF_BILL
    from wendan.flows.match_bill import demand_engine
    from wendan.flows.repair import repair_bill

    demand_engine(house.settings)
    files = choice.bill
    bills = [
        each
        for each in await _wanted(house, day)
        if (not choice.channel or each.channel in choice.channel)
        and choice.account in (None, each.account)
        # Whoever brings a file has it from a channel: the house writes its own books itself.
        and not (files and each.of_id)
    ]
    if files and len(bills) != 1:
        raise SystemExit("files need one channel and one account: name them with --channel and --account")
    with _progress(len(bills)) as told:
        for each in bills:
            told(each, "reading")
            await _match(house, each, files)
            told(each, "repairing")
            await repair_bill(house, each.id)
            told(each, None)
    for each in bills:
        current = await _bill(house, each)
        differences = await house.reports.read(DIFFERENCES_OF_BILL, bill_id=each.id)
        found.append({**asdict(current), "found": [asdict(difference) for difference in differences]})
        _print(current, differences)


async def _wanted(house: "House", day: date) -> "list[Bill]":
    from wendan.domains.catalog.store import STORES
    from wendan.flows.want_bills import want_bills

    wanted: dict[UUID, Bill] = {}
    for store in await house.database.read(STORES):
        wanted |= {bill.id: bill for bill in await want_bills(house, store, day)}
    return sorted(wanted.values(), key=lambda bill: (bill.channel, bill.account))


async def _match(house: "House", bill: "Bill", files: tuple[Path, ...]) -> None:
    from wendan.domains.reconciliation.service import name_of
    from wendan.flows.fetch_bill import believe, fetch_and_match, room_of
    from wendan.flows.match_bill import BillFile
    from wendan.kernel.bills import Asked

    with room_of(house, bill) as room:
        if not files:
            await fetch_and_match(house, bill, room)
        for file in files:
            await believe(house, bill, BillFile(file, Asked(name_of(bill)), room))


async def _bill(house: "House", bill: "Bill") -> "Bill":
    from wendan.domains.reconciliation.store.tables import BILL_BY_ID

    current = await house.database.read(BILL_BY_ID, store_id=bill.store_id, bill_id=bill.id)
    assert current is not None, "bills are never deleted"
    return current


@contextmanager
def _progress(total: int) -> "Iterator[Any]":
    """Which bill is in hand, and how many are done."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    words = TextColumn("{task.description}")
    columns = (SpinnerColumn(), words, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("bills", total=total)

        def told(bill: "Bill", step: str | None) -> None:
            if step is None:
                progress.advance(bar)
            else:
                progress.update(bar, description=f"{bill.channel} {bill.account}: {step}")

        yield told


def _print(bill: "Bill", differences: "list[Difference]") -> None:
    from wendan.kernel.money import yuan_text

    print(f"{bill.channel} {bill.account} {bill.day}: {bill.state.lower()}")
    if bill.flaw or bill.words:
        print(f"  {bill.words}")
    if bill.matched_at:
        sums = f"{yuan_text(bill.theirs_fen)} there, {yuan_text(bill.ours_fen)} here"
        print(f"  {bill.rows} rows, {sums}, {bill.differences} differences of {yuan_text(bill.gap_fen)}")
        if bill.promoted_fen:
            print(f"  {yuan_text(bill.promoted_fen)} by the merchant's own promotions, which is not settled")
    for each in differences[:MOST_SHOWN]:
        print(
            f"  {each.category:<22} {each.number:<34} {yuan_text(each.gap_fen):>10}  {each.state.lower()}: {each.words}"
        )
    if len(differences) > MOST_SHOWN:
        print(f"  … and {len(differences) - MOST_SHOWN} more; --json has them all")
