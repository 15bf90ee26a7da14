"""A diner's own coupons, and those that fit an order."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from wendan.api.coupon_views import CouponView, FittingCoupon, coupon_view, fitting_view
from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.promotions.rules import best_first
from wendan.domains.promotions.store import COUPONS_OF_DINER
from wendan.flows.order_file import basket_of


@get("/coupons", gives=list[CouponView])
async def list_coupons(request: Asked, store_id: FromQuery[UUID]) -> Response[bytes]:
    """The diner's coupons in a store, the newest first, used and expired ones as well."""
    diner_id = request.diner.diner_id
    request.desk.reads.demand(diner_id)
    coupons = await request.house.database.read(COUPONS_OF_DINER, store_id=store_id, diner_id=diner_id)
    return answer([coupon_view(coupon) for coupon in coupons])


@get("/orders/{store_id:uuid}/{order_id:uuid}/coupons", gives=list[FittingCoupon])
async def list_fitting_coupons(
    request: Asked, store_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[bytes]:
    """The coupons this order can be paid with now, the one that takes off most first."""
    diner_id, house = request.diner.diner_id, request.house
    request.desk.reads.demand(diner_id)
    order, coupons = await house.database.read(
        ORDER_BY_ID, COUPONS_OF_DINER, store_id=store_id, order_id=order_id, diner_id=diner_id
    )
    if order is None or order.diner_id != diner_id:
        raise OrderIsUnknown
    fitting = best_first(coupons, basket_of(order), house.clock.now())
    return answer([fitting_view(coupon, order.total_fen) for coupon in fitting])
