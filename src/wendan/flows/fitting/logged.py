"""A merchant's logged orders; read a week at a time, so that no statement is long."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final
from uuid import UUID

from wendan.domains.risk.model import PastOrder
from wendan.domains.risk.rules.features import LOOKS_BACK
from wendan.domains.risk.store import ORDERS_OF_PERIOD
from wendan.flows.blacklist import stores_of
from wendan.flows.fitting.challenger import Edges
from wendan.flows.house import House
from wendan.platform.ids import first_id_at

STRETCH: Final = timedelta(days=7)


async def weeks_of(house: House, merchant_id: UUID, edges: Edges) -> AsyncIterator[list[PastOrder]]:
    """Every meal ordered at the merchant's stores from half a year before the first edge to the last, as known now."""
    stores = await stores_of(house, merchant_id)
    since, until = edges[0] - LOOKS_BACK, edges[-1]
    while since < until:
        end = min(since + STRETCH, until)
        yield await house.reports.read(
            ORDERS_OF_PERIOD, store_ids=stores, from_id=first_id_at(since), until_id=first_id_at(end)
        )
        since = end


async def orders_of(house: House, merchant_id: UUID, edges: Edges) -> list[PastOrder]:
    """The same at once, for a command that has a process of its own."""
    return [order async for week in weeks_of(house, merchant_id, edges) for order in week]
