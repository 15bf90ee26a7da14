"""The coupon's state table; docs/reference/states.md shows the same."""

from wendan.domains.promotions.model import CouponSignal, CouponState
from wendan.kernel.states import StateTable

# A held coupon outlives its last day: the attempt that carries it was begun in time and may still succeed.
COUPON = StateTable(
    CouponState,
    CouponSignal,
    """
              HOLD  USE   FREE    EXPIRE   WITHDRAW
    ISSUED    HELD  !     =       EXPIRED  WITHDRAWN
    HELD      =     USED  ISSUED  =        !
    USED      !     =     =       =        !
    EXPIRED   !     !     =       =        =
    WITHDRAWN !     !     =       =        =
    """,
)

UNFINISHED = (CouponState.ISSUED, CouponState.HELD)
