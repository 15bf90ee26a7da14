"""A guest shows a coupon's code at the counter: which coupon that is, and whether it fits an order."""

from uuid import UUID

from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.model import Order
from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.promotions.errors import CouponIsUnknown
from wendan.domains.promotions.model import Coupon
from wendan.domains.promotions.rules import demand_usable
from wendan.domains.promotions.store import COUPON_BY_CODE
from wendan.flows.carry_coupon import counter_basket
from wendan.flows.house import House


async def coupon_shown(house: House, store_id: UUID, code: str | None) -> UUID | None:
    """Its id; None where no code was shown. Raises CouponIsUnknown."""
    if code is None:
        return None
    coupon = await house.database.read(COUPON_BY_CODE, store_id=store_id, code=code)
    if coupon is None:
        raise CouponIsUnknown
    return coupon.id


async def look_at_coupon(house: House, place: tuple[UUID, UUID], code: str) -> tuple[Coupon, Order]:
    """The coupon, where this order could be paid with it now; `place` is (store, order).

    Raises OrderIsUnknown, and what `promotions.rules.demand_usable` raises.
    """
    store_id, order_id = place
    order, coupon = await house.database.read(
        ORDER_BY_ID, COUPON_BY_CODE, store_id=store_id, order_id=order_id, code=code
    )
    if order is None:
        raise OrderIsUnknown
    return demand_usable(coupon, counter_basket(order), house.clock.now()), order
