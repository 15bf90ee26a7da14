"""Every change of a coupon and of the budget, as `Changes`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.domains.promotions.model import (
    COUPON_TIMER,
    Coupon,
    CouponSignal,
    CouponState,
    Period,
    Spent,
    Terms,
)
from wendan.domains.promotions.rules import month_of
from wendan.domains.promotions.states import COUPON, UNFINISHED
from wendan.domains.promotions.store import COUPON_TABLE, SPENT
from wendan.kernel.money import Fen
from wendan.platform.changes import Change, Changes
from wendan.platform.timers import Timer, clear_timer, set_timer

# A held coupon past its last day is looked at again after so long.
LOOK_AGAIN: Final = timedelta(minutes=5)


def issue(terms: Terms, coupon_id: UUID, now: datetime) -> tuple[Coupon, Changes]:
    """A new coupon with its alarm clock. A cause that has given one already loses the guard of `origin_key`.

    Look with COUPON_BY_ORIGIN first: whoever repeats after a lost guard then finds the coupon there.
    """
    coupon = Coupon(
        store_id=terms.store_id,
        id=coupon_id,
        merchant_id=terms.merchant_id,
        diner_id=terms.diner_id,
        amount_fen=terms.amount_fen,
        min_spend_fen=terms.min_spend_fen,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        origin=terms.origin,
        origin_key=terms.origin_key,
        cause_order_id=terms.cause_order_id,
        drawn_on=terms.drawn_on,
        state=CouponState.ISSUED,
        version=1,
        order_id=None,
        issued_at=now,
        changed_at=now,
    )
    return coupon, Changes.of(COUPON_TABLE.insert(coupon), _alarm(coupon, coupon.valid_until))


def _timer(coupon: Coupon, due_at: datetime) -> Timer:
    # A coupon belongs to no order: its clock goes by its own id.
    return Timer(coupon.store_id, COUPON_TIMER, coupon.id, coupon.id, due_at)


def _alarm(coupon: Coupon, due_at: datetime) -> Change:
    return set_timer(_timer(coupon, due_at))


def hold(coupon: Coupon, order_id: UUID, now: datetime) -> tuple[Coupon, Changes]:
    """An attempt to pay this order carries the coupon; no change where another one of the order does already."""
    return _moved(coupon, CouponSignal.HOLD, order_id, now)


def use(coupon: Coupon, order_id: UUID, now: datetime) -> tuple[Coupon, Changes]:
    """The order's kept payment carried it. Late money may find it free again: then it is held and used at once."""
    held = hold(coupon, order_id, now)[0] if coupon.state is CouponState.ISSUED else coupon
    return _moved(replace(held, version=coupon.version), CouponSignal.USE, order_id, now)


def free(coupon: Coupon, now: datetime) -> tuple[Coupon, Changes]:
    """No attempt that may still succeed carries it: anybody's next order of this diner may."""
    return _moved(coupon, CouponSignal.FREE, None, now)


def withdraw(coupon: Coupon, now: datetime) -> tuple[Coupon, Changes]:
    """Taken back before it was used. Raises Contradicts while it is held, and after."""
    return _moved(coupon, CouponSignal.WITHDRAW, None, now)


def ring(coupon: Coupon, now: datetime) -> tuple[Coupon, Changes]:
    """Its alarm clock: expired, looked at again later, or needed no more."""
    if coupon.state is CouponState.ISSUED and now < coupon.valid_until:
        return coupon, Changes.of(_alarm(coupon, coupon.valid_until))
    if coupon.state is CouponState.HELD:
        return coupon, Changes.of(_alarm(coupon, max(coupon.valid_until, now + LOOK_AGAIN)))
    expired, changes = _moved(coupon, CouponSignal.EXPIRE, None, now)
    return expired, changes or Changes.of(clear_timer(_timer(coupon, now)))


def _moved(
    coupon: Coupon, signal: CouponSignal, order_id: UUID | None, now: datetime
) -> tuple[Coupon, Changes]:
    state = COUPON.after(coupon.state, signal)
    if state is coupon.state:
        return coupon, Changes()
    moved = replace(coupon, state=state, version=coupon.version + 1, order_id=order_id, changed_at=now)
    if state not in UNFINISHED:
        return moved, Changes.of(COUPON_TABLE.update(moved), clear_timer(_timer(moved, now)))
    return moved, Changes.of(COUPON_TABLE.update(moved), _alarm(moved, max(moved.valid_until, now)))


def draw(store_id: UUID, spent: Sequence[Spent], day: date, amount: Fen) -> Changes:
    """`amount` more is spent of the day's and of the month's budget.

    `spent` is what SPENT_ON says: whoever spends at the same moment meets this in the rows' versions.
    """
    known = {each.period: each for each in spent}
    starts = {Period.DAY: day, Period.MONTH: month_of(day)}
    changes = Changes()
    for period, starts_on in starts.items():
        row = known.get(period)
        if row is None:
            changes += Changes.of(SPENT.insert(Spent(store_id, period, starts_on, amount, 1)))
        else:
            more = replace(row, spent_fen=Fen(row.spent_fen + amount), version=row.version + 1)
            changes += Changes.of(SPENT.update(more))
    return changes
