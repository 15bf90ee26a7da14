"""Why a ticket cannot be moved."""

from wendan.kernel.errors import Refusal


class TicketIsUnknown(Refusal):
    """There is no such ticket in this store."""

    status = 404


class TicketCannotDoThat(Refusal):
    """The ticket is not in a state from which this is possible."""
