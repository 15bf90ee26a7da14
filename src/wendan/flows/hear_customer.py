"""A diner has turned to the mini-program's customer service: from now on it may answer, so often and so long."""

from collections.abc import Mapping
from typing import Final

from wendan.domains.members.model import ServiceWindow
from wendan.domains.members.service import open_window
from wendan.domains.members.store import WINDOW_OF_DINER
from wendan.flows.authorise import diner_of
from wendan.flows.house import House
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.notify.port import ReportRejected
from wendan.notify.service_door import ServiceDoor, Spoken

KEPT: Final = "success"
"""What WeChat wants to hear, or it pushes again."""


def echo(house: House, query: Mapping[str, str]) -> str:
    """WeChat looks whether somebody is there. Raises ReportRejected."""
    return _door(house).echo(query, house.clock.now())


async def hear_customer(house: House, query: Mapping[str, str], body: bytes) -> str:
    """What WeChat hears, once the window stands. What was written is not kept. Raises ReportRejected."""
    spoken = _door(house).hear(query, body, house.clock.now(), house.ids.nonce())
    if spoken is None:
        return KEPT
    await house.decide("service", lambda: _open_once(house, spoken))
    return spoken.hands_on or KEPT


async def _open_once(house: House, spoken: Spoken) -> None:
    diner_id = diner_of(spoken.openid)
    known = await house.database.read(WINDOW_OF_DINER, diner_id=diner_id)
    new = ServiceWindow(
        store_id=HEAD_OFFICE,
        diner_id=diner_id,
        sealed=house.addresses.close(spoken.openid),
        key=spoken.key,
        opened_at=spoken.said_at,
        open_until=spoken.open_until,
        messages_left=spoken.messages,
    )
    changes = open_window(known, new, house.clock.now())
    if changes:
        await house.database.commit(changes)


def _door(house: House) -> ServiceDoor:
    door = house.ways.service_door
    if door is None:
        raise ReportRejected("unknown-way")
    return door
