"""How far a bill is, and what becomes of a difference."""

from typing import Final

from wendan.domains.reconciliation.model import (
    BillSignal,
    BillState,
    DifferenceSignal,
    DifferenceState,
)
from wendan.kernel.states import StateTable

BILL: Final = StateTable(
    BillState,
    BillSignal,
    """
            NOT_READY  OVERDUE  REFUSED  EMPTY  MATCHED  EXPLAINED
    WANTED  =          MISSING  REFUSED  EMPTY  MATCHED  !
    MISSING =          =        REFUSED  EMPTY  MATCHED  !
    REFUSED =          =        =        EMPTY  MATCHED  !
    EMPTY   =          =        =        =      MATCHED  =
    MATCHED =          =        =        !      =        CLOSED
    CLOSED  =          =        =        !      MATCHED  =
    """,
)

# A difference that is settled stays so when the same bill is read again; one that vanished may come back.
DIFFERENCE: Final = StateTable(
    DifferenceState,
    DifferenceSignal,
    """
            FOUND  WAITED   REPAIRED  CASED    VANISHED
    OPEN    =      WAITING  SETTLED   IN_CASE  GONE
    WAITING =      =        SETTLED   IN_CASE  GONE
    IN_CASE =      =        SETTLED   =        GONE
    SETTLED =      =        =         =        =
    GONE    OPEN   =        =         =        =
    """,
)
UNEXPLAINED: Final = (DifferenceState.OPEN, DifferenceState.WAITING)
OVER: Final = (DifferenceState.SETTLED, DifferenceState.GONE)
