"""Kitchen screens that follow one store: each version of each ticket reaches each screen exactly once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from wendan.api.live.follower import Follower
from wendan.domains.kitchen.model import TicketMark, TicketView
from wendan.domains.kitchen.store import MARKS_CHANGED, VIEWS_LIVE, VIEWS_OF_ORDERS
from wendan.flows.house import House
from wendan.platform.db import in_parts

# Commits become visible in another order than their times; what is younger than this is looked at again.
OVERLAP: Final = timedelta(seconds=30)
MOST_IN_ONE: Final = 50
MOST_READ_AT_ONCE: Final = 200
A_PAGE: Final = 500
# In messages of fifty it is well below what may wait for one socket.
MOST_TO_BEGIN_WITH: Final = 2_000
# A screen that was away longer than this starts from the live tickets alone.
LONGEST_AWAY: Final = timedelta(hours=12)
MOST_REMEMBERED: Final = 10_000
_encode = msgspec.json.Encoder().encode


class StoreNews(msgspec.Struct, frozen=True):
    """What a kitchen's socket receives."""

    cursor: datetime
    tickets: list[TicketView]
    server_time: datetime


class StoreFollower(Follower):
    """A kitchen's socket; `had` is the version of each recent ticket it was given."""

    def __init__(self, since: datetime | None) -> None:
        super().__init__()
        self.since = since
        self.had: dict[UUID, int] = {}


class StoreTopic:
    """One store and its screens."""

    def __init__(self, house: House, store_id: UUID) -> None:
        self._house, self.store_id = house, store_id
        self.followers: set[StoreFollower] = set()
        self._cursor = house.clock.now()
        self._seen: dict[UUID, tuple[int, datetime]] = {}

    async def join(self, follower: StoreFollower) -> None:
        """Every live ticket, and what changed since the follower's cursor, then each change."""
        # Followed first and read then: what changes in between is offered twice and given once.
        self.followers.add(follower)
        tickets = {ticket.id: ticket for ticket in await self._live()}
        if follower.since is not None:
            since = max(follower.since - OVERLAP, self._house.clock.now() - LONGEST_AWAY)
            missed = await self._changed_since(since)
            tickets |= {ticket.id: ticket for ticket in await self._views({m.order_id for m in missed})}
        now = self._house.clock.now()
        ordered = sorted(tickets.values(), key=lambda ticket: ticket.queued_at)
        self._give(follower, ordered, now, is_snapshot=True)

    async def refresh(self, order_ids: Iterable[UUID] = ()) -> None:
        """Read the tickets of these orders and give each screen what it has not had."""
        tickets = await self._views(set(order_ids))
        for ticket in tickets:
            known = self._seen.get(ticket.id)
            if known is None or known[0] < ticket.version:
                self._seen[ticket.id] = (ticket.version, ticket.changed_at)
            self._cursor = max(self._cursor, ticket.changed_at)
        now = self._house.clock.now()
        for follower in list(self.followers):
            self._give(follower, tickets, now, is_snapshot=False)

    async def missed(self) -> set[UUID]:
        """Orders whose tickets changed without a hint reaching us."""
        since = self._cursor - OVERLAP
        self._seen = {key: seen for key, seen in self._seen.items() if seen[1] > since}
        marks = await self._changed_since(since)
        return {m.order_id for m in marks if self._seen.get(m.id, (0,))[0] < m.version}

    async def _live(self) -> list[TicketView]:
        """What a screen begins with, the oldest first; a board that holds more is read to its end by the page."""
        live: list[TicketView] = []
        while len(live) < MOST_TO_BEGIN_WITH:
            after = live[-1].id if live else None
            page = await self._house.database.read(VIEWS_LIVE, store_id=self.store_id, after_id=after)
            live += page
            if len(page) < A_PAGE:
                break
        return live

    async def _changed_since(self, since: datetime) -> list[TicketMark]:
        return await self._house.database.read(MARKS_CHANGED, store_id=self.store_id, since=since)

    async def _views(self, order_ids: set[UUID]) -> list[TicketView]:
        views: list[TicketView] = []
        for part in in_parts(order_ids, MOST_READ_AT_ONCE):
            found = await self._house.database.read(VIEWS_OF_ORDERS, store_id=self.store_id, order_ids=part)
            views += found
        return views

    def _give(
        self, follower: StoreFollower, tickets: Sequence[TicketView], now: datetime, *, is_snapshot: bool
    ) -> None:
        fresh = [ticket for ticket in tickets if follower.had.get(ticket.id, 0) < ticket.version]
        for ticket in fresh:
            follower.had[ticket.id] = ticket.version
        while len(follower.had) > MOST_REMEMBERED:
            del follower.had[next(iter(follower.had))]
        if not fresh and not is_snapshot:
            return
        for start in range(0, max(1, len(fresh)), MOST_IN_ONE):
            part = fresh[start : start + MOST_IN_ONE]
            follower.offer(_encode(StoreNews(self._cursor, part, now)))
