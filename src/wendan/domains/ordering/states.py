"""The order's state table; docs/reference/states.md shows the same."""

from wendan.domains.ordering.model import OrderSignal, OrderState
from wendan.kernel.states import StateTable

ORDER = StateTable(
    OrderState,
    OrderSignal,
    """
                     EXPIRE   PAID       CLOSE   COOK       READY  HAND_OVER  CANCEL
    AWAITING_PAYMENT CLOSING  CONFIRMED  !       !          !      !          CLOSING
    CLOSING          =        CONFIRMED  CLOSED  !          !      !          =
    CONFIRMED        =        =          !       PREPARING  READY  COMPLETED  CANCELLED
    PREPARING        =        =          !       =          READY  COMPLETED  !
    READY            =        =          !       =          =      COMPLETED  !
    COMPLETED        =        =          !       =          =      =          !
    CLOSED           =        CONFIRMED  =       !          !      !          =
    CANCELLED        =        !          !       !          !      !          =
    """,
)

UNPAID = (OrderState.AWAITING_PAYMENT, OrderState.CLOSING)
SERVED = (OrderState.CONFIRMED, OrderState.PREPARING, OrderState.READY, OrderState.COMPLETED)
