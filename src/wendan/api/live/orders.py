"""Diners who follow one order: it is read once per change for all of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from wendan.api.live.follower import Follower
from wendan.api.message_views import MessageView
from wendan.api.money_views import PaymentView, PreauthView, RefundView
from wendan.api.order_page import Pages, Rows
from wendan.api.views import EventView, FeedbackGiven, LateWishView, OrderPage
from wendan.domains.ordering.model import OrderView
from wendan.platform.hints import Hint

_encode = msgspec.json.Encoder().encode


class OrderNews(msgspec.Struct, frozen=True):
    """What a diner's socket receives: the whole order, and the events it has not had."""

    cursor: int
    order: OrderView
    payments: list[PaymentView]
    refunds: list[RefundView]
    events: list[EventView]
    server_time: Any
    is_first_payment: bool
    ahead: int | None
    credential: str | None
    feedback: FeedbackGiven | None
    messages: list[MessageView]
    countdown_every_minutes: int
    late_wish: LateWishView | None
    preauths: list[PreauthView]
    is_owed: bool


class OrderFollower(Follower):
    """A diner's socket; `cursor` is the last event it was given."""

    def __init__(self, cursor: int) -> None:
        super().__init__()
        self.cursor = cursor


class OrderTopic:
    """One order and its followers."""

    def __init__(self, pages: Pages, place: Hint) -> None:
        self._pages, self.place = pages, place
        self.followers: set[OrderFollower] = set()

    async def join(self, follower: OrderFollower, diner_id: UUID) -> bool:
        """Tell the follower how things stand now, and follow; False when it is not this diner's order."""
        had = follower.cursor
        # Followed first and read then: what changes in between is not missed, and not told twice either.
        self.followers.add(follower)
        rows = await self._pages.read(*self.place, since=had)
        if rows is None or rows.order.diner_id != diner_id:
            return False
        if follower.cursor == had:
            _tell(follower, self._shown(rows), is_snapshot=True)
        return True

    @property
    def cursor(self) -> int:
        """The event up to which every follower is served."""
        return min((follower.cursor for follower in self.followers), default=0)

    def _shown(self, rows: Rows) -> OrderPage:
        return self._pages.show(rows, self._pages.house.clock.now())

    async def refresh(self, _: Iterable[UUID] = ()) -> None:
        """Read what changed, once, and give each follower what it has not had."""
        if not self.followers:
            return
        rows = await self._pages.read(*self.place, since=self.cursor)
        if rows is None:
            return
        page = self._shown(rows)
        for follower in list(self.followers):
            _tell(follower, page, is_snapshot=False)


def _tell(follower: OrderFollower, page: OrderPage, *, is_snapshot: bool) -> None:
    events = [event for event in page.events if event.event_no > follower.cursor]
    if not events and not is_snapshot:
        return
    follower.cursor = max((event.event_no for event in events), default=follower.cursor)
    news = OrderNews(
        follower.cursor,
        page.order,
        page.payments,
        page.refunds,
        events,
        page.server_time,
        page.is_first_payment,
        page.ahead,
        page.credential,
        page.feedback,
        page.messages,
        page.countdown_every_minutes,
        page.late_wish,
        page.preauths,
        page.is_owed,
    )
    follower.offer(_encode(news))
