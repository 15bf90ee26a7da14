"""Which ways to pay a customer is offered, the likeliest to succeed first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.preauth.model import METHOD_OF
from wendan.domains.routing.model import Client, Method, Offer, Shopper, Situation, Way
from wendan.domains.routing.rules.accounts import accounts_of, in_force
from wendan.domains.routing.rules.methods import METHODS
from wendan.domains.routing.rules.offers import best_route, offers
from wendan.domains.routing.rules.success import chances
from wendan.domains.routing.rules.tallies import own_of
from wendan.domains.routing.store import DINER_TALLIES
from wendan.flows.authorise import can_charge
from wendan.flows.crowds import LOOKS_BACK
from wendan.flows.guarantees import may_hold
from wendan.flows.house import House
from wendan.platform.ids import first_id_at

WAYS: Final = [Way(*key) for key in METHODS]


@dataclass(frozen=True, slots=True)
class Customer:
    """Who pays by which device; `diner_id` is None at the counter, where nobody is known.

    `payers` are the channels that know who pays: by a payment app's sign-in, or because the account is ours.
    """

    client: Client
    diner_id: UUID | None
    payers: Mapping[str, str]


async def recommend(house: House, place: tuple[UUID, UUID], customer: Customer) -> list[Offer]:
    """The offers for this order's customer now; `place` is store and order. Raises OrderIsUnknown."""
    now = house.clock.now()
    store, order, own = await house.database.read(
        STORE_BY_ID,
        ORDER_BY_ID,
        DINER_TALLIES,
        store_id=place[0],
        store_ids=[place[0]],
        order_id=place[1],
        diner_id=customer.diner_id,
        now=now,
        tallied_since_id=first_id_at(now - LOOKS_BACK),
    )
    if store is None or order is None:
        raise OrderIsUnknown
    shopper = Shopper(
        client=customer.client,
        amount_fen=order.total_fen,
        marks=frozenset(store.marks),
        hour=now.astimezone(ZoneInfo(store.timezone)).hour,
        own=own_of(own),
        health=house.routes.health(),
    )
    return offers(_situation(house, (store, shopper), customer, now))


async def ways_to_hold(house: House, place: tuple[UUID, UUID], customer: Customer) -> list[Method]:
    """How this customer can let the order's money be held now. Raises OrderIsUnknown."""
    store, order = await house.database.read(STORE_BY_ID, ORDER_BY_ID, store_id=place[0], order_id=place[1])
    if store is None or order is None:
        raise OrderIsUnknown
    situation = Situation(
        client=customer.client,
        amount_fen=order.total_fen,
        marks=store.marks,
        accounts={name: _holding(house, name, store) for name in METHOD_OF},
        methods={name: (method,) for name, method in METHOD_OF.items()},
        payers=customer.payers.keys(),
        breakers=house.routes.breakers,
        switches=in_force(house.routes.switches, store.merchant_id, house.clock.now()),
        chances={},
        cost_weight=house.settings.routing_cost_weight,
    )
    return [method for method in METHODS.values() if best_route(method, situation)]


def _holding(house: House, channel: str, store: Store) -> list[str]:
    accounts = accounts_of(store.accounts, store.more_accounts, channel)
    return [account for account in accounts if may_hold(house, channel, account)]


def _situation(house: House, whose: tuple[Store, Shopper], customer: Customer, now: datetime) -> Situation:
    store, shopper = whose
    accounts = {
        name: _served(house, name, accounts_of(store.accounts, store.more_accounts, name))
        for name in house.channels
    }
    return Situation(
        client=shopper.client,
        amount_fen=shopper.amount_fen,
        marks=store.marks,
        accounts=accounts,
        methods={name: channel.methods.keys() for name, channel in house.channels.items()},
        payers=customer.payers.keys(),
        breakers=house.routes.breakers,
        switches=in_force(house.routes.switches, store.merchant_id, now),
        chances=chances(shopper, house.crowds.of(store), WAYS),
        cost_weight=house.settings.routing_cost_weight,
        strange={
            (name, account)
            for name, payer in customer.payers.items()
            for account in accounts.get(name, ())
            if not can_charge(house, account, payer)
        },
    )


def _served(house: House, channel: str, accounts: tuple[str, ...]) -> list[str]:
    return [account for account in accounts if house.channels[channel].serves(account)]
