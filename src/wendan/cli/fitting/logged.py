"""A merchant's logged orders as samples; read a week at a time, so that no statement is long."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

from wendan.domains.risk.model import PastOrder, Samples
from wendan.domains.risk.rules.features import LOOKS_BACK, samples_of
from wendan.domains.risk.store import ORDERS_OF_PERIOD
from wendan.flows.blacklist import stores_of
from wendan.flows.house import House
from wendan.platform.ids import first_id_at

STRETCH: Final = timedelta(days=7)


async def logged_orders(house: House, merchant_id: UUID, since: datetime, until: datetime) -> list[PastOrder]:
    """Every meal ordered at the merchant's stores between these moments, as it is known now."""
    stores = await stores_of(house, merchant_id)
    found: list[PastOrder] = []
    while since < until:
        end = min(since + STRETCH, until)
        week = await house.reports.read(
            ORDERS_OF_PERIOD, store_ids=stores, from_id=first_id_at(since), until_id=first_id_at(end)
        )
        found.extend(week)
        since = end
    return found


async def samples_between(house: House, merchant_id: UUID, edges: Sequence[datetime]) -> list[Samples]:
    """Samples of each period between two edges, every order seen with the half year before it."""
    orders = await logged_orders(house, merchant_id, edges[0] - LOOKS_BACK, edges[-1])
    histories: dict[UUID, list[PastOrder]] = defaultdict(list)
    for order in orders:
        histories[order.diner_id].append(order)
    return [samples_of((o for o in orders if a <= o.placed_at < b), histories) for a, b in pairwise(edges)]
