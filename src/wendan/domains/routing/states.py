"""The breaker's state table; docs/reference/states.md shows the same."""

from wendan.domains.routing.model import BreakerSignal, BreakerState
from wendan.kernel.states import StateTable

BREAKER = StateTable(
    BreakerState,
    BreakerSignal,
    """
               TOO_ILL  RESTED     ILL    WELL_AGAIN
    CLOSED     OPEN     =          =      =
    OPEN       =        HALF_OPEN  =      =
    HALF_OPEN  OPEN     =          OPEN   CLOSED
    """,
)
