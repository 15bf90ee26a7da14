"""Which ways to pay a customer is offered, the likeliest to succeed first."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.routing.model import Chance, Client, Offer, Recommendation, Situation
from wendan.domains.routing.rules.accounts import accounts_of, in_force
from wendan.domains.routing.rules.offers import offers
from wendan.domains.routing.store import USUAL_OF_DINER
from wendan.flows.house import House


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
    store, order, usual = await house.database.read(
        STORE_BY_ID,
        ORDER_BY_ID,
        USUAL_OF_DINER,
        store_id=place[0],
        order_id=place[1],
        diner_id=customer.diner_id,
    )
    if store is None or order is None:
        raise OrderIsUnknown
    situation = Situation(
        client=customer.client,
        amount_fen=order.total_fen,
        marks=store.marks,
        accounts={
            name: _served(house, name, accounts_of(store.accounts, store.more_accounts, name))
            for name in house.channels
        },
        methods={name: channel.methods.keys() for name, channel in house.channels.items()},
        payers=customer.payers.keys(),
        breakers=house.routes.breakers,
        switches=in_force(house.routes.switches, store.merchant_id, house.clock.now()),
        chances={usual: Chance(0.9, Recommendation.USUAL)} if usual else {},
    )
    return offers(situation)


def _served(house: House, channel: str, accounts: tuple[str, ...]) -> list[str]:
    return [account for account in accounts if house.channels[channel].serves(account)]
