"""Callbacks: made once, sent with WeChat's own retry schedule until acknowledged, and spoiled as fate wants."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import msgspec

from wendan.sandbox.wechat import answers, events
from wendan.sandbox.wechat.books import Callback, digits
from wendan.sandbox.wechat.desk import Desk
from wendan.sandbox.wechat.faults import CallbackFault, dice
from wendan.sandbox.wechat.words import rfc3339

SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
    "REFUND.CLOSED": "退款关闭",
    "SECURITY_ECHO.SUCCESS": "安全自检",
}
ACKNOWLEDGED = (200, 204)
MOST_BODIES = 2000
USUAL_DELAY_S = 0.5
REORDER_S = 30.0
SKEW_S, OVER_WINDOW_S = 200.0, 400.0


def callback_id(kind: str, number: str) -> str:
    """The same event about the same number is the same callback."""
    return f"EV-{digits(kind + number, 32)}"


class Courier:
    """HTTP status 200 or 204 within the limit is an acknowledgement, whatever the body says."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._bodies: dict[str, bytes] = {}
        self._session: aiohttp.ClientSession | None = None

    async def announce(self, kind: str, number: str, url: str, *, is_early: bool = False) -> None:
        """Make the callback; an early one is sent before this returns."""
        desk, now, key = self._desk, self._desk.now(), callback_id(kind, number)
        faults = desk.fate.of_callback(key)
        is_early |= CallbackFault.EARLY in faults and CallbackFault.LATE not in faults
        delay_s = USUAL_DELAY_S * dice(desk.fate.seed, "delay", key)
        if CallbackFault.LATE in faults:
            delay_s += desk.fate.lateness_s(key)
        if CallbackFault.REORDERED in faults:
            delay_s += REORDER_S * dice(desk.fate.seed, "reorder", key)
        is_lost = CallbackFault.LOST in faults
        desk.books.record(events.CallbackMade(now, key, kind, number, url, now + delay_s, is_lost))
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
        for key, callback in self._desk.books.callbacks.items():
            if callback.due_at is not None:
                self._desk.agenda.at(callback.due_at, partial(self._send_next, key))

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _send_next(self, key: str) -> None:
        """One send of the retry chain, and the next one onto the agenda if this was not acknowledged."""
        desk, callback = self._desk, self._desk.books.callbacks[key]
        if callback.due_at is None:
            return
        if (up_at := desk.down_until()) is not None:
            desk.agenda.at(up_at, partial(self._send_next, key))
            return
        is_accepted = await self._send(callback)
        if callback.is_accepted:
            return
        desk.books.record(events.CallbackSent(desk.now(), key, is_accepted))
        if (again_at := desk.books.callbacks[key].due_at) is not None:
            desk.agenda.at(again_at, partial(self._send_next, key))

    async def _send_copy(self, key: str) -> None:
        desk, callback = self._desk, self._desk.books.callbacks[key]
        if desk.down_until() is None and await self._send(callback) and not callback.is_accepted:
            desk.books.record(events.CallbackSent(desk.now(), key, is_accepted=True))

    async def _send(self, callback: Callback) -> bool:
        key = callback.made.id
        # The same bytes again for a while: a repeated callback is a copy, not a new letter.
        body = self._bodies[key] = self._bodies.pop(key, b"") or self._body(callback)
        if len(self._bodies) > MOST_BODIES:
            del self._bodies[next(iter(self._bodies))]
        status, _ = await self.post(callback.made.url, body, self._headers(callback, body))
        return status in ACKNOWLEDGED

    def _body(self, callback: Callback) -> bytes:
        made = callback.made
        if made.kind.startswith("REFUND"):
            resource = answers.refund_notice(self._desk, made.number, made.kind.partition(".")[2])
        else:
            payment = self._desk.books.payments[made.number]
            resource = answers.transaction(self._desk, payment, "SUCCESS")
        return self.envelope(made.id, made.kind, resource, made.at)

    def envelope(self, key: str, kind: str, resource: dict[str, Any], at: float) -> bytes:
        """The body of a callback, its resource sealed."""
        original = "refund" if kind.startswith("REFUND") else "transaction"
        sealed = self._desk.crypto.seal(msgspec.json.encode(resource), original)
        return msgspec.json.encode(
            {
                "id": key,
                "create_time": rfc3339(at),
                "resource_type": "encrypt-resource",
                "event_type": kind,
                "summary": SUMMARIES[kind],
                "resource": {"original_type": original, **sealed},
            }
        )

    def _headers(self, callback: Callback, body: bytes) -> dict[str, str]:
        """Fresh for every send; only the first send of a chain is spoiled, so that a right one follows."""
        crypto, now = self._desk.crypto, self._desk.clock.now()
        faults = self._desk.fate.of_callback(callback.made.id)
        if callback.sends == 0:
            if CallbackFault.PROBED in faults:
                return crypto.probing_headers(body, now)
            if CallbackFault.MISSIGNED in faults:
                return crypto.forged_headers(body, now)
            if CallbackFault.MISSTAMPED in faults:
                return crypto.headers(body, now - timedelta(seconds=OVER_WINDOW_S))
        return crypto.headers(body, self._skewed(now) if CallbackFault.SKEWED in faults else now)

    @staticmethod
    def _skewed(now: datetime) -> datetime:
        return now - timedelta(seconds=SKEW_S)

    async def post(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """Status and the beginning of the answer; status 0 when none came in time."""
        session = self._open_session()
        more = {"Content-Type": "application/json; charset=utf-8", "Request-ID": headers["Wechatpay-Nonce"]}
        try:
            async with session.post(
                url, data=body, headers=headers | more, allow_redirects=False
            ) as response:
                answer = await response.content.read(2000)
                return response.status, answer.decode(errors="replace")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as reason:
            return 0, type(reason).__name__

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=16),
                timeout=aiohttp.ClientTimeout(total=30.0, sock_connect=2.0, sock_read=self._limit_s),
                headers={"User-Agent": "Mozilla/4.0", "Accept": "*/*"},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    @property
    def _limit_s(self) -> float:
        return self._desk.options.callback_limit_s
