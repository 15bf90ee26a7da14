"""A diner places an order: once, whatever is repeated, with the stock held and the expiry's alarm clock set."""

from collections.abc import Sequence
from dataclasses import dataclass

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.model import BasketLine, PricedLine
from wendan.domains.catalog.rules import (
    demand_available,
    demand_expected,
    demand_open,
    price,
    wanted_by_item,
)
from wendan.domains.catalog.service import hold
from wendan.domains.catalog.store import ITEMS_BY_ID, STOCKS_BY_ID, STORE_BY_ID
from wendan.domains.evidence.model import Happening
from wendan.domains.evidence.service import record
from wendan.domains.ordering.model import Order, Wish
from wendan.domains.ordering.rules import demand_same_content
from wendan.domains.ordering.service import place as place_order
from wendan.domains.ordering.store import ORDER_BY_CLIENT_KEY
from wendan.domains.risk.rules.blacklist import demand_not_blacklisted
from wendan.domains.risk.store import ENTRIES_OF_DINER
from wendan.flows.house import House
from wendan.flows.ladder_file import first_rung
from wendan.platform.metrics import orders_placed


@dataclass(frozen=True, slots=True)
class Placed:
    """The order, its lines when it is new, and whether it was there already."""

    order: Order
    lines: Sequence[PricedLine]
    is_replay: bool


async def place(house: House, wish: Wish, basket: Sequence[BasketLine]) -> Placed:
    """Place an order; the same client key with the same content answers with the first order again.

    Raises StoreIsUnknown, DinerIsBlacklisted, StoreIsClosed, ItemIsUnknown, ItemIsSoldOut, ChoiceIsInvalid,
    BasketIsTooLarge, PriceChanged, OrderIdWasUsed.
    """
    placed = await house.decide("place", lambda: _place_once(house, wish, basket))
    if not placed.is_replay:
        orders_placed.inc()
        house.hints.changed(placed.order.store_id, placed.order.id)
    return placed


async def _place_once(house: House, wish: Wish, basket: Sequence[BasketLine]) -> Placed:
    earlier, store, entries, menu, stocks = await house.database.read(
        ORDER_BY_CLIENT_KEY,
        STORE_BY_ID,
        ENTRIES_OF_DINER,
        ITEMS_BY_ID,
        STOCKS_BY_ID,
        store_id=wish.store_id,
        diner_id=wish.diner_id,
        client_key=wish.client_key,
        item_ids=[line.item_id for line in basket],
    )
    if earlier is not None:
        demand_same_content(earlier, wish)
        return Placed(earlier, (), is_replay=True)
    if store is None:
        raise StoreIsUnknown
    stamp = house.stamp()
    demand_not_blacklisted(entries, store.merchant_id, stamp.now)
    demand_open(store, stamp.now)
    priced = price(basket, menu)
    demand_expected(priced, wish.expected_total_fen)
    wanted = wanted_by_item(priced)
    demand_available(wanted, stocks)

    in_force = await house.policies.in_force(wish.store_id)
    order, changes = place_order(wish, priced, stamp.id(), stamp.now, in_force.patience(wish.entry))
    happening = Happening(
        "order-placed", {"total_fen": order.total_fen, "entry": order.entry, "lines": priced}
    )
    evidence = record(None, (order.store_id, order.id), [happening], stamp.now)
    ladder = first_rung(order, in_force.policy)
    await house.database.commit(changes + hold(order.store_id, wanted) + ladder + evidence)
    return Placed(order, priced, is_replay=False)
