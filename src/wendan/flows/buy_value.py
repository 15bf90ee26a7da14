"""A diner buys value or repays a debt: an order like any other, without dishes, stock or kitchen."""

from wendan.domains.balances.errors import AccountIsUnknown
from wendan.domains.balances.model import AccountKind, Standing
from wendan.domains.balances.rules import demand_repayment, demand_top_up
from wendan.domains.balances.store import STANDINGS_IN_STORE
from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.evidence.model import Happening
from wendan.domains.evidence.service import record
from wendan.domains.ordering.model import Purpose, Wish
from wendan.domains.ordering.rules import demand_same_content
from wendan.domains.ordering.service import place_value
from wendan.domains.ordering.store import ORDER_BY_CLIENT_KEY
from wendan.flows.checkout import Placed
from wendan.flows.house import House
from wendan.kernel.money import Fen
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.metrics import orders_placed


async def buy_value(house: House, wish: Wish, amount: Fen) -> Placed:
    """The order to pay; the same client key with the same content answers with the first order again.

    Raises StoreIsUnknown, AmountIsOutOfRange, AccountIsUnknown, RepaymentExceedsDebt, OrderIdWasUsed.
    """
    placed = await house.decide("place", lambda: _buy_once(house, wish, amount))
    if not placed.is_replay:
        orders_placed.inc()
        house.hints.changed(placed.order.store_id, placed.order.id)
    return placed


async def _buy_once(house: House, wish: Wish, amount: Fen) -> Placed:
    earlier, store, standings = await house.database.read(
        ORDER_BY_CLIENT_KEY,
        STORE_BY_ID,
        STANDINGS_IN_STORE,
        store_id=wish.store_id,
        diner_id=wish.diner_id,
        client_key=wish.client_key,
        member_id=wish.diner_id,
    )
    if earlier is not None:
        demand_same_content(earlier, wish)
        return Placed(earlier, (), is_replay=True)
    if store is None or store.store_id == HEAD_OFFICE:
        raise StoreIsUnknown
    if wish.purpose is Purpose.REPAYMENT:
        demand_repayment(_credit(standings).account, amount)
    else:
        demand_top_up(amount, house.settings.top_up_least_fen)
    stamp = house.stamp()
    in_force = await house.policies.in_force(wish.store_id)
    order, changes = place_value(wish, amount, stamp.id(), stamp.now, in_force.patience(wish.entry))
    happening = Happening(
        "order-placed", {"total_fen": order.total_fen, "entry": order.entry, "purpose": order.purpose}
    )
    evidence = record(None, (order.store_id, order.id), [happening], stamp.now)
    await house.database.commit(changes + evidence)
    return Placed(order, (), is_replay=False)


def _credit(standings: list[Standing]) -> Standing:
    for standing in standings:
        if standing.account.kind is AccountKind.CREDIT:
            return standing
    raise AccountIsUnknown
