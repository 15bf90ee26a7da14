"""Which ways to pay a customer is offered, the likeliest to succeed first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.routing.model import Client, Offer, Situation
from wendan.domains.routing.rules import offers
from wendan.domains.routing.store import HEALTH_OF_STORE, USUAL_OF_DINER
from wendan.flows.house import House
from wendan.platform.ids import first_id_at

LOOKS_BACK: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Customer:
    """Who pays by which device; `diner_id` is None at the counter, where nobody is known."""

    client: Client
    diner_id: UUID | None
    has_openid: bool


async def recommend(house: House, store_id: UUID, customer: Customer) -> list[Offer]:
    """The offers for this customer now. Raises StoreIsUnknown."""
    store, health, usual = await house.database.read(
        STORE_BY_ID,
        HEALTH_OF_STORE,
        USUAL_OF_DINER,
        store_id=store_id,
        diner_id=customer.diner_id,
        since_id=first_id_at(house.clock.now() - LOOKS_BACK),
    )
    if store is None:
        raise StoreIsUnknown
    by_channel = {one.channel: one for one in health}
    situation = Situation(
        customer.client, store.accounts, house.channels.keys(), customer.has_openid, usual, by_channel
    )
    return offers(situation)
