"""A customer's phone: real HTTP with the patience of a real client, repeating with the same key."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import msgspec

from wendan.cli.drilling.plan import DrillPlan
from wendan.platform.clock import real_pause

FIRST_PAUSE_S: Final = 0.05
MOST_PAUSE_S: Final = 1.0
ANSWER_WITHIN_S: Final = 15.0
BROKEN: Final = (aiohttp.ClientError, OSError, TimeoutError)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class Refused(Exception):
    """The shop says no, with a stable code."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status, self.code = status, str(problem.get("code", ""))
        super().__init__(f"{status} {self.code} {problem.get('facts', '')}")


class OutOfPatience(Exception):
    """The server gave no answer for as long as the drill may last."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered."""

    status: int
    body: Any
    is_replay: bool


@dataclass(slots=True)
class Tally:
    """What clients saw of the server's bad moments."""

    requests: int = 0
    repeats: int = 0
    statuses: Counter[int] = field(default_factory=Counter)


class Wire:
    """One connection pool for all phones of a drill."""

    def __init__(self, plan: DrillPlan, base_url: str) -> None:
        self.plan, self.base_url = plan, base_url
        self.tally = Tally()
        self._rolls = 0
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
            timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S, sock_connect=3),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def aclose(self) -> None:
        await self._session.close()

    async def say(self, method: str, path: str, headers: dict[str, str], wish: Any = None) -> Said:
        """Ask until there is an answer. Raises Refused for a certain no, OutOfPatience for none at all."""
        pause_s, waited_s = FIRST_PAUSE_S, 0.0
        while waited_s < self.plan.limit_s:
            try:
                said = await self.once(method, path, headers, wish)
            except BROKEN:
                self.tally.statuses[0] += 1
            else:
                if said.status < 400:
                    return said
                if said.status < 500 and said.status != 429:
                    raise Refused(said.status, said.body or {})
            self._rolls += 1
            jittered_s = pause_s * self.plan.between(0.5, 1.5, "pause", self._rolls)
            await real_pause(jittered_s)
            waited_s, pause_s = waited_s + jittered_s, min(pause_s * 2, MOST_PAUSE_S)
            self.tally.repeats += 1
        raise OutOfPatience(f"{method} {path}")

    async def once(self, method: str, path: str, headers: dict[str, str], wish: Any = None) -> Said:
        """One request; whatever breaks is raised."""
        self.tally.requests += 1
        body = None if wish is None else _encode(wish)
        more = {"Content-Type": "application/json"} if body else {}
        async with self._session.request(
            method, self.base_url + path, data=body, headers=headers | more
        ) as answer:
            received = await answer.read()
            self.tally.statuses[answer.status] += 1
            is_replay = answer.headers.get("Idempotency-Replayed") == "true"
            return Said(answer.status, _decode(received) if received else None, is_replay)

    async def abandon(self, request: tuple[str, str, dict[str, str], Any], after_s: float) -> Said | None:
        """A request whose client goes away after that many real seconds; the answer if it was quicker."""
        self.tally.repeats += 1
        try:
            async with asyncio.timeout(after_s):
                return await self.once(*request)
        except BROKEN:
            return None

    async def socket(self, path: str) -> aiohttp.ClientWebSocketResponse:
        """A WebSocket to the server."""
        return await self._session.ws_connect(self.base_url + path, heartbeat=None, max_msg_size=1 << 22)
