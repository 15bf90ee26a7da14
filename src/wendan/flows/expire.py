"""An order's time is over: closing → query → close at the channel → verify → release stock.

Stock is not released while money can still arrive. The last payment's CLOSED, heard in `settle`, closes the
order in the same commit; here only an order that nobody ever tried to pay is closed directly.
"""

from datetime import timedelta
from uuid import UUID

from wendan.domains.catalog.service import release
from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.errors import OrderIsUnknown, OrderNoLongerAwaitsPayment
from wendan.domains.ordering.model import Order, OrderSignal, OrderState
from wendan.domains.ordering.rules import held_by_item
from wendan.domains.ordering.service import alarm, calm, close, move
from wendan.domains.recovery.service import hush
from wendan.flows.close_payment import close_payment
from wendan.flows.drive_hold import close_hold
from wendan.flows.house import House
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.review_unpaid import review
from wendan.platform.changes import NOTHING
from wendan.platform.timers import Timer

# Until the channel allows a close, the payments' own alarm clocks do the work; this one only looks after them.
LOOK_AGAIN = timedelta(seconds=60)


async def expire(house: House, timer: Timer) -> None:
    """The expiry's alarm clock: begin to close the order, or go on closing it."""
    await close_order(house, timer.store_id, timer.order_id, OrderSignal.EXPIRE)


async def give_up(house: House, store_id: UUID, order_id: UUID, diner_id: UUID | None) -> Order:
    """The diner, or staff (None), cancels an unpaid order; money on its way still counts.

    Raises OrderIsUnknown, OrderNoLongerAwaitsPayment.
    """
    file = await read_order_file(house, store_id, order_id)
    if file is None or diner_id not in (None, file.order.diner_id):
        raise OrderIsUnknown
    if file.order.state not in (OrderState.AWAITING_PAYMENT, OrderState.CLOSING, OrderState.CLOSED):
        raise OrderNoLongerAwaitsPayment(state=file.order.state)
    await close_order(house, store_id, order_id, OrderSignal.CANCEL)
    after = await read_order_file(house, store_id, order_id)
    assert after is not None
    return after.order


async def close_order(house: House, store_id: UUID, order_id: UUID, signal: OrderSignal) -> None:
    """Close the order as far as the channels allow now; alarm clocks carry on with the rest."""
    file = await house.decide("expire", lambda: _begin_once(house, (store_id, order_id), signal))
    house.hints.changed(store_id, order_id)
    if file is None:
        return
    for payment in file.live_payments():
        await close_payment(house, payment)
    for preauth in file.live_preauths():
        await close_hold(house, preauth)


async def _begin_once(house: House, place: tuple[UUID, UUID], signal: OrderSignal) -> OrderFile | None:
    """CLOSING with the alarm clock set again, or closed at once; None when nothing is left to do."""
    file = await read_order_file(house, *place)
    assert file is not None
    stamp = house.stamp()
    order = file.order
    if order.state not in (OrderState.AWAITING_PAYMENT, OrderState.CLOSING):
        # Somebody else finished the order while this clock was being set again.
        await house.database.commit(calm(order, stamp.now))
        return None
    if (
        signal is OrderSignal.EXPIRE
        and order.state is OrderState.AWAITING_PAYMENT
        and stamp.now < order.expires_at
    ):
        await house.database.commit(alarm(order, order.expires_at))
        return None
    closing, changes = move(order, signal, stamp.now)
    happenings = [Happening("order-closing", {"why": signal})] if changes else []
    changes += hush(order.store_id, order.id, stamp.now) if changes else NOTHING
    if changes and signal is OrderSignal.EXPIRE:
        reviewed, opened = review(file, stamp)
        changes += reviewed
        happenings += opened
    if file.live_payments() or file.live_preauths():
        changes += alarm(closing, stamp.now + LOOK_AGAIN)
        await house.database.commit(changes + file.evidence(stamp, *happenings))
        return file
    if changes:
        # Two steps, two commits: a row is written once in each, and the chain shows both.
        await house.database.commit(changes + alarm(closing, stamp.now) + file.evidence(stamp, *happenings))
        return await _begin_once(house, place, signal)
    changes = close(order, file.holds, stamp.now)[1] + release(order.store_id, held_by_item(file.holds))
    await house.database.commit(changes + file.evidence(stamp, Happening("order-closed", {})))
    return None
