"""A person of the staff gives the customer of an order a coupon: named, within the store's budget, once for each word."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.promotions.errors import CouponHasNoOwner, CouponIdWasUsed, CouponNeedsTwoPeople
from wendan.domains.promotions.model import Coupon, Origin, Terms
from wendan.domains.promotions.rules import demand_budget
from wendan.domains.promotions.service import draw
from wendan.domains.risk.rules.known import SHARED_ENTRIES
from wendan.flows.amends import open_purse
from wendan.flows.give_coupon import give
from wendan.flows.house import House
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class Present:
    """Who gives how much to the customer of which order, and why; `client_key` makes it happen once."""

    store_id: UUID
    order_id: UUID
    amount_fen: Fen
    min_spend_fen: Fen
    words: str
    by: str
    client_key: str


async def give_by_hand(house: House, present: Present) -> tuple[Coupon, bool]:
    """The coupon, and whether it had been given before under the same key.

    Raises OrderIsUnknown, CouponHasNoOwner, CouponNeedsTwoPeople, CouponIdWasUsed, BudgetIsExhausted.
    """
    given = await house.decide("coupon", lambda: _give_once(house, present))
    house.hints.changed(present.store_id, present.order_id)
    return given


async def _give_once(house: House, present: Present) -> tuple[Coupon, bool]:
    file = await read_order_file(house, present.store_id, present.order_id)
    if file is None:
        raise OrderIsUnknown
    if file.order.entry in SHARED_ENTRIES:
        raise CouponHasNoOwner(entry=file.order.entry)
    limit = await house.policies.four_eyes_above(present.store_id, file.store.merchant_id)
    if present.amount_fen > limit:
        raise CouponNeedsTwoPeople(above_fen=limit)
    stamp = house.stamp()
    purse = await open_purse(house, file, f"hand:{present.client_key}", stamp)
    if purse.given is not None:
        return _the_same(purse.given, file, present), True
    demand_budget(purse.budget, purse.spent, present.amount_fen)
    terms = Terms(
        store_id=present.store_id,
        merchant_id=file.store.merchant_id,
        diner_id=file.order.diner_id,
        amount_fen=present.amount_fen,
        min_spend_fen=present.min_spend_fen,
        valid_from=stamp.now,
        valid_until=stamp.now + timedelta(days=file.policy.coupons.valid_days),
        origin=Origin.MANUAL,
        origin_key=purse.cause,
        cause_order_id=file.order.id,
        drawn_on=purse.day,
    )
    coupon, changes, happenings = give(None, terms, stamp)
    changes += draw(present.store_id, purse.spent, purse.day, present.amount_fen)
    by_hand = Happening("coupon-given", {"coupon": coupon.id, "by": present.by, "words": present.words})
    await house.database.commit(changes + file.evidence(stamp, by_hand, *happenings))
    return coupon, False


def _the_same(given: Coupon, file: OrderFile, present: Present) -> Coupon:
    content = (given.cause_order_id, given.amount_fen, given.min_spend_fen)
    if content != (file.order.id, present.amount_fen, present.min_spend_fen):
        raise CouponIdWasUsed(coupon_id=str(given.id))
    return given
