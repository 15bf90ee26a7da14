"""An incident from its first bad sign to its end: whom it met, what was done, what it cost. While it lasts, so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.domains.mass_incidents.model import Affected, Incident, IncidentKind, Mention, Minute
from wendan.domains.mass_incidents.rules.answers import LONGEST_ORDER, met_between
from wendan.domains.mass_incidents.store import AFFECTED, MENTIONS_OF_MERCHANT, MINUTES
from wendan.domains.routing.model import Switch
from wendan.domains.routing.store import SWITCH_BY_ID
from wendan.flows.contain import incident_of
from wendan.flows.house import House
from wendan.kernel.money import NO_FEN, Fen
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.ids import first_id_at

SHOWN_AROUND: Final = timedelta(minutes=15)
LONGEST_SHOWN: Final = timedelta(hours=6)
USED: Final = "USED"


@dataclass(frozen=True, slots=True)
class Toll:
    """Whom it met: orders, how many of them were paid after all, what was never paid, and what coupons make good.

    At most 5000 orders are counted; `is_all` says whether that was all of them.
    """

    orders: int
    paid_after_all: int
    unpaid_fen: Fen
    coupons: int
    coupons_fen: Fen
    coupons_used: int
    is_all: bool


@dataclass(frozen=True, slots=True)
class IncidentFile:
    """The incident, the attempts minute by minute around it, its toll, the switch, and what was said."""

    incident: Incident
    toll: Toll
    minutes: Sequence[Minute]
    switch: Switch | None
    mentions: Sequence[Mention]
    read_at: datetime


MOST_MET: Final = 5000


async def read_incident_file(house: House, incident_id: UUID, merchant_id: UUID | None) -> IncidentFile:
    """Raises IncidentIsUnknown."""
    incident = await incident_of(house, incident_id, merchant_id)
    now = house.clock.now()
    since, until = met_between(incident, now)
    shown_until = min(until + SHOWN_AROUND, since + LONGEST_SHOWN)
    met, minutes, switch, mentions = await house.reports.read(
        AFFECTED,
        MINUTES,
        SWITCH_BY_ID,
        MENTIONS_OF_MERCHANT,
        now=now,
        merchant_id=incident.merchant_id,
        channel=incident.channel,
        incident_id=incident.id,
        met_since=since,
        met_until=until,
        met_since_id=first_id_at(since - LONGEST_ORDER),
        met_until_id=first_id_at(until),
        shown_since_id=first_id_at(since - SHOWN_AROUND),
        shown_until_id=first_id_at(shown_until),
        store_id=HEAD_OFFICE,
        switch_id=incident.switch_id,
        words_since=since,
        words_until=until,
    )
    met = [] if incident.kind is IncidentKind.WORDS else met
    return IncidentFile(incident, toll_of(met), minutes, switch, mentions, now)


def toll_of(met: Sequence[Affected]) -> Toll:
    """The sums."""
    unpaid = [each for each in met if each.confirmed_at is None]
    given = [each for each in met if each.coupon_fen is not None]
    return Toll(
        orders=len(met),
        paid_after_all=len(met) - len(unpaid),
        unpaid_fen=Fen(sum(each.total_fen for each in unpaid)),
        coupons=len(given),
        coupons_fen=Fen(sum(each.coupon_fen or NO_FEN for each in given)),
        coupons_used=sum(each.coupon_state == USED for each in given),
        is_all=len(met) < MOST_MET,
    )
