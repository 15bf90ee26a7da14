"""Paid tickets come out of the kitchen's printers; the paper counts as having been seen."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Final
from zoneinfo import ZoneInfo

from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.kitchen.model import TicketLine, TicketView
from wendan.domains.kitchen.store import VIEWS_OF_ORDERS
from wendan.domains.printing.model import ClaimedPrint, Print
from wendan.domains.printing.rules import lines_for, rest_after
from wendan.domains.printing.store import PRINT, claim_prints
from wendan.domains.terminals.model import Device
from wendan.domains.terminals.service import hear
from wendan.domains.terminals.store import PRINTERS_OF_STORE
from wendan.flows.cook import acknowledge
from wendan.flows.house import House
from wendan.kernel.errors import Silence
from wendan.notify import escpos
from wendan.notify.escpos import OutOfPaper, Slip, SlipLine, print_bytes, slip_bytes
from wendan.platform.changes import Changes
from wendan.platform.log import logger

REST_S: Final = 0.3
MOST_AT_ONCE: Final = 20
ENGLISH: Final = "en"
_ENTRIES: Final = {
    "mini-program": ("小程序", "Mini-program"),
    "h5": ("网页", "Web page"),
    "table": ("堂食", "Eats here"),
    "kiosk": ("自助机", "Kiosk"),
    "tablet": ("平板", "Tablet"),
    "pos": ("收银台", "Till"),
}
_log = logger("wendan.printing")


@dataclass(frozen=True, slots=True)
class _Job:
    """One print with everything it needs."""

    claimed: ClaimedPrint
    store: Store
    ticket: TicketView
    printers: Sequence[Device]


async def print_tickets(house: House) -> float:
    """Print what waits; the real seconds until it is worth looking again."""
    claimed = await claim_prints(house.database, house.clock.now(), MOST_AT_ONCE)
    await asyncio.gather(*(_print(house, each) for each in claimed))
    return 0.0 if len(claimed) == MOST_AT_ONCE else REST_S


async def _print(house: House, claimed: ClaimedPrint) -> None:
    store, printers, tickets = await house.database.read(
        STORE_BY_ID,
        PRINTERS_OF_STORE,
        VIEWS_OF_ORDERS,
        store_id=claimed.store_id,
        order_ids=[claimed.order_id],
    )
    assert store is not None, "the ticket's row refers to it"
    ticket = next(each for each in tickets if each.id == claimed.ticket_id)
    job = _Job(claimed, store, ticket, _in_turn(claimed, printers))
    slip = slip_of(job.ticket, store, job.printers[0].station, house.settings.slip_language)
    slip = replace(slip, is_reprint=claimed.attempts > 1)
    if not slip.lines:
        await _done(house, job, None)
        return
    for printer in job.printers:
        if await try_printer(house, printer, slip):
            await _done(house, job, printer)
            return
    _log.warning("no printer prints this ticket", ticket=str(claimed.ticket_id), attempts=claimed.attempts)
    again_at = house.clock.now() + rest_after(claimed.attempts)
    await house.database.commit(Changes.of(PRINT.overwrite(_row(claimed, again_at))))


def _in_turn(claimed: ClaimedPrint, printers: Sequence[Device]) -> list[Device]:
    """The printer itself, then those that stand in for it."""
    own = [printer for printer in printers if printer.id == claimed.printer_id]
    return own + [printer for printer in printers if printer.backup_of == claimed.printer_id]


async def try_printer(house: House, printer: Device, slip: Slip) -> bool:
    """Whether the printer says that it has printed; what it says of itself is kept."""
    assert printer.address is not None, "a printer is registered with its address"
    try:
        await print_bytes(printer.address, slip_bytes(slip))
    except OutOfPaper:
        health, is_printed = {"paper": "out"}, False
    except Silence:
        return False
    else:
        health, is_printed = {"paper": "ok"}, True
    await house.database.commit(hear(printer, health, house.clock.now())[1])
    return is_printed


async def _done(house: House, job: _Job, printer: Device | None) -> None:
    """Printed, or nothing to print here; what is on paper has been seen."""
    claimed, now = job.claimed, house.clock.now()
    printed = replace(_row(claimed, now), printed_at=now, printed_by=None if printer is None else printer.id)
    await house.database.commit(Changes.of(PRINT.overwrite(printed)))
    if printer is not None:
        await acknowledge(house, claimed.store_id, claimed.ticket_id, printer.name)


def _row(claimed: ClaimedPrint, leased_until: datetime) -> Print:
    return Print(claimed.store_id, claimed.ticket_id, claimed.printer_id, claimed.attempts, leased_until)


def slip_of(ticket: TicketView, store: Store, station: str, language: str) -> Slip:
    """What the station's cook reads on paper."""
    is_english = language == ENGLISH
    lines = [_slip_line(line, is_english=is_english) for line in lines_for(station, ticket.lines)]
    local = ticket.queued_at.astimezone(ZoneInfo(store.timezone))
    return Slip(
        (store.name_en if is_english else "") or store.name,
        ticket.pickup or "—",
        _place(ticket, is_english=is_english),
        f"{local:%H:%M:%S}",
        ticket.remark,
        lines,
        words=escpos.ENGLISH if is_english else escpos.CHINESE,
    )


def _place(ticket: TicketView, *, is_english: bool) -> str:
    entry = _ENTRIES.get(ticket.entry, (ticket.entry, ticket.entry))[is_english]
    if not ticket.table_no:
        return entry
    return f"{entry}, table {ticket.table_no}" if is_english else f"{entry} {ticket.table_no}号桌"


def _slip_line(line: TicketLine, *, is_english: bool) -> SlipLine:
    """A dish without an English name keeps its own."""
    if not is_english:
        return SlipLine(line.name, line.choices, line.quantity)
    choices = [english or name for name, english in zip_longest(line.choices, line.choices_en, fillvalue="")]
    return SlipLine(line.name_en or line.name, choices, line.quantity)
