"""Callbacks: made once, sent on the channel's own schedule until accepted, and spoiled as fate wants."""

from functools import partial
from typing import Final, Protocol

import aiohttp

from wendan.sandbox.core import events
from wendan.sandbox.core.chance import dice
from wendan.sandbox.core.desk import Desk
from wendan.sandbox.core.faults import SPOILS_FIRST, CallbackFault
from wendan.sandbox.core.trades import Notice
from wendan.sandbox.core.wire import Letter

USUAL_DELAY_S: Final = 0.5
REORDER_S: Final = 30.0
MOST_ANSWER_BYTES: Final = 2000


class Pen(Protocol):
    """How a channel writes its callbacks."""

    def render(self, notice: Notice, spoil: CallbackFault | None) -> Letter:
        """What is sent, signed now; spoiled in this way if in any: PROBED, MISSIGNED, MISSTAMPED, SKEWED."""
        ...


class Courier:
    """Whether an answer acknowledges is the channel's rule: `Terms.accepts`."""

    def __init__(self, desk: Desk, pen: Pen) -> None:
        self._desk, self._pen = desk, pen
        self._session: aiohttp.ClientSession | None = None

    async def announce(self, kind: str, number: str, url: str, *, is_early: bool = False) -> None:
        """Make the callback; an early one is sent before this returns."""
        desk, now = self._desk, self._desk.now()
        key = desk.terms.notice_id(kind, number)
        faults = desk.fate.of_callback(key)
        is_early |= CallbackFault.EARLY in faults and CallbackFault.LATE not in faults
        delay_s = USUAL_DELAY_S * dice(desk.fate.seed, "delay", key)
        if CallbackFault.LATE in faults:
            delay_s += desk.fate.lateness_s(key)
        if CallbackFault.REORDERED in faults:
            delay_s += REORDER_S * dice(desk.fate.seed, "reorder", key)
        is_lost = CallbackFault.LOST in faults
        desk.books.record(events.NoticeMade(now, key, kind, number, url, now + delay_s, is_lost))
        if is_lost:
            return
        if CallbackFault.DOUBLED in faults:
            for copy in range(1, desk.fate.copies(key)):
                spread_s = REORDER_S * dice(desk.fate.seed, "copy", key, copy)
                desk.agenda.at(now + delay_s + spread_s, partial(self._send_copy, key))
        if is_early:
            await self._send_next(key)
        else:
            desk.agenda.at(now + delay_s, partial(self._send_next, key))

    def resume(self) -> None:
        """After a restart: whatever was still to be sent is put on the agenda again."""
        for key, notice in self._desk.books.notices.items():
            if notice.due_at is not None:
                self._desk.agenda.at(notice.due_at, partial(self._send_next, key))

    async def aclose(self) -> None:
        """Send no more."""
        if self._session is not None:
            await self._session.close()

    async def post(self, url: str, letter: Letter) -> tuple[int, str]:
        """Status and the beginning of the answer; status 0 when none came in time."""
        session = self._open_session()
        try:
            async with session.post(
                url, data=letter.body, headers=letter.headers, allow_redirects=False
            ) as response:
                answer = await _beginning(response.content)
                return response.status, answer.decode(errors="replace")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as reason:
            return 0, type(reason).__name__

    async def _send_next(self, key: str) -> None:
        """One send of the retry chain, and the next one onto the agenda if this was not acknowledged."""
        desk, notice = self._desk, self._desk.books.notices[key]
        if notice.due_at is None:
            return
        if (up_at := desk.down_until()) is not None:
            desk.agenda.at(up_at, partial(self._send_next, key))
            return
        is_accepted = await self._send(notice)
        if notice.is_accepted:
            return
        desk.books.record(events.NoticeSent(desk.now(), key, is_accepted))
        if (again_at := desk.books.notices[key].due_at) is not None:
            desk.agenda.at(again_at, partial(self._send_next, key))

    async def _send_copy(self, key: str) -> None:
        desk, notice = self._desk, self._desk.books.notices[key]
        if desk.down_until() is None and await self._send(notice) and not notice.is_accepted:
            desk.books.record(events.NoticeSent(desk.now(), key, is_accepted=True))

    async def _send(self, notice: Notice) -> bool:
        letter = self._pen.render(notice, self._spoil(notice))
        status, body = await self.post(notice.made.url, letter)
        return self._desk.terms.accepts(status, body)

    def _spoil(self, notice: Notice) -> CallbackFault | None:
        """Only the first send of a chain is spoiled beyond belief, so that a right one follows."""
        faults = self._desk.fate.of_callback(notice.made.id)
        if notice.sends == 0 and (spoil := next((each for each in SPOILS_FIRST if each in faults), None)):
            return spoil
        return CallbackFault.SKEWED if CallbackFault.SKEWED in faults else None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            limit_s = self._desk.options.callback_limit_s
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=16),
                timeout=aiohttp.ClientTimeout(total=30.0, sock_connect=2.0, sock_read=limit_s),
                headers={"Accept": "*/*"},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


async def _beginning(content: aiohttp.StreamReader) -> bytes:
    beginning = b""
    async for chunk in content.iter_any():
        beginning += chunk
        if len(beginning) >= MOST_ANSWER_BYTES:
            break
    return beginning[:MOST_ANSWER_BYTES]
