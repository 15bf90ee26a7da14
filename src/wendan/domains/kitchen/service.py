"""Every change of a ticket, as `Changes`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wendan.domains.kitchen.model import UNSEEN_TIMER, Bump, Ticket, TicketSignal, TicketState
from wendan.domains.kitchen.rules import after, after_bump, unseen_at
from wendan.domains.kitchen.store import TICKET_TABLE
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, clear_timer, set_timer


def _timer(ticket: Ticket) -> Timer:
    return Timer(ticket.store_id, UNSEEN_TIMER, ticket.id, ticket.order_id, unseen_at(ticket))


def queue(store_id: UUID, order_id: UUID, ticket_id: UUID, now: datetime) -> tuple[Ticket, Changes]:
    """A ticket for a confirmed order, with the alarm clock that rings when nobody has seen it."""
    ticket = Ticket(store_id, ticket_id, order_id, TicketState.QUEUED, 1, now, None, None, now)
    return ticket, Changes.of(TICKET_TABLE.insert(ticket), set_timer(_timer(ticket)))


def acknowledge(ticket: Ticket, by: str, now: datetime) -> tuple[Ticket, Changes]:
    """A screen, printer or person has seen it. Saying so again changes nothing."""
    if ticket.acknowledged_at is not None:
        return ticket, Changes()
    seen = replace(
        ticket, acknowledged_at=now, acknowledged_by=by, changed_at=now, version=ticket.version + 1
    )
    return seen, Changes.of(TICKET_TABLE.update(seen), clear_timer(_timer(ticket)))


def move(ticket: Ticket, signal: TicketSignal, by: str, now: datetime) -> tuple[Ticket, Changes]:
    """Bump, recall or cancel the whole ticket. Raises TicketCannotDoThat."""
    state = after(ticket, signal)
    if state is ticket.state:
        return ticket, Changes()
    return _touched(replace(ticket, state=state), by, now)


def press(ticket: Ticket, bump: Bump, stations: Sequence[str], now: datetime) -> tuple[Ticket, Changes]:
    """A press of the bump bar, for one station or all. Raises TicketCannotDoThat, StationIsUnknown."""
    state, done = after_bump(ticket, bump, stations)
    if (state, done) == (ticket.state, ticket.done_stations):
        return ticket, Changes()
    return _touched(replace(ticket, state=state, done_stations=done), bump.by, now)


def _touched(ticket: Ticket, by: str, now: datetime) -> tuple[Ticket, Changes]:
    """Who touches a ticket has seen it."""
    moved = replace(
        ticket,
        version=ticket.version + 1,
        changed_at=now,
        acknowledged_at=ticket.acknowledged_at or now,
        acknowledged_by=ticket.acknowledged_by or by,
    )
    return moved, Changes.of(TICKET_TABLE.update(moved), clear_timer(_timer(ticket)))
