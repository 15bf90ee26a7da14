"""A coupon comes into being, for whatever cause; and its alarm clock, when its last day is over."""

from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.messages.model import About, Content, Kind
from wendan.domains.messages.rules import number_of
from wendan.domains.messages.service import show
from wendan.domains.promotions.errors import CouponCannotBeWithdrawn, CouponIsUnknown
from wendan.domains.promotions.model import Coupon, Origin, Terms
from wendan.domains.promotions.service import issue, ring, withdraw
from wendan.domains.promotions.store import COUPON_BY_ID, COUPON_BY_ORIGIN
from wendan.domains.recovery.rules.ladder import IN_PAGE
from wendan.flows.house import House, Stamp
from wendan.kernel.money import yuan_text
from wendan.kernel.states import Contradicts
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer


def give(known: Coupon | None, terms: Terms, stamp: Stamp) -> tuple[Coupon, Changes, list[Happening]]:
    """The coupon of this cause: `known`, where it has given one already, or a new one and what is written for it.

    The happenings go into the history of the order that is the cause. Every coupon begins here and only here, and its
    customer reads of it on that order's page; a rung tells of its own.
    """
    if known is not None:
        return known, NOTHING, []
    coupon, changes = issue(terms, stamp.id(), stamp.now)
    changes += _told(coupon, stamp)
    words = {
        "coupon": coupon.id,
        "amount_fen": coupon.amount_fen,
        "origin": coupon.origin,
        "valid_until": coupon.valid_until,
    }
    return coupon, changes, [Happening("coupon-issued", words)]


def _told(coupon: Coupon, stamp: Stamp) -> Changes:
    if coupon.cause_order_id is None or coupon.origin is Origin.RUNG:
        return NOTHING
    number = number_of(coupon.origin_key)
    about = About(coupon.store_id, coupon.cause_order_id, coupon.diner_id, Kind.COUPON, number)
    words = {"amount": yuan_text(coupon.amount_fen), "reason": coupon.origin_key.partition(":")[0]}
    content = Content(IN_PAGE, Kind.COUPON, words, coupon_id=coupon.id)
    return show(about, content, stamp.id(), stamp.now)[1]


async def coupon_of_cause(house: House, store_id: UUID, origin_key: str) -> Coupon | None:
    """The coupon that this cause has given, if it has."""
    return await house.database.read(COUPON_BY_ORIGIN, store_id=store_id, origin_key=origin_key)


async def take_back_coupon(house: House, store_id: UUID, coupon_id: UUID) -> Coupon:
    """A person takes a coupon back that nobody has used; what it drew from a budget stays spent.

    Raises CouponIsUnknown, CouponCannotBeWithdrawn.
    """
    return await house.decide("coupon", lambda: _take_back_once(house, store_id, coupon_id))


async def _take_back_once(house: House, store_id: UUID, coupon_id: UUID) -> Coupon:
    coupon = await house.database.read(COUPON_BY_ID, store_id=store_id, coupon_id=coupon_id)
    if coupon is None:
        raise CouponIsUnknown
    try:
        gone, changes = withdraw(coupon, house.clock.now())
    except Contradicts:
        raise CouponCannotBeWithdrawn(state=coupon.state) from None
    await house.database.commit(changes)
    return gone


async def expire_coupon(house: House, timer: Timer) -> None:
    """The alarm clock of a coupon that nobody has used."""
    await house.decide("coupon", lambda: _expire_once(house, timer))


async def _expire_once(house: House, timer: Timer) -> None:
    coupon = await house.database.read(COUPON_BY_ID, store_id=timer.store_id, coupon_id=timer.subject_id)
    assert coupon is not None, "coupons are never deleted"
    _, changes = ring(coupon, house.clock.now())
    await house.database.commit(changes)
