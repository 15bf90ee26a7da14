"""A message is said, and what became of it is learned: by the answer, by asking, by a gateway's report."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.evidence.service import record
from wendan.domains.evidence.store import CHAIN_END
from wendan.domains.members.model import ServiceWindow
from wendan.domains.members.service import close_window
from wendan.domains.members.store import OPEN_WINDOW
from wendan.domains.messages.model import Heard, Message, MessageSignal, MessageState
from wendan.domains.messages.rules import ask_at
from wendan.domains.messages.service import hear
from wendan.domains.messages.store import MESSAGE_BY_ID
from wendan.flows.house import House
from wendan.flows.ladder_file import SERVICE
from wendan.flows.settle import Receipt, done
from wendan.kernel.errors import Silence
from wendan.kernel.states import Contradicts
from wendan.notify.port import Delivery, Refused, Sent, Why, Word
from wendan.notify.port import Message as Spoken
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.log import logger

TRY_AGAIN_S: Final = 30.0
_ENDS: Final = {
    MessageState.SENT: "message-sent",
    MessageState.DELIVERED: "message-delivered",
    MessageState.UNDELIVERABLE: "message-undeliverable",
    MessageState.UNKNOWN: "message-unknown",
}
_log = logger("wendan.messages")


async def tell(house: House, message: Message) -> None:
    """Say what is committed as SENDING, then write down how it ended."""
    messenger = house.ways.messengers[message.way]
    recipient = house.addresses.open(message.recipient)
    if recipient is None:
        heard = Heard(MessageSignal.LOST, Why.BAD_ADDRESS)
    else:
        spoken = Spoken(message.id, recipient, message.template, message.variables, message.not_after)
        try:
            heard = _taken(await messenger.send(spoken), house.clock.now())
        except Refused as refused:
            heard = _refused(refused, message, house.clock.now())
        except Silence:
            heard = unsure(house, message)
    await learn(house, message, heard)


def _taken(sent: Sent, now: datetime) -> Heard:
    look_at = None if sent.is_final else ask_at(0, now)
    return Heard(MessageSignal.TAKEN, reference=sent.reference, look_at=look_at)


def _refused(refused: Refused, message: Message, now: datetime) -> Heard:
    """Certainly not sent: tried again while it is worth saying, given up otherwise."""
    again_at = now + timedelta(seconds=refused.after_s or TRY_AGAIN_S)
    if refused.retryable and (message.not_after is None or again_at < message.not_after):
        return Heard(MessageSignal.NOT_TAKEN, refused.why, look_at=again_at)
    return Heard(MessageSignal.LOST, refused.why)


def tells_more(house: House, message: Message) -> bool:
    """Whether the other side can be asked what became of it."""
    messenger = house.ways.messengers.get(message.way)
    return messenger is not None and messenger.repeats_safely


def unsure(house: House, message: Message) -> Heard:
    """It may have been said. Where nobody can be asked it stays so for ever, and it is not said again."""
    now = house.clock.now()
    return Heard(MessageSignal.SILENT, look_at=ask_at(0, now) if tells_more(house, message) else None)


async def ask_what_became(house: House, message: Message, receipt: Receipt | None = None) -> None:
    """Ask the other side once. With a receipt its silence is raised, so that the inbox asks again."""
    now = house.clock.now()
    next_at = ask_at(message.asked_times + 1, now)
    try:
        heard = heard_of(await house.ways.messengers[message.way].status(message.id), now, next_at)
    except Silence:
        if receipt is not None:
            raise
        heard = Heard(MessageSignal.SILENT, look_at=next_at, was_asked=True)
    await learn(house, message, heard, receipt)


def heard_of(delivery: Delivery, now: datetime, next_at: datetime | None) -> Heard:
    """The other side's word in ours."""
    match delivery.word:
        case Word.DELIVERED:
            return Heard(MessageSignal.DELIVERED)
        case Word.UNDELIVERABLE:
            return Heard(MessageSignal.LOST, delivery.why)
        case Word.ON_ITS_WAY:
            return Heard(MessageSignal.TAKEN, look_at=next_at, was_asked=True)
    return Heard(
        MessageSignal.NOT_TAKEN, look_at=next_at or now + timedelta(seconds=TRY_AGAIN_S), was_asked=True
    )


async def learn(house: House, message: Message, heard: Heard, receipt: Receipt | None = None) -> None:
    """The one door for what is heard of a message; in any order, any number of times."""
    place = (message.store_id, message.order_id)
    await house.decide("tell", lambda: _learn_once(house, (place, message.id), heard, receipt))
    house.hints.changed(*place)


async def _learn_once(
    house: House, where: tuple[tuple[UUID, UUID], UUID], heard: Heard, receipt: Receipt | None
) -> None:
    (store_id, order_id), message_id = where
    stamp = house.stamp()
    message, chain_end, window = await house.database.read(
        MESSAGE_BY_ID,
        CHAIN_END,
        OPEN_WINDOW,
        store_id=store_id,
        order_id=order_id,
        message_id=message_id,
        now=stamp.now,
    )
    assert message is not None
    changes = done(receipt, stamp)
    try:
        moved, moving = hear(message, heard, stamp.now)
    except Contradicts as contradiction:
        _log.warning("what is heard of a message cannot be", message=str(message_id), why=str(contradiction))
    else:
        changes += moving
        if moved.state is not message.state and moved.state in _ENDS:
            words = {"message": message.id, "way": message.way, "reason": moved.reason}
            happening = Happening(_ENDS[moved.state], words)
            changes += record(chain_end, (store_id, order_id), [happening], stamp.now)
            changes += _closed_there(moved, window)
    await house.database.commit(changes)


def _closed_there(message: Message, window: ServiceWindow | None) -> Changes:
    """The window that WeChat did not know, or that others have used up: the next rung need not try it again."""
    is_closed = message.way == SERVICE and message.reason == Why.NO_CONSENT
    if window is None or message.sending_at is None or not is_closed:
        return NOTHING
    return close_window(window, message.sending_at)
