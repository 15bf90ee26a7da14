"""Coupons as their diner sees them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from wendan.domains.promotions.model import Coupon, CouponState, Origin
from wendan.domains.promotions.rules import discount_on
from wendan.kernel.money import Fen


class CouponView(Struct, frozen=True):
    """`order_id`: the order that holds or used it; `code` is shown at the counter."""

    store_id: UUID
    id: UUID
    code: str
    amount_fen: Fen
    min_spend_fen: Fen
    valid_from: datetime
    valid_until: datetime
    origin: Origin
    state: CouponState
    order_id: UUID | None
    issued_at: datetime


class FittingCoupon(Struct, frozen=True):
    """A coupon that this order can be paid with: what it takes off, and what is left to pay."""

    coupon: CouponView
    discount_fen: Fen
    to_pay_fen: Fen


def coupon_view(coupon: Coupon) -> CouponView:
    return CouponView(
        coupon.store_id,
        coupon.id,
        coupon.code,
        coupon.amount_fen,
        coupon.min_spend_fen,
        coupon.valid_from,
        coupon.valid_until,
        coupon.origin,
        coupon.state,
        coupon.order_id,
        coupon.issued_at,
    )


def fitting_view(coupon: Coupon, total: Fen) -> FittingCoupon:
    discount = discount_on(coupon.amount_fen, total)
    return FittingCoupon(coupon_view(coupon), discount, Fen(total - discount))
