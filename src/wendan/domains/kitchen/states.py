"""The ticket's state table; docs/reference/states.md shows the same."""

from wendan.domains.kitchen.model import TicketSignal, TicketState
from wendan.kernel.states import StateTable

TICKET = StateTable(
    TicketState,
    TicketSignal,
    """
                START      FINISH  HAND_OVER    RECALL     CANCEL
    QUEUED      PREPARING  READY   HANDED_OVER  =          CANCELLED
    PREPARING   =          READY   HANDED_OVER  QUEUED     CANCELLED
    READY       =          =       HANDED_OVER  PREPARING  !
    HANDED_OVER =          =       =            READY      !
    CANCELLED   !          !       !            !          =
    """,
)
