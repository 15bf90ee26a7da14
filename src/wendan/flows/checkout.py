"""A diner places an order: once, whatever is repeated, with the stock held and the expiry's alarm clock set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.model import BasketLine, PricedLine, Store
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
from wendan.domains.ordering.model import Order, Patience, Wish
from wendan.domains.ordering.rules import demand_same_content
from wendan.domains.ordering.service import place as place_order
from wendan.domains.ordering.store import ORDER_BY_CLIENT_KEY
from wendan.domains.recovery.model import Risk
from wendan.domains.risk.model import Ask, RiskAction, RiskDecision
from wendan.domains.risk.rules.blacklist import demand_not_blacklisted
from wendan.domains.risk.rules.features import LOOKS_BACK
from wendan.domains.risk.rules.known import SHARED_ENTRIES
from wendan.domains.risk.rules.scorecard import acted_on
from wendan.domains.risk.service import record as record_decision
from wendan.domains.risk.store import CHAMPION_AT_CHECKOUT, ENTRIES_OF_DINER, HISTORY_AT_CHECKOUT
from wendan.flows.house import House
from wendan.flows.ladder_file import first_rung
from wendan.flows.policies import InForce
from wendan.flows.risk import judge_order
from wendan.platform.ids import first_id_at
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
    stamp = house.stamp()
    earlier, store, entries, menu, stocks, *known = await house.database.read(
        ORDER_BY_CLIENT_KEY,
        STORE_BY_ID,
        ENTRIES_OF_DINER,
        ITEMS_BY_ID,
        STOCKS_BY_ID,
        HISTORY_AT_CHECKOUT,
        CHAMPION_AT_CHECKOUT,
        store_id=wish.store_id,
        now=stamp.now,
        history_since_id=first_id_at(_judged_since(wish, stamp.now)),
        diner_id=wish.diner_id,
        client_key=wish.client_key,
        item_ids=[line.item_id for line in basket],
    )
    if earlier is not None:
        demand_same_content(earlier, wish)
        return Placed(earlier, (), is_replay=True)
    if store is None:
        raise StoreIsUnknown
    demand_not_blacklisted(entries, store.merchant_id, stamp.now)
    demand_open(store, stamp.now)
    priced = price(basket, menu)
    demand_expected(priced, wish.expected_total_fen)
    wanted = wanted_by_item(priced)
    demand_available(wanted, stocks)

    in_force = await house.policies.in_force(wish.store_id)
    decision = _judged(store, wish, priced, known, (stamp.now, in_force.policy.risk))
    order, changes = place_order(wish, priced, stamp.id(), stamp.now, _patience(in_force, wish, decision))
    changes += record_decision(decision, (order.store_id, order.id), order.diner_id, stamp.now)
    happening = Happening(
        "order-placed", {"total_fen": order.total_fen, "entry": order.entry, "lines": priced}
    )
    evidence = record(None, (order.store_id, order.id), [happening], stamp.now)
    ladder = first_rung(order, in_force.policy)
    await house.database.commit(changes + hold(order.store_id, wanted) + ladder + evidence)
    return Placed(order, priced, is_replay=False)


def _judged(
    store: Store, wish: Wish, priced: Sequence[PricedLine], known: Sequence[Any], by: tuple[datetime, Risk]
) -> RiskDecision:
    """The score before the order, and what the policy makes of it; `known` is the diner's history and the champion."""
    (history, champion), (now, policy) = known, by
    total = sum(line.unit_price_fen * line.quantity for line in priced)
    ask = Ask(wish.store_id, wish.entry, total, now.astimezone(ZoneInfo(store.timezone)).hour, now)
    return acted_on(judge_order(ask, history, champion), policy.preauthorise_below_score)


def _judged_since(wish: Wish, now: datetime) -> datetime:
    """A kiosk's history is everybody's and long: none of it is read."""
    return now if wish.entry in SHARED_ENTRIES else now - LOOKS_BACK


def _patience(in_force: InForce, wish: Wish, decision: RiskDecision) -> Patience:
    """An order that needs a guarantee keeps its stock only so long for it."""
    usual = in_force.patience(wish.entry)
    if decision.action is RiskAction.ALLOW:
        return usual
    within = timedelta(minutes=in_force.policy.risk.guarantee_within_minutes)
    return replace(usual, retention=min(usual.retention, within))
