"""When a ticket counts as unseen, and what a press of the bump bar leads to."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from wendan.domains.kitchen.errors import StationIsUnknown, TicketCannotDoThat
from wendan.domains.kitchen.model import Bump, Ticket, TicketLine, TicketSignal, TicketState
from wendan.domains.kitchen.states import TICKET
from wendan.kernel.states import Contradicts

UNSEEN_AFTER = timedelta(seconds=60)


def unseen_at(ticket: Ticket) -> datetime:
    """From when on nobody having acknowledged the ticket is an alarm."""
    return ticket.queued_at + UNSEEN_AFTER


def after(ticket: Ticket, signal: TicketSignal) -> TicketState:
    """The ticket's next state. Raises TicketCannotDoThat."""
    try:
        return TICKET.after(ticket.state, signal)
    except Contradicts:
        raise TicketCannotDoThat(state=ticket.state, wanted=signal) from None


def stations_of(lines: Iterable[TicketLine]) -> list[str]:
    """Where a ticket is cooked; what has no station holds nobody up."""
    return sorted({line.station for line in lines if line.station})


def after_bump(ticket: Ticket, bump: Bump, stations: Sequence[str]) -> tuple[TicketState, list[str]]:
    """The ticket's next state, and the stations that are done by then.

    A ticket is READY when its last station is; a station that is done first has at least begun it.
    Raises TicketCannotDoThat, StationIsUnknown.
    """
    if bump.station is not None and bump.station not in stations:
        raise StationIsUnknown(stations=list(stations))
    if bump.signal is TicketSignal.RECALL:
        return _recalled(ticket, bump)
    if bump.signal is not TicketSignal.FINISH or ticket.state not in (
        TicketState.QUEUED,
        TicketState.PREPARING,
    ):
        return after(ticket, bump.signal), ticket.done_stations
    done = [s for s in stations if bump.station in (None, s) or s in ticket.done_stations]
    signal = TicketSignal.FINISH if done == list(stations) else TicketSignal.START
    return after(ticket, signal), done


def _recalled(ticket: Ticket, bump: Bump) -> tuple[TicketState, list[str]]:
    if bump.station is None:
        return after(ticket, TicketSignal.RECALL), []
    # One station takes back its own part: the others' work stands.
    done = [station for station in ticket.done_stations if station != bump.station]
    is_ready = ticket.state is TicketState.READY
    return after(ticket, TicketSignal.RECALL) if is_ready else ticket.state, done
