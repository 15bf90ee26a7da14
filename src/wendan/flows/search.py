"""Staff look for an order by whatever the customer shows or says."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.ordering.model import OrderState, OrderView
from wendan.domains.ordering.rules import business_day, search_of
from wendan.domains.ordering.store import VIEWS_BY_TEXT
from wendan.flows.house import House


class Wanted(TypedDict):
    """Which orders of a store: in these states, placed before then."""

    store_id: UUID
    states: list[OrderState]
    before: datetime


async def search_orders(house: House, wanted: Wanted, text: str) -> list[OrderView]:
    """The newest orders that the text may name, at most 100. Raises StoreIsUnknown."""
    store = await house.database.read(STORE_BY_ID, store_id=wanted["store_id"])
    if store is None:
        raise StoreIsUnknown
    search = search_of(text, business_day(house.clock.now(), store.timezone))
    return await house.database.read(
        VIEWS_BY_TEXT,
        **wanted,
        order_ids=search.order_ids,
        table_no=search.table_no,
        prefixes=search.prefixes,
        pickup_no=search.pickup_no,
        days=search.days,
    )
