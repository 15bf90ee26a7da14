"""The refund's state table; docs/reference/states.md shows the same."""

from wendan.domains.refunds.model import RefundSignal, RefundState
from wendan.kernel.states import StateTable

REFUND = StateTable(
    RefundState,
    RefundSignal,
    """
               REQUEST    MISSING  ACCEPTED    SILENT   SUCCEEDED  DECLINED  CLOSED
    CREATED    REQUESTED  =        PROCESSING  =        SUCCEEDED  FAILED    FAILED
    REQUESTED  =          =        PROCESSING  UNKNOWN  SUCCEEDED  FAILED    FAILED
    PROCESSING =          =        =           UNKNOWN  SUCCEEDED  FAILED    FAILED
    UNKNOWN    =          =        PROCESSING  =        SUCCEEDED  FAILED    FAILED
    SUCCEEDED  =          !        =           =        =          !         !
    FAILED     =          =        =           =        SUCCEEDED  =         =
    """,
)

UNFINISHED = (RefundState.CREATED, RefundState.REQUESTED, RefundState.PROCESSING, RefundState.UNKNOWN)
