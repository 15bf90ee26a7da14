"""A message's own alarm clock: what became of it is asked, and what nobody has is said again while it is worth saying."""

from typing import Final
from uuid import UUID

from wendan.domains.balances.store import MOVE_BY_ID
from wendan.domains.messages.model import Heard, Kind, Message, MessageSignal, MessageState
from wendan.domains.messages.service import begin_again, hear
from wendan.domains.ordering.service import touch
from wendan.domains.ordering.states import SERVED
from wendan.domains.recovery.rules.debts import decide_debt_rung
from wendan.domains.recovery.rules.ladder import (
    Decision,
    Send,
    Skip,
    SkipReason,
    Stop,
    Wait,
    decide_rung,
)
from wendan.flows.debt_file import read_debt_file
from wendan.flows.house import House, Stamp
from wendan.flows.ladder_file import LadderFile, read_ladder_file
from wendan.flows.tell import ask_what_became, learn, tell, tells_more, unsure
from wendan.flows.tell_failure import read_failure_file
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, clear_timer


async def follow(house: House, timer: Timer) -> None:
    """Look after one message until nothing more can be learned of it."""
    file = await read_ladder_file(house, timer.store_id, timer.order_id)
    message = file.message(timer.subject_id)
    if message is None or not message.is_followed:
        await house.database.commit(Changes.of(clear_timer(timer)))
    elif message.state is MessageState.PLANNED:
        await _say_again(house, message)
    elif not tells_more(house, message):
        # Whoever sent it has died, or its way was taken away: a second time would be one too many.
        await learn(house, message, unsure(house, message))
    else:
        await ask_what_became(house, message)


async def _say_again(house: House, message: Message) -> None:
    once = _ONCE.get(message.kind, _unpaid_once)
    sending = await house.decide("remind", lambda: once(house, message))
    if sending is not None:
        await tell(house, sending)
    house.hints.changed(message.store_id, message.order_id)


async def _unpaid_once(house: House, known: Message) -> Message | None:
    """A rung of an unpaid order, about to be sent; None when it is better left, or somebody else looks after it."""
    file = await read_ladder_file(house, known.store_id, known.order_id)
    message, stamp = file.message(known.id), house.stamp()
    if message is None or message.state is not MessageState.PLANNED:
        return None
    reminding = file.policy.reminding
    rung = reminding.rungs[message.rung - 1]
    decision = decide_rung(reminding, message.rung, file.facts(house.ways, rung, stamp.now, message))
    return await _again(house, file, message, (decision, _why_over(file)), stamp)


async def _owed_once(house: House, known: Message) -> Message | None:
    """The same of a debt."""
    lent = await house.database.read(MOVE_BY_ID, move_id=UUID(known.variables["debt"]))
    assert lent is not None
    stamp = house.stamp()
    file = await read_debt_file(house, lent)
    message, collecting = file.ladder.message(known.id), file.ladder.policy.collecting
    if message is None or message.state is not MessageState.PLANNED:
        return None
    rung = collecting.rungs[message.rung - 1]
    facts = file.facts(house.ways, rung, stamp.now, message)
    decision = decide_debt_rung(collecting, message.rung, facts)
    return await _again(house, file.ladder, message, (decision, SkipReason.IS_PAID), stamp)


async def _failed_once(house: House, known: Message) -> Message | None:
    """The same of a failure that no page has shown."""
    place, payment_id = (known.store_id, known.order_id), UUID(known.variables["payment"])
    file = await read_failure_file(house, place, payment_id)
    message, stamp = file.ladder.message(known.id), house.stamp()
    if message is None or message.state is not MessageState.PLANNED:
        return None
    decision = file.decide(house, stamp.now, message)
    return await _again(house, file.ladder, message, (decision, _why_over(file.ladder)), stamp)


_ONCE: Final = {Kind.DEBT: _owed_once, Kind.FAILURE: _failed_once}


async def _again(
    house: House,
    file: LadderFile,
    message: Message,
    decided: tuple[Decision, SkipReason],
    stamp: Stamp,
) -> Message | None:
    """The decision written down; the reason beside it is why it may be over."""
    decision, why_over = decided
    sending, changes = None, Changes()
    match decision:
        case Send():
            sending, changes = begin_again(message, stamp.now)
            changes += touch(file.order, stamp.now)
        case Wait(until):
            changes = hear(message, Heard(MessageSignal.NOT_TAKEN, look_at=until), stamp.now)[1]
        case Skip(reason):
            changes = hear(message, Heard(MessageSignal.SKIP, reason), stamp.now)[1]
        case Stop():
            changes = hear(message, Heard(MessageSignal.SKIP, why_over), stamp.now)[1]
    await house.database.commit(changes)
    return sending


def _why_over(file: LadderFile) -> SkipReason:
    return SkipReason.IS_PAID if file.order.state in SERVED else SkipReason.IS_OVER
