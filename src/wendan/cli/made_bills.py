"""`wendan sandbox bills`: two books of a day that differ in known ways, as files."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Annotated, Any

from cyclopts import Parameter

OUR_COLUMNS = "movement,number,payment_number,reference,amount_fen,standing,account,days_off\n"


def bills(
    *,
    to: Annotated[Path, Parameter(help="Directory for bill.csv.gz, ours.csv and truth.jsonl.")] = Path(
        "bills"
    ),
    rows: Annotated[int, Parameter(help="How many numbers the day has.")] = 10_000,
    odd: Annotated[
        float, Parameter(help="Which share of them differs; every kind as often as any other.")
    ] = 0.01,
    day: Annotated[str, Parameter(help="The day.")] = "2026-11-27",
    seed: Annotated[int, Parameter(help="The same seed makes the same day.")] = 1,
) -> None:
    """Write WeChat's bill of a made-up day, our side of it, and what a reconciliation must find."""
    from rich.console import Console
    from rich.progress import track

    from wendan.sandbox.ground_truth import Teller
    from wendan.sandbox.wechat.bill_text import bill_text

    to.mkdir(parents=True, exist_ok=True)
    with (
        gzip.open(to / "bill.csv.gz", "wb", compresslevel=6) as bill,
        (to / "ours.csv").open("w", encoding="utf-8") as ours,
        (to / "truth.jsonl").open("w", encoding="utf-8") as truth,
    ):
        ours.write(OUR_COLUMNS)
        stories = Teller(day, seed).tell(rows, odd)
        told = track(stories, "telling", total=rows, console=Console(stderr=True), transient=True)
        for part in bill_text(_theirs(told, ours, truth)):
            bill.write(part)
    print(f"{rows} numbers of {day}, {odd:.2%} of them odd, in {to}")


def _theirs(stories: Any, ours: IO[str], truth: IO[str]) -> Iterator[Any]:
    """The bill's rows; on the way our side and the truth are written."""
    for story in stories:
        for row in story.ours:
            said = (row.movement, row.number, row.payment_number, row.reference, str(row.fen))
            ours.write(",".join((*said, row.standing, row.account, str(row.days_off))) + "\n")
        if story.truth:
            truth.write(json.dumps({"number": story.number, "differs": story.truth}) + "\n")
        yield from story.theirs
