"""Which coupon fits which order, what it takes off, and whether the budget reaches."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from wendan.domains.promotions.errors import (
    BudgetIsExhausted,
    CouponDoesNotFit,
    CouponIsInUse,
    CouponIsNotValid,
    CouponIsUnknown,
    CouponWasUsed,
    OrderIsTooSmallForCoupon,
)
from wendan.domains.promotions.model import Basket, Budget, Coupon, CouponState, Limit, Period, Spent
from wendan.kernel.errors import Refusal
from wendan.kernel.money import NO_FEN, Fen

# No channel takes a payment of nothing.
LEAST_PAID: Final = Fen(1)


def discount_on(amount: Fen, total: Fen) -> Fen:
    """What a coupon of `amount` takes off an order of `total`: never so much that nothing is left to pay."""
    return Fen(max(0, min(amount, total - LEAST_PAID)))


def demand_usable(coupon: Coupon | None, basket: Basket, now: datetime) -> Coupon:
    """The coupon, where it can be used for this order now; held by this very order it can.

    Raises CouponIsUnknown, CouponWasUsed, CouponIsInUse, CouponIsNotValid, CouponDoesNotFit,
    OrderIsTooSmallForCoupon.
    """
    if coupon is None or basket.diner_id not in (None, coupon.diner_id):
        raise CouponIsUnknown
    if coupon.state is CouponState.USED:
        raise CouponWasUsed
    if coupon.state is CouponState.HELD:
        if coupon.order_id != basket.order_id:
            raise CouponIsInUse
    elif coupon.state is not CouponState.ISSUED or not coupon.valid_from <= now < coupon.valid_until:
        raise CouponIsNotValid(valid_until=coupon.valid_until.isoformat())
    if not basket.is_meal or discount_on(coupon.amount_fen, basket.total_fen) == NO_FEN:
        raise CouponDoesNotFit
    if basket.total_fen < coupon.min_spend_fen:
        raise OrderIsTooSmallForCoupon(min_spend_fen=coupon.min_spend_fen)
    return coupon


def best_first(coupons: Iterable[Coupon], basket: Basket, now: datetime) -> list[Coupon]:
    """Those that can be used for this order: the one that takes off most first, of equals the one that ends soonest."""
    usable = [coupon for coupon in coupons if _is_usable(coupon, basket, now)]
    return sorted(
        usable,
        key=lambda coupon: (
            -discount_on(coupon.amount_fen, basket.total_fen),
            coupon.amount_fen,
            coupon.valid_until,
            coupon.id,
        ),
    )


def _is_usable(coupon: Coupon, basket: Basket, now: datetime) -> bool:
    try:
        demand_usable(coupon, basket, now)
    except Refusal:
        return False
    return True


def may_pay(coupon: Coupon | None, basket: Basket, now: datetime) -> bool:
    """Whether money that came with this coupon still has it: held or used by its order, or free and valid.

    Money on an attempt that was proven dead comes late; meanwhile its coupon may have gone another way.
    """
    if coupon is None:
        return False
    if coupon.state in (CouponState.HELD, CouponState.USED):
        return coupon.order_id == basket.order_id
    return coupon.state is CouponState.ISSUED and coupon.valid_from <= now < coupon.valid_until


def discount_returned(discount: Fen, paid: Fen, refunded_before: Fen, refund: Fen) -> Fen:
    """What of a discount goes back with `refund`: in all the same share as of the money, to the fen.

    A refund of everything, in however many parts, takes back exactly the discount.
    """
    after = discount * (refunded_before + refund) // paid
    return Fen(after - discount * refunded_before // paid)


def month_of(day: date) -> date:
    """The first day of the month, by which its budget is named."""
    return day.replace(day=1)


def limit_hit(budget: Budget, spent: Sequence[Spent], amount: Fen) -> Limit | None:
    """Which part of the budget does not reach for `amount` more; None when all do."""
    given = {each.period: each.spent_fen for each in spent}
    if amount > budget.per_case_fen:
        return Limit.PER_CASE
    if given.get(Period.DAY, NO_FEN) + amount > budget.per_day_fen:
        return Limit.PER_DAY
    if given.get(Period.MONTH, NO_FEN) + amount > budget.fund_per_month_fen:
        return Limit.FUND
    return None


def demand_budget(budget: Budget, spent: Sequence[Spent], amount: Fen) -> None:
    """Raises BudgetIsExhausted."""
    hit = limit_hit(budget, spent, amount)
    if hit is not None:
        raise BudgetIsExhausted(limit=hit, wanted_fen=amount)
