"""Alarms as JSON to a webhook, or, where none is set, as loud lines in the log."""

import asyncio
from typing import Final

import aiohttp
import msgspec

from wendan.kernel.errors import Silence
from wendan.platform.log import logger
from wendan.platform.outbox import Letter

LETTER_HEADER: Final = "X-Wendan-Letter"
ANSWER_WITHIN_S: Final = 5.0
_encode = msgspec.json.Encoder().encode


class Webhook:
    """POSTs each letter; any 2xx means that it has arrived. The letter's id lets the receiver know a repeat."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, letter: Letter) -> None:
        """Raises Silence unless the receiver said 2xx."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S))
        headers = {"Content-Type": "application/json", LETTER_HEADER: str(letter.id)}
        try:
            async with self._session.post(self._url, data=_encode(letter), headers=headers) as answer:
                if not 200 <= answer.status < 300:
                    raise Silence(f"the webhook answered {answer.status}")
        except (aiohttp.ClientError, TimeoutError, OSError) as broken:
            raise Silence("the webhook did not answer") from broken

    async def aclose(self) -> None:
        """Close connections and let their transports finish."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()
            await asyncio.sleep(0)


class LoudLog:
    """Without a webhook an alarm is a warning in the structured log."""

    def __init__(self) -> None:
        self._log = logger("wendan.alarm")

    async def deliver(self, letter: Letter) -> None:
        """A line in the log cannot fail."""
        self._log.warning(
            letter.topic,
            letter=str(letter.id),
            store_id=str(letter.store_id),
            order_id=letter.order_id and str(letter.order_id),
            content=dict(letter.content),
        )

    async def aclose(self) -> None:
        """Nothing is open."""
