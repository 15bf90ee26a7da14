"""One order as a page shows it: the order, its money, what happened, read in one call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from wendan.api.message_views import message_view
from wendan.api.money_views import payment_view, preauth_view, refund_view
from wendan.api.views import FeedbackGiven, LateWishView, OrderPage, event_view
from wendan.domains.evidence.model import Event
from wendan.domains.evidence.store import EVENTS_SINCE
from wendan.domains.members.model import Feedback
from wendan.domains.members.store import FEEDBACK_OF_ORDER
from wendan.domains.messages.model import Message
from wendan.domains.messages.rules import said as said_of
from wendan.domains.messages.store import MESSAGES_OF_ORDER
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.model import OrderExtras, OrderState, OrderView
from wendan.domains.ordering.rules import pickup_until
from wendan.domains.ordering.store import EXTRAS, VIEW
from wendan.domains.payments.model import Payment
from wendan.domains.payments.store import PAYMENTS_OF_ORDER
from wendan.domains.preauth.model import Preauth
from wendan.domains.preauth.store import PREAUTHS_OF_ORDER
from wendan.domains.refunds.model import Refund
from wendan.domains.refunds.store import REFUNDS_OF_ORDER
from wendan.flows.arrivals import Sighting
from wendan.flows.house import House
from wendan.flows.owed import is_uncollected
from wendan.platform.auth import Credential, Credentials

TO_BE_FETCHED = (OrderState.CONFIRMED, OrderState.PREPARING, OrderState.READY)


class Rows(NamedTuple):
    """What a page is made of."""

    order: OrderView
    payments: Sequence[Payment]
    refunds: Sequence[Refund]
    events: Sequence[Event]
    extras: OrderExtras
    feedback: Feedback | None
    messages: Sequence[Message]
    countdown_every_minutes: int
    preauths: Sequence[Preauth] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """Reads orders and shows them."""

    house: House
    credentials: Credentials

    async def read(self, store_id: UUID, order_id: UUID, since: int = 0) -> Rows | None:
        """What a page needs, with the events after number `since`; None when there is no such order."""
        (
            order,
            payments,
            refunds,
            events,
            extras,
            feedback,
            messages,
            preauths,
        ) = await self.house.database.read(
            VIEW,
            PAYMENTS_OF_ORDER,
            REFUNDS_OF_ORDER,
            EVENTS_SINCE,
            EXTRAS,
            FEEDBACK_OF_ORDER,
            MESSAGES_OF_ORDER,
            PREAUTHS_OF_ORDER,
            store_id=store_id,
            order_id=order_id,
            event_no=since,
        )
        if order is None:
            return None
        policy = await self.house.policies.version(store_id, extras.policy_id)
        every = policy.reminding.countdown_every_minutes
        return Rows(order, payments, refunds, events, extras, feedback, messages, every, preauths)

    async def of(self, store_id: UUID, order_id: UUID, diner_id: UUID | None = None) -> OrderPage:
        """The page of an order, to its own diner or (diner_id None) to staff. Raises OrderIsUnknown."""
        rows = await self.read(store_id, order_id)
        if rows is None or diner_id not in (None, rows.order.diner_id):
            raise OrderIsUnknown
        if diner_id is not None and rows.order.state is OrderState.AWAITING_PAYMENT:
            self.house.arrivals.saw((store_id, order_id), Sighting(rows.order, rows.payments))
        return self.show(rows, self.house.clock.now())

    def show(self, rows: Rows, now: datetime) -> OrderPage:
        """The rows as a page."""
        said = rows.feedback
        return OrderPage(
            rows.order,
            [payment_view(payment, self.house.routes) for payment in rows.payments],
            [refund_view(refund) for refund in rows.refunds],
            [event_view(event) for event in rows.events],
            now,
            rows.extras.is_first_payment,
            rows.extras.ahead,
            self._credential(rows, now),
            None if said is None else FeedbackGiven(said.stars, said.words, said.given_at),
            [message_view(message) for message in said_of(rows.messages)],
            rows.countdown_every_minutes,
            self._late_wish(rows),
            [preauth_view(preauth, rows.payments) for preauth in rows.preauths],
            is_uncollected(rows.order.state, rows.payments, rows.preauths),
        )

    def _late_wish(self, rows: Rows) -> LateWishView | None:
        """Of a closed order that somebody tried to pay: only there money can still come."""
        if rows.order.state is not OrderState.CLOSED or not rows.payments:
            return None
        return LateWishView(rows.extras.late_wish, rows.extras.asks_until)

    def _credential(self, rows: Rows, now: datetime) -> str | None:
        order = rows.order
        if order.state not in TO_BE_FETCHED or order.confirmed_at is None:
            return None
        until = pickup_until(order.confirmed_at, rows.extras.timezone)
        return self.credentials.issue(Credential(order.store_id, order.id, until)) if now < until else None
