"""Letters leave the outbox until each has arrived."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from wendan.flows.house import House
from wendan.kernel.errors import Silence
from wendan.notify.port import Notifier
from wendan.platform.outbox import LETTERS, Bag, Letter, claim_letters, let_rest, mark_sent

REST_S: Final = 0.5
REST_AFTER_SILENCE: Final = timedelta(seconds=5)


async def deliver_letters(house: House, notifier: Notifier) -> float:
    """Send what waits, oldest first; the real seconds until it is worth looking again."""

    async def deliver(letter: Letter) -> bool:
        try:
            await notifier.deliver(letter)
        except Silence:
            return False
        return True

    is_full = await empty(house, LETTERS, deliver, REST_AFTER_SILENCE)
    return 0.0 if is_full else REST_S


async def empty(house: House, bag: Bag, carry: Callable[[Letter], Awaitable[bool]], rest: timedelta) -> bool:
    """Carry a bag of what waits, all at once; whether it was full. What does not arrive rests before anybody tries again."""
    carried = await claim_letters(house.database, bag, house.clock.now())
    ends = await asyncio.gather(*map(carry, carried), return_exceptions=True)
    now = house.clock.now()
    await mark_sent(
        house.database, [letter for letter, end in zip(carried, ends, strict=True) if end is True], now
    )
    resting = [letter for letter, end in zip(carried, ends, strict=True) if end is not True]
    await let_rest(house.database, resting, now + rest)
    for trouble in ends:
        if isinstance(trouble, BaseException):
            raise trouble
    return len(carried) == bag.most
