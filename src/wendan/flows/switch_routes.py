"""A person closes a channel, drains it, or moves its traffic; it comes back by itself."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from wendan.domains.routing.errors import ChannelIsUnknown, NothingWouldBeLeft, SwitchIsUnknown
from wendan.domains.routing.model import Act, Switch
from wendan.domains.routing.rules.methods import METHODS
from wendan.domains.routing.service import end, throw
from wendan.domains.routing.store import SWITCH_BY_ID
from wendan.flows.house import House, Stamp
from wendan.kernel.numbers import HEAD_OFFICE

CHANNELS = frozenset(channel for channel, _ in METHODS)


@dataclass(frozen=True, slots=True)
class SwitchWish:
    """What somebody wants done to a channel, or to one account or method of it, why, and for how long.

    `merchant_id` is None for an operator, whose word goes for every merchant.
    """

    merchant_id: UUID | None
    channel: str
    act: Act
    reason: str
    lasts: timedelta
    by: str
    account: str | None = None
    method: str | None = None
    to_channel: str | None = None


async def switch_route(house: House, wish: SwitchWish) -> Switch:
    """Raises ChannelIsUnknown, NothingWouldBeLeft."""
    return await house.decide("switch", lambda: _switch_once(house, wish))


async def _switch_once(house: House, wish: SwitchWish) -> Switch:
    if wish.channel not in CHANNELS:
        raise ChannelIsUnknown(channel=wish.channel)
    if (wish.act is Act.MOVE) != (wish.to_channel is not None) or wish.to_channel == wish.channel:
        raise NothingWouldBeLeft(channel=wish.channel)
    if wish.to_channel is not None and wish.to_channel not in house.channels:
        raise ChannelIsUnknown(channel=wish.to_channel)
    switch = new_switch(wish, house.stamp())
    await house.database.commit(throw(switch))
    return switch


def new_switch(wish: SwitchWish, stamp: Stamp) -> Switch:
    """The switch that is wished for, in force from this moment on."""
    return Switch(
        store_id=HEAD_OFFICE,
        id=stamp.id(),
        merchant_id=wish.merchant_id,
        channel=wish.channel,
        account=wish.account,
        method=wish.method,
        act=wish.act,
        to_channel=wish.to_channel,
        reason=wish.reason,
        set_by=wish.by,
        set_at=stamp.now,
        until_at=stamp.now + wish.lasts,
        ended_at=None,
        ended_by=None,
        version=1,
    )


async def end_switch(house: House, switch_id: UUID, merchant_id: UUID | None, by: str) -> Switch:
    """Traffic comes back now. Raises SwitchIsUnknown."""
    return await house.decide("switch", lambda: _end_once(house, switch_id, merchant_id, by))


async def _end_once(house: House, switch_id: UUID, merchant_id: UUID | None, by: str) -> Switch:
    switch = await house.database.read(SWITCH_BY_ID, store_id=HEAD_OFFICE, switch_id=switch_id)
    if switch is None or merchant_id not in (None, switch.merchant_id):
        raise SwitchIsUnknown
    ended, changes = end(switch, by, house.clock.now())
    await house.database.commit(changes)
    return ended
