"""Ask the channel until certain: soon after the request, then ever more slowly, and never giving up."""

from datetime import timedelta
from uuid import UUID

from wendan.channels.port import ChannelRefused
from wendan.domains.ordering.model import OrderState
from wendan.domains.payments.model import Payment
from wendan.domains.payments.rules import may_ask_now, next_query_at
from wendan.domains.payments.service import asked, unanswered
from wendan.domains.payments.states import LIVE
from wendan.domains.preauth.rules import may_ask_now as may_ask_hold
from wendan.flows.capture import go_on_capturing
from wendan.flows.close_payment import close_payment
from wendan.flows.drive_hold import ask_hold
from wendan.flows.house import House
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.owed import is_uncollected
from wendan.flows.payment_rows import key_of, query_schedule, scene_of
from wendan.flows.settle import Settlement, settle
from wendan.kernel.errors import Silence
from wendan.kernel.scene import Scene
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, clear_timer


async def sweep(house: House, timer: Timer) -> None:
    """The alarm clock of an uncertain payment: ask, or close it when its order needs it no more."""
    file = await read_order_file(house, timer.store_id, timer.order_id)
    assert file is not None
    payment = file.payment(timer.subject_id)
    if payment.state not in LIVE:
        # Somebody else learned its end while this clock was being set again.
        await house.database.commit(Changes.of(clear_timer(timer)))
        return
    if file.preauth_of(payment.number) is not None:
        await go_on_capturing(house, payment)
    elif _waits_for(house, file, payment) and not _has_left(house, payment):
        await ask_channel(house, payment)
    else:
        await close_payment(house, payment)


def _waits_for(house: House, file: OrderFile, payment: Payment) -> bool:
    """Whether the order still wants this payment: it waits for money, or owes it and the attempt's time is not over."""
    is_owed = is_uncollected(file.order.state, file.payments, file.preauths)
    is_in_time = house.clock.now() < payment.expires_at
    return file.order.state is OrderState.AWAITING_PAYMENT or (is_owed and is_in_time)


def _has_left(house: House, payment: Payment) -> bool:
    """Whether a customer at the counter has had long enough to answer their phone."""
    patience = timedelta(seconds=house.settings.barcode_patience_s)
    is_at_counter = scene_of(house, payment) is Scene.BARCODE
    return is_at_counter and house.clock.now() - payment.requested_at >= patience


async def ask_now(house: House, store_id: UUID, order_id: UUID) -> None:
    """A page waits for the truth: ask about every live attempt at once, but not more often than allowed."""
    file = await read_order_file(house, store_id, order_id)
    if file is None:
        return
    now = house.clock.now()
    for payment in file.live_payments():
        if may_ask_now(payment, now, house.settings.ask_min_gap_s):
            await ask_channel(house, payment)
    for preauth in file.live_preauths():
        if may_ask_hold(preauth, now, house.settings.ask_min_gap_s):
            await ask_hold(house, preauth)


async def ask_channel(house: House, payment: Payment) -> Settlement | None:
    """Query once; None when the channel gave no certain answer."""
    counted = await house.decide("sweep", lambda: _count_once(house, payment))
    if counted is None:
        return None
    try:
        news = await house.channels[counted.channel].query(key_of(counted))
    except (Silence, ChannelRefused):
        await house.decide("sweep", lambda: _unsure_once(house, counted))
        return None
    return await settle(house, news)


async def _count_once(house: House, payment: Payment) -> Payment | None:
    """Count the query and set the next one before the channel hears of it."""
    file = await _still_live(house, payment)
    if file is None:
        return None
    now = house.clock.now()
    current = file.payment(payment.id)
    schedule = query_schedule(house, current)
    counted, changes = asked(current, now, next_query_at(current.asked_times + 1, schedule, now))
    await house.database.commit(changes)
    return counted


async def _unsure_once(house: House, payment: Payment) -> None:
    file = await _still_live(house, payment)
    if file is not None:
        await house.database.commit(unanswered(file.payment(payment.id))[1])


async def _still_live(house: House, payment: Payment) -> OrderFile | None:
    file = await read_order_file(house, payment.store_id, payment.order_id)
    assert file is not None
    return file if file.payment(payment.id).state in LIVE else None
