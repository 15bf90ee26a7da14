"""One confirmation moves the traffic away from the channel that an incident is about; it returns by itself."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.mass_incidents.errors import IncidentIsUnknown
from wendan.domains.mass_incidents.model import Incident, IncidentSignal
from wendan.domains.mass_incidents.rules.answers import contained, demand_movable, demand_target, ended
from wendan.domains.mass_incidents.service import keep
from wendan.domains.mass_incidents.store import INCIDENT_BY_ID
from wendan.domains.routing.model import Act
from wendan.domains.routing.rules.accounts import accounts_of
from wendan.domains.routing.service import throw
from wendan.flows.house import House
from wendan.flows.switch_routes import SwitchWish, new_switch
from wendan.kernel.numbers import HEAD_OFFICE


@dataclass(frozen=True, slots=True)
class Answering:
    """Whoever answers an incident: of which merchant (None: an operator's word goes for all), and by what name."""

    incident_id: UUID
    merchant_id: UUID | None
    by: str


async def contain(house: House, answering: Answering, to_channel: str | None = None) -> Incident:
    """Move the traffic to this channel, or to the proposed one.

    Raises IncidentIsUnknown, IncidentIsOver, TrafficIsMoved, NowhereToMove.
    """
    return await house.decide("contain", lambda: _contain_once(house, answering, to_channel))


async def _contain_once(house: House, answering: Answering, to_channel: str | None) -> Incident:
    incident = await incident_of(house, answering.incident_id, answering.merchant_id)
    policy = (await house.policies.in_force(HEAD_OFFICE, incident.merchant_id)).policy
    stamp = house.stamp()
    demand_movable(incident)
    wanted = to_channel or incident.propose_channel
    is_usable = wanted in house.channels and incident.channel not in ("", wanted)
    wish = SwitchWish(
        merchant_id=incident.merchant_id,
        channel=incident.channel,
        act=Act.MOVE,
        reason=incident.words,
        lasts=timedelta(minutes=policy.incidents.moved_for_minutes),
        by=answering.by,
        to_channel=demand_target(wanted if is_usable else None),
    )
    switch = new_switch(wish, stamp)
    moved = contained(incident, switch.id, answering.by, stamp.now)
    await house.database.commit(keep(moved) + throw(switch))
    return moved


async def dismiss(house: House, answering: Answering, words: str) -> Incident:
    """A person says that this was none; nobody is made good for it. Raises IncidentIsUnknown, IncidentIsOver."""
    return await house.decide("contain", lambda: _dismiss_once(house, answering, words))


async def _dismiss_once(house: House, answering: Answering, words: str) -> Incident:
    incident = await incident_of(house, answering.incident_id, answering.merchant_id)
    dismissed = ended(incident, IncidentSignal.DISMISS, (answering.by, words), house.clock.now())
    await house.database.commit(keep(dismissed))
    return dismissed


async def incident_of(house: House, incident_id: UUID, merchant_id: UUID | None) -> Incident:
    """The merchant's incident; None for an operator, who sees all. Raises IncidentIsUnknown."""
    incident = await house.database.read(INCIDENT_BY_ID, incident_id=incident_id, merchant_id=merchant_id)
    if incident is None:
        raise IncidentIsUnknown
    return incident


async def accounts_of_merchant(house: House, merchant_id: UUID) -> dict[str, list[str]]:
    """Every account that the merchant's stores have, by channel."""
    stores = await house.database.read(STORES_OF_MERCHANT, merchant_id=merchant_id)
    return {
        name: sorted({a for s in stores for a in accounts_of(s.accounts, s.more_accounts, name)})
        for name in house.channels
    }
