"""The coupon that an attempt to pay carries: held while the attempt may still succeed, used with it, or freed."""

from dataclasses import replace

from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.model import Order
from wendan.domains.payments.model import Fate, Payment, PaymentWish
from wendan.domains.payments.states import LIVE
from wendan.domains.promotions.model import Basket, Coupon, CouponState, Terms
from wendan.domains.promotions.rules import demand_usable, discount_on, may_pay
from wendan.domains.promotions.service import free, hold, use
from wendan.domains.promotions.store import COUPON_BY_ID
from wendan.domains.risk.rules.known import SHARED_ENTRIES
from wendan.flows.give_coupon import coupon_of_cause, give
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, basket_of
from wendan.platform.changes import NOTHING, Changes

Carried = tuple[Changes, list[Happening]]


def hold_for(file: OrderFile, coupon: Coupon, stamp: Stamp) -> Carried:
    """A new attempt of this order carries the coupon.

    Where an attempt before it does already nothing is written: whatever frees the coupon meanwhile writes to this
    order's history, and so does the new attempt, and only one of them can have the next place in it.
    """
    changes = hold(coupon, file.order.id, stamp.now)[1]
    return changes, [Happening("coupon-held", {"coupon": coupon.id})] if changes else []


async def carried_by(
    house: House, file: OrderFile, wish: PaymentWish, at: tuple[Stamp, bool]
) -> tuple[PaymentWish, Changes, list[Happening]]:
    """A new attempt with what its coupon takes off, and the coupon held for it.

    `at` is the moment, and whether the counter takes it: where nobody is known behind an order, whoever shows a
    coupon's code there may use it. Raises what `promotions.rules.demand_usable` raises.
    """
    if wish.coupon_id is None:
        return wish, NOTHING, []
    stamp, is_counter = at
    found = await house.database.read(COUPON_BY_ID, store_id=file.order.store_id, coupon_id=wish.coupon_id)
    coupon = demand_usable(found, counter_basket(file.order) if is_counter else file.basket(), stamp.now)
    held, happenings = hold_for(file, coupon, stamp)
    return replace(wish, discount_fen=discount_on(coupon.amount_fen, file.order.total_fen)), held, happenings


def counter_basket(order: Order) -> Basket:
    """The order as a coupon looks at it whose code is shown at the counter."""
    basket = basket_of(order)
    return replace(basket, diner_id=None) if order.entry in SHARED_ENTRIES else basket


def is_coupon_there(file: OrderFile, payment: Payment, stamp: Stamp) -> bool:
    """Whether money on this attempt still has the coupon it was reckoned with, if it was with one."""
    return payment.coupon_id is None or may_pay(file.coupon_of(payment), file.basket(), stamp.now)


def after(file: OrderFile, changed: Payment, stamp: Stamp) -> Carried:
    """What becomes of the order's coupons when one of its payments is now `changed`."""
    payments = [changed if payment.id == changed.id else payment for payment in file.payments]
    changes, happenings = NOTHING, list[Happening]()
    for coupon in file.coupons:
        if changed.fate is Fate.KEPT and coupon.id == changed.coupon_id:
            changes += use(coupon, file.order.id, stamp.now)[1]
            words = {"coupon": coupon.id, "number": changed.number, "discount_fen": changed.discount_fen}
            happenings.append(Happening("coupon-used", words))
        elif _is_held_in_vain(file, coupon, payments):
            changes += free(coupon, stamp.now)[1]
            happenings.append(Happening("coupon-freed", {"coupon": coupon.id}))
    return changes, happenings


def _is_held_in_vain(file: OrderFile, coupon: Coupon, payments: list[Payment]) -> bool:
    if coupon.state is not CouponState.HELD or coupon.order_id != file.order.id:
        return False
    if any(payment.fate is Fate.KEPT for payment in payments):
        return True
    carriers = [payment for payment in payments if payment.coupon_id == coupon.id]
    return not any(payment.state in LIVE or payment.fate is Fate.IN_CASE for payment in carriers)


async def give_again(house: House, file: OrderFile, payment: Payment, stamp: Stamp) -> Carried:
    """All money of a discounted order goes back: its diner gets a coupon like the used one, once, while that is valid.

    A new coupon, because USED is for ever; it draws on no budget, since the first did.
    """
    used = file.coupon_of(payment)
    if used is None or used.state is not CouponState.USED or used.valid_until <= stamp.now:
        return NOTHING, []
    if not file.policy.coupons.are_returned:
        return NOTHING, []
    cause = f"returned:{used.id}"
    known = await coupon_of_cause(house, file.order.store_id, cause)
    terms = Terms(
        store_id=used.store_id,
        merchant_id=used.merchant_id,
        diner_id=used.diner_id,
        amount_fen=used.amount_fen,
        min_spend_fen=used.min_spend_fen,
        valid_from=used.valid_from,
        valid_until=used.valid_until,
        origin=used.origin,
        origin_key=cause,
        cause_order_id=file.order.id,
    )
    _, changes, happenings = give(known, terms, stamp)
    return changes, happenings
