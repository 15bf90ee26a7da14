"""A channel calls: verify, keep raw, commit, say yes; then settle, now or by the alarm clock."""

from collections.abc import Mapping
from dataclasses import dataclass

from wendan.channels.port import CallbackRejected
from wendan.flows.alarm_paid import alarm_paid
from wendan.flows.hear_report import ask_instead
from wendan.flows.house import House
from wendan.flows.settle import Receipt, settle
from wendan.kernel.news import ChannelNews
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Changes
from wendan.platform.inbox import WAITING_CALLBACK, Callback, keep, settled
from wendan.platform.timers import Timer, clear_timer


@dataclass(frozen=True, slots=True)
class Heard:
    """A genuine callback, committed; `news` is None when there is nothing left to settle."""

    news: ChannelNews | None
    receipt: Receipt | None


async def hear(house: House, channel: str, account: str, headers: Mapping[str, str], body: bytes) -> Heard:
    """Verify and commit a callback; once this returns the channel may hear 200. Raises CallbackRejected."""
    known = house.channels.get(channel)
    # Cash believes what it hears, because only our own inbox tells it; no caller from outside does.
    if known is None or not known.calls_back:
        raise CallbackRejected("unknown-channel")
    stamp = house.stamp()
    news = known.hear(account, headers, body, stamp.now)
    if news is None:
        return Heard(None, None)
    home = await house.directory.home_of(news.number)
    store_id = home[0] if home else HEAD_OFFICE
    message_id = news.message_id or f"{news.number}:{news.word}"
    order_id = home[1].order_id if home else None
    callback = Callback(
        store_id, stamp.id(), channel, account, message_id, headers, body, stamp.now, order_id
    )
    is_new = await keep(house.database, callback)
    return Heard(news, Receipt(store_id, callback.id)) if is_new else Heard(None, None)


async def settle_kept(house: House, timer: Timer) -> None:
    """The alarm clock of a callback whose receiver died before settling it."""
    callback = await house.database.read(WAITING_CALLBACK, store_id=timer.store_id, inbox_id=timer.subject_id)
    if callback is None:
        await house.database.commit(Changes.of(clear_timer(timer)))
        return
    if callback.channel in house.ways.reporters:
        await ask_instead(house, callback)
        return
    receipt = Receipt(callback.store_id, callback.id)
    # Its signature was fresh when it came; that moment counts.
    news = house.channels[callback.channel].hear(
        callback.account, callback.headers, callback.body, callback.received_at
    )
    if news is None:
        now = house.clock.now()
        await house.database.commit(settled(receipt.store_id, receipt.inbox_id, now))
    else:
        await _settle_or_alarm(house, news, receipt)


async def _settle_or_alarm(house: House, news: ChannelNews, receipt: Receipt) -> None:
    """Its receiver did not settle it, and neither can we: somebody must know now, not after the next tries."""
    try:
        await settle(house, news, receipt)
    except Exception:
        await alarm_paid(house, news)
        raise
