"""Letters leave the outbox until each has arrived."""

import asyncio

from wendan.flows.house import House
from wendan.kernel.errors import Silence
from wendan.notify.port import Notifier
from wendan.platform.outbox import WAITING, Letter, mark_sent

REST_S = 0.5
REST_AFTER_SILENCE_S = 5.0


async def deliver_letters(house: House, notifier: Notifier) -> float:
    """Send what waits, oldest first; the real seconds until it is worth looking again."""
    waiting = await house.database.read(WAITING)
    arrived = await asyncio.gather(*(_deliver(notifier, letter) for letter in waiting))
    sent = [letter for letter, has_arrived in zip(waiting, arrived, strict=True) if has_arrived]
    await mark_sent(house.database, sent, house.clock.now())
    return REST_S if len(sent) == len(waiting) else REST_AFTER_SILENCE_S


async def _deliver(notifier: Notifier, letter: Letter) -> bool:
    try:
        await notifier.deliver(letter)
    except Silence:
        return False
    return True
