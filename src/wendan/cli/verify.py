"""`wendan verify`: promises, hash chains and ledger of the whole database."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from wendan.domains.evidence.model import Event
    from wendan.platform.db import Database
    from wendan.promises import Breach

_COUNTS = {
    "orders": "SELECT count(*) FROM customer_order",
    "payments": "SELECT count(*) FROM payment",
    "payment_facts": "SELECT count(*) FROM payment_fact",
    "refunds": "SELECT count(*) FROM refund",
    "tickets": "SELECT count(*) FROM ticket",
    "events": "SELECT count(*) FROM event",
    "ledger_transactions": "SELECT count(*) FROM ledger_transaction",
}
_EVENTS = """SELECT store_id, order_id, event_no, kind, happened_at, content, previous_hash, hash FROM event
ORDER BY store_id, order_id, event_no"""
_LEDGER = """SELECT coalesce(sum(amount_fen), 0)::bigint AS rest, count(*) AS entries FROM ledger_entry"""
_AT_ONCE = 2000


@dataclass
class Verdict:
    """What was checked and what was found."""

    checked: dict[str, int]
    broken_chains: list[str] = field(default_factory=list)
    ledger_rest_fen: int = 0
    breaches: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not self.broken_chains and self.ledger_rest_fen == 0 and not any(self.breaches.values())


def verify(*, report: Annotated[Path | None, Parameter(name="--json")] = None) -> None:
    """Check promises, every link of every hash chain, and the ledger; ends with 1 on any breach.

    Parameters
    ----------
    report
        Write the verdict to this file as well.
    """
    verdict = asyncio.run(_verify())
    _print(verdict)
    if report is not None:
        told = {"clean": verdict.is_clean, **asdict(verdict)}
        text = json.dumps(told, ensure_ascii=False, indent=2, default=str)
        report.write_text(text + "\n", encoding="utf-8")
    if not verdict.is_clean:
        sys.exit(1)


async def _verify() -> Verdict:
    from wendan.cli.serve import database_of
    from wendan.platform.clock import clock_from
    from wendan.platform.db import open_database
    from wendan.platform.settings import Settings
    from wendan.promises import PROMISES, find_breaches

    settings = Settings()
    async with database_of(settings) as ready:
        assert ready.database_url is not None
        async with open_database(ready.database_url, 2, long_work=True) as database:
            checked = {what: (await database.fetch(sql))[0][0] for what, sql in _COUNTS.items()}
            verdict = Verdict(checked)
            verdict.broken_chains = await _broken_chains(database, checked["events"])
            ledger = (await database.fetch(_LEDGER))[0]
            verdict.ledger_rest_fen = ledger["rest"]
            checked["ledger_entries"] = ledger["entries"]
            breaches = await find_breaches(database, clock_from(settings.clock_file).now())
            verdict.breaches = _by_promise(list(PROMISES), breaches)
    return verdict


def _by_promise(promises: list[str], breaches: "list[Breach]") -> dict[str, list[Any]]:
    return {each: [asdict(b) for b in breaches if b.promise == each] for each in promises}


async def _broken_chains(database: "Database", total: int) -> list[str]:
    """Every event is read once, in order, and hashed again."""
    from wendan.domains.evidence.rules import first_break

    broken: list[str] = []
    columns = (TextColumn("hash chains"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("chains", total=total)
        async for chain in _chains(database):
            at = first_break(chain)
            if at is not None:
                broken.append(f"{chain[0].store_id}/{chain[0].order_id}#{at}")
            progress.advance(bar, len(chain))
    return broken


async def _chains(database: "Database") -> "AsyncIterator[list[Event]]":
    from wendan.domains.evidence.model import Event

    chain: list[Event] = []
    async with database.pool.acquire() as connection, connection.transaction(readonly=True):
        async for row in connection.cursor(_EVENTS, prefetch=_AT_ONCE):
            event = Event(**dict(row))
            if chain and (event.store_id, event.order_id) != (chain[0].store_id, chain[0].order_id):
                yield chain
                chain = []
            chain.append(event)
    if chain:
        yield chain


def _print(verdict: Verdict) -> None:
    console = Console()
    console.print("checked  " + ", ".join(f"{n} {what}" for what, n in verdict.checked.items()))
    mark = "[red]✗[/]" if verdict.broken_chains else "[green]✓[/]"
    console.print(f"{mark} hash chains: {len(verdict.broken_chains)} broken")
    for place in verdict.broken_chains[:20]:
        console.print(f"    {place}")
    mark = "[green]✓[/]" if verdict.ledger_rest_fen == 0 else "[red]✗[/]"
    console.print(f"{mark} ledger: debits and credits differ by {verdict.ledger_rest_fen} fen")
    for promise, breaches in verdict.breaches.items():
        mark = "[red]✗[/]" if breaches else "[green]✓[/]"
        console.print(f"{mark} {promise}: {len(breaches)} breaches")
        for breach in breaches[:20]:
            console.print(f"    {breach['store_id']} {breach['subject']}: {breach['detail']}")
