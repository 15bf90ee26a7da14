"""A gateway reports what became of a message: verified, kept raw, committed, believed; by asking, where we died between."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final
from uuid import UUID

from wendan.domains.messages.store import HOME_OF_MESSAGE, MESSAGE_BY_ID
from wendan.flows.house import House
from wendan.flows.settle import Receipt
from wendan.flows.tell import ask_what_became, heard_of, learn
from wendan.kernel.errors import Silence
from wendan.notify.port import ReportRejected
from wendan.platform.inbox import Callback, keep

GATEWAY: Final = "gateway"


async def hear_report(house: House, way: str, target: str, headers: Mapping[str, str], body: bytes) -> None:
    """Once this returns the gateway may hear yes. Raises ReportRejected."""
    reporter = house.ways.reporters.get(way)
    if reporter is None:
        raise ReportRejected("unknown-way")
    message_id, delivery = reporter.hear(target, headers, body)
    home = await house.database.read(HOME_OF_MESSAGE, message_id=message_id)
    if home is None:
        raise ReportRejected("unknown-message")
    stamp = house.stamp()
    said = f"{message_id}:{delivery.word}"
    callback = Callback(home.store_id, stamp.id(), way, GATEWAY, said, headers, body, stamp.now)
    if not await keep(house.database, callback):
        return
    message = await house.database.read(MESSAGE_BY_ID, store_id=home.store_id, message_id=message_id)
    assert message is not None
    heard = heard_of(delivery, stamp.now, None)
    await learn(house, message, heard, Receipt(home.store_id, callback.id))


async def ask_instead(house: House, callback: Callback) -> None:
    """A report whose receiver died: its signature is old by now, so the gateway is asked, until it answers."""
    message_id = UUID(callback.message_id.partition(":")[0])
    message = await house.database.read(MESSAGE_BY_ID, store_id=callback.store_id, message_id=message_id)
    assert message is not None
    with suppress(Silence):
        await ask_what_became(house, message, Receipt(callback.store_id, callback.id))
