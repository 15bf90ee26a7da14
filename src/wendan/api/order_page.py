"""One order as a page shows it: the order, its money, what happened, read in one call."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from wendan.api.views import OrderPage, event_view, payment_view, refund_view
from wendan.domains.evidence.model import Event
from wendan.domains.evidence.store import EVENTS_SINCE
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.model import OrderView
from wendan.domains.ordering.store import VIEW
from wendan.domains.payments.model import Payment
from wendan.domains.payments.store import PAYMENTS_OF_ORDER
from wendan.domains.refunds.model import Refund
from wendan.domains.refunds.store import REFUNDS_OF_ORDER
from wendan.flows.house import House

Rows = tuple[OrderView, Sequence[Payment], Sequence[Refund], Sequence[Event]]


async def read_rows(house: House, store_id: UUID, order_id: UUID, since: int = 0) -> Rows | None:
    """What a page needs, with the events after number `since`; None when there is no such order."""
    order, payments, refunds, events = await house.database.read(
        VIEW,
        PAYMENTS_OF_ORDER,
        REFUNDS_OF_ORDER,
        EVENTS_SINCE,
        store_id=store_id,
        order_id=order_id,
        event_no=since,
    )
    return None if order is None else (order, payments, refunds, events)


async def order_page(house: House, store_id: UUID, order_id: UUID, diner_id: UUID | None = None) -> OrderPage:
    """The page of an order, to its own diner or (diner_id None) to staff. Raises OrderIsUnknown."""
    rows = await read_rows(house, store_id, order_id)
    if rows is None or diner_id not in (None, rows[0].diner_id):
        raise OrderIsUnknown
    return page_of(rows, house.clock.now())


def page_of(rows: Rows, now: datetime) -> OrderPage:
    """The rows as a page."""
    order, payments, refunds, events = rows
    return OrderPage(
        order,
        [payment_view(payment) for payment in payments],
        [refund_view(refund) for refund in refunds],
        [event_view(event) for event in events],
        now,
    )
