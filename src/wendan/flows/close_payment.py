"""Make sure that nobody can pay on a number any more: query, close at the channel, verify. Silence waits."""

from datetime import datetime, timedelta

from wendan.channels.port import ChannelRefused, CloseAnswer
from wendan.domains.payments.model import Payment
from wendan.domains.payments.rules import next_close_at
from wendan.domains.payments.service import ask_again, asked
from wendan.domains.payments.states import LIVE
from wendan.flows.answers import Answer, news_of
from wendan.flows.house import House
from wendan.flows.order_file import read_order_file
from wendan.flows.payment_rows import closable_from, key_of
from wendan.flows.settle import settle
from wendan.kernel.errors import Silence
from wendan.kernel.news import Source, Word
from wendan.platform.changes import Changes

AGAIN_AFTER = timedelta(seconds=30)


async def close_payment(house: House, payment: Payment) -> bool:
    """Whether the payment is final now. The channel's word decides: an "already paid" is a payment."""
    now = house.clock.now()
    not_before = closable_from(house, payment)
    if not await house.decide(
        "close", lambda: _plan_once(house, payment, max(not_before, now + AGAIN_AFTER))
    ):
        return True
    try:
        if not await _query(house, payment):
            return True
        if now < not_before:
            return False
        return await _close_and_verify(house, payment)
    except (Silence, ChannelRefused):
        return False


async def _close_and_verify(house: House, payment: Payment) -> bool:
    closing = await house.channels[payment.channel].close(key_of(payment))
    if closing.answer is CloseAnswer.NOT_YET:
        if closing.ends_at is not None:
            await _set_clock(house, payment, next_close_at(house.clock.now(), closing.ends_at))
        return False
    if closing.answer is CloseAnswer.MISSING:
        missing = Answer(Word.MISSING, Source.CLOSE, closing.raw)
        await settle(house, news_of(payment, missing, house.clock.now()))
    return not await _query(house, payment)


async def _set_clock(house: House, payment: Payment, at: datetime) -> None:
    """Sooner than planned. A clock of a payment that has ended meanwhile finds that out and goes."""
    if await _live(house, payment) is not None:
        await house.database.commit(Changes.of(ask_again(payment, at)))


async def _query(house: House, payment: Payment) -> bool:
    """Ask and settle; whether the payment is still live afterwards."""
    news = await house.channels[payment.channel].query(key_of(payment))
    await settle(house, news)
    return await _live(house, payment) is not None


async def _live(house: House, payment: Payment) -> Payment | None:
    file = await read_order_file(house, payment.store_id, payment.order_id)
    assert file is not None
    current = file.payment(payment.id)
    return current if current.state in LIVE else None


async def _plan_once(house: House, payment: Payment, again_at: datetime) -> bool:
    """Set the next try before this one begins; False when the payment is final already."""
    current = await _live(house, payment)
    if current is None:
        return False
    await house.database.commit(asked(current, house.clock.now(), again_at)[1])
    return True
