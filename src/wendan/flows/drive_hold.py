"""The alarm clock of held money: ask what became of it, undo it, take it when the meal was handed over, or give it back.

Every question is counted, and the next one set, before the channel hears it; what it answers enters by `settle`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from wendan.channels.port import ChannelRefused
from wendan.channels.preauth import HoldNews, HoldWord, told
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.ordering.model import OrderState
from wendan.domains.ordering.rules import pickup_until
from wendan.domains.preauth.model import Circumstances, Preauth, PreauthState, Step
from wendan.domains.preauth.rules import next_look_at, next_step
from wendan.domains.preauth.service import asked, look_no_more, release, unanswered
from wendan.domains.preauth.states import LIVE
from wendan.flows.capture import capture_hold
from wendan.flows.hold_rows import hold_key, release_ask
from wendan.flows.house import House
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.settle import settle
from wendan.flows.settle_hold import why_unwanted
from wendan.kernel.errors import Silence
from wendan.kernel.news import Source
from wendan.platform.timers import Timer

GIVEN_UP: Final = (PreauthState.FAILED, PreauthState.CLOSED)


async def drive_hold(house: House, timer: Timer) -> None:
    """Do the one thing that is to be done about this hold now."""
    file = await read_order_file(house, timer.store_id, timer.order_id)
    assert file is not None
    preauth = file.preauth(timer.subject_id)
    step = next_step(preauth, circumstances_of(house, file))
    if step is Step.DONE:
        await house.database.commit(look_no_more(preauth, house.clock.now()))
    elif step is Step.WAIT:
        due_at = pickup_until(file.order.confirmed_at or house.clock.now(), file.store.timezone)
        await house.database.commit(asked(preauth, house.clock.now(), due_at)[1])
    else:
        await _DO[step](house, preauth)
        house.hints.changed(timer.store_id, timer.order_id)


def circumstances_of(house: House, file: OrderFile) -> Circumstances:
    """What decides about the order's held money now."""
    order, now = file.order, house.clock.now()
    is_over = order.confirmed_at is not None and now >= pickup_until(order.confirmed_at, file.store.timezone)
    return Circumstances(
        is_waiting=order.state is OrderState.AWAITING_PAYMENT,
        is_owed=file.is_owed,
        is_due=order.state is OrderState.COMPLETED or is_over,
    )


async def ask_hold(house: House, preauth: Preauth) -> None:
    """Ask once what became of it; an end that the channel confirms is asked about no more."""
    counted = await house.decide("preauth", lambda: _count_once(house, preauth))
    if counted is None:
        return
    try:
        news = await house.holders[preauth.channel].query_freeze(hold_key(counted))
    except (Silence, ChannelRefused):
        await house.decide("preauth", lambda: _unsure_once(house, counted))
        return
    await settle(house, told(news))
    now = await _current(house, preauth)
    if now[1].state in GIVEN_UP:
        await house.database.commit(look_no_more(now[1], house.clock.now()))


async def close_hold(house: House, preauth: Preauth) -> None:
    """Nobody shall agree any more: query, undo at the channel. What is held already counts, whoever was faster."""
    counted = await house.decide("preauth", lambda: _count_once(house, preauth))
    if counted is None:
        return
    holder, key = house.holders[preauth.channel], hold_key(counted)
    try:
        news = await holder.query_freeze(key)
        if news.word in (HoldWord.ACCEPTED, HoldWord.MISSING):
            news = _undone(await holder.cancel(key))
    except (Silence, ChannelRefused):
        await house.decide("preauth", lambda: _unsure_once(house, counted))
        return
    await settle(house, told(news))


def _undone(news: HoldNews) -> HoldNews:
    return replace(news, source=Source.CLOSE) if news.word is HoldWord.MISSING else news


async def release_hold(house: House, preauth: Preauth) -> None:
    """Give it back; from the second time on the channel is asked first whether it has gone back already."""
    counted = await house.decide("preauth", lambda: _release_once(house, preauth))
    if counted is None:
        return
    holder, key = house.holders[preauth.channel], hold_key(counted)
    file, _ = await _current(house, preauth)
    try:
        news = await holder.query_freeze(key)
        if news.word is not HoldWord.CLOSED:
            news = await holder.unfreeze(release_ask(house, file, counted))
    except Silence:
        return
    except ChannelRefused as refused:
        if not refused.retryable:
            code = refused.code
            await house.decide("preauth", lambda: _not_released_once(house, counted, code))
        return
    await settle(house, told(news))


async def _release_once(house: House, preauth: Preauth) -> Preauth | None:
    file, current = await _current(house, preauth)
    if current.state is PreauthState.FROZEN:
        stamp = house.stamp()
        going, changes = release(current, why_unwanted(file.order), stamp.now)
        told_so = Happening("hold-releasing", {"number": going.number, "why": going.why})
        await house.database.commit(changes + file.evidence(stamp, told_so))
        return await _release_once(house, preauth)
    return await _counted(house, current) if current.state is PreauthState.RELEASING else None


async def _count_once(house: House, preauth: Preauth) -> Preauth | None:
    _, current = await _current(house, preauth)
    return await _counted(house, current) if current.state in (*LIVE, *GIVEN_UP) else None


async def _counted(house: House, current: Preauth) -> Preauth:
    now = house.clock.now()
    counted, changes = asked(current, now, next_look_at(current, house.settings.query_schedule_s, now))
    await house.database.commit(changes)
    return counted


async def _unsure_once(house: House, preauth: Preauth) -> None:
    _, current = await _current(house, preauth)
    if current.state in LIVE:
        await house.database.commit(unanswered(current)[1])


async def _not_released_once(house: House, preauth: Preauth, code: str) -> None:
    file, current = await _current(house, preauth)
    stamp = house.stamp()
    reason = f"{current.channel} does not give back what {current.number} holds: {code}"
    finding = Finding(
        current.store_id,
        current.order_id,
        CaseType.HOLD_NOT_RELEASED,
        current.number,
        reason,
        current.amount_fen,
    )
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    if changes:
        happening = Happening("case-opened", {"type": case.type, "reason": reason})
        await house.database.commit(changes + file.evidence(stamp, happening))


async def _current(house: House, preauth: Preauth) -> tuple[OrderFile, Preauth]:
    file = await read_order_file(house, preauth.store_id, preauth.order_id)
    assert file is not None
    return file, file.preauth(preauth.id)


_DO: Final[dict[Step, Callable[[House, Preauth], Awaitable[None]]]] = {
    Step.ASK: ask_hold,
    Step.CLOSE: close_hold,
    Step.CAPTURE: capture_hold,
    Step.RELEASE: release_hold,
}
