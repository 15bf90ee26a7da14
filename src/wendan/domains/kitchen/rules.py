"""When a ticket counts as unseen."""

from datetime import datetime, timedelta

from wendan.domains.kitchen.errors import TicketCannotDoThat
from wendan.domains.kitchen.model import Ticket, TicketSignal, TicketState
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
