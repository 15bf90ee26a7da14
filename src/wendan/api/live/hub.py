"""One hub per process: hints wake it, a poll each second makes it true without them.

However many sockets follow an order or a store, a change is read once; changes that come within a few
milliseconds are read together.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from wendan.api.live.orders import OrderTopic
from wendan.api.live.stores import StoreTopic
from wendan.api.order_page import Pages
from wendan.domains.evidence.store import CHAIN_MARKS
from wendan.flows.house import House
from wendan.platform.clock import real_pause
from wendan.platform.hints import Hint
from wendan.platform.log import logger
from wendan.platform.runner import repeat

COALESCE_S: Final = 0.003
POLL_S: Final = 1.0
AT_ONCE: Final = 6
Topic = OrderTopic | StoreTopic
_log = logger("wendan.live")


@dataclass
class Hub:
    """Who follows what, and what has to be read again."""

    house: House
    pages: Pages
    orders: dict[Hint, OrderTopic] = field(default_factory=dict)
    stores: dict[UUID, StoreTopic] = field(default_factory=dict)
    _dirty: dict[Topic, set[UUID]] = field(default_factory=dict)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, hint: Hint) -> None:
        """Something of this order changed."""
        order, store = self.orders.get(hint), self.stores.get(hint[0])
        for topic in (order, store):
            if topic is not None:
                self._dirty.setdefault(topic, set()).add(hint[1])
                self._woken.set()

    def order(self, place: Hint) -> OrderTopic:
        """The topic of an order; `leave` it at the end."""
        return self.orders.setdefault(place, OrderTopic(self.pages, place))

    def store(self, store_id: UUID) -> StoreTopic:
        """The topic of a store; `leave` it at the end."""
        return self.stores.setdefault(store_id, StoreTopic(self.house, store_id))

    def leave(self, topic: Topic) -> None:
        """Forget a topic that nobody follows."""
        if topic.followers:
            return
        if isinstance(topic, OrderTopic) and self.orders.get(topic.place) is topic:
            del self.orders[topic.place]
        if isinstance(topic, StoreTopic) and self.stores.get(topic.store_id) is topic:
            del self.stores[topic.store_id]

    async def run(self) -> None:
        """Serve until cancelled."""
        self.house.hints.listeners.append(self.hear)
        try:
            await asyncio.gather(repeat("live", self._serve), repeat("live-poll", self._poll))
        finally:
            self.house.hints.listeners.remove(self.hear)

    async def _serve(self) -> float:
        await self._woken.wait()
        await real_pause(COALESCE_S)
        self._woken.clear()
        dirty, self._dirty = self._dirty, {}
        topics = iter(dirty.items())
        await asyncio.gather(*(self._read(topics) for _ in range(min(AT_ONCE, len(dirty)))))
        return 0.0

    async def _read(self, topics: Iterator[tuple[Topic, set[UUID]]]) -> None:
        for topic, order_ids in topics:
            try:
                await topic.refresh(order_ids)
            except Exception as trouble:  # noqa: BLE001 - the poll finds what this read missed
                _log.warning("a live read failed", why=repr(trouble))

    async def _poll(self) -> float:
        places = list(self.orders)
        if places:
            stores, orders = zip(*places, strict=True)
            marks = await self.house.database.read(
                CHAIN_MARKS, store_ids=list(stores), order_ids=list(orders)
            )
            for mark in marks:
                topic = self.orders.get((mark.store_id, mark.order_id))
                if topic is not None and topic.followers and (mark.event_no or 0) > topic.cursor:
                    self.hear((mark.store_id, mark.order_id))
        for store_id, store in list(self.stores.items()):
            for order_id in await store.missed():
                self.hear((store_id, order_id))
        return POLL_S
