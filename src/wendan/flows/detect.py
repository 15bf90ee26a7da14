"""Every few seconds the last minutes are held against the same hour of earlier days; what is unusual is an incident."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from wendan.domains.mass_incidents.model import Incident, IncidentKind, Normal, PastHour, Sign
from wendan.domains.mass_incidents.rules.answers import after, best_other
from wendan.domains.mass_incidents.rules.detection import normal_of
from wendan.domains.mass_incidents.service import keep, open_incident
from wendan.domains.mass_incidents.store import LIVE_INCIDENTS, PAST_HOURS, SIGNS, SUCCESSES
from wendan.domains.routing.rules.accounts import OWN, away
from wendan.flows.contain import Answering, accounts_of_merchant, contain
from wendan.flows.house import House, Stamp
from wendan.kernel.errors import Refusal
from wendan.kernel.money import NO_FEN
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.db import Database
from wendan.platform.ids import first_id_at
from wendan.platform.log import logger

TRIES_OF: Final = timedelta(minutes=5)
NEWEST_OF: Final = timedelta(seconds=75)
ORDERS_FROM, ORDERS_UNTIL = timedelta(minutes=12), timedelta(minutes=4)
WORDS_OF: Final = timedelta(hours=1)
DAYS: Final = 28
AROUND: Final = timedelta(minutes=30)
KEPT_FOR: Final = timedelta(minutes=15)
BY_ITSELF: Final = "自动"

Key = tuple[UUID, IncidentKind, str]
_log = logger("wendan.incidents")


@dataclass
class Normals:
    """What is usual now, by merchant, kind and channel; read four times an hour and kept."""

    reports: Database
    _kept: dict[Key, Normal] = field(default_factory=dict)
    _read_at: datetime | None = None

    async def at(self, now: datetime) -> Mapping[Key, Normal]:
        """By the half hours before and after this moment on each of the last 28 days."""
        if self._read_at is None or now - self._read_at >= KEPT_FOR:
            days = [now - timedelta(days=n) for n in range(1, DAYS + 1)]
            since, until = [day - AROUND for day in days], [day + AROUND for day in days]
            rows = await self.reports.read(
                PAST_HOURS,
                since=since,
                until=until,
                since_ids=[first_id_at(moment) for moment in since],
                until_ids=[first_id_at(moment) for moment in until],
            )
            by_key: dict[Key, list[PastHour]] = defaultdict(list)
            for row in rows:
                by_key[row.merchant_id, row.kind, row.channel].append(row)
            self._kept = {key: normal_of(hours, key[1], DAYS) for key, hours in by_key.items()}
            self._read_at = now
        return self._kept

    def of(self, kind: IncidentKind) -> Normal:
        """What is taken to be usual where no earlier day knows anything."""
        return normal_of((), kind, DAYS)


async def detect(house: House, normals: Normals) -> list[Incident]:
    """Open, go on with and end incidents by what is seen now; those that were found just now."""
    now = house.clock.now()
    signs, live = await house.reports.read(
        SIGNS,
        LIVE_INCIDENTS,
        now=now,
        tries_since_id=first_id_at(now - TRIES_OF),
        newest_since_id=first_id_at(now - NEWEST_OF),
        orders_since_id=first_id_at(now - ORDERS_FROM),
        orders_until_id=first_id_at(now - ORDERS_UNTIL),
        words_since=now - WORDS_OF,
    )
    usual = await normals.at(now)
    seen, known = {_key(sign) for sign in signs}, {_key(incident): incident for incident in live}
    found = []
    for sign in [*signs, *(_nothing_of(incident) for incident in live if _key(incident) not in seen)]:
        normal = usual.get(_key(sign)) or normals.of(sign.kind)
        if after(sign, normal, known.get(_key(sign)), (house.stamp().id(), now)) is None:
            continue
        incident = await house.decide("detect", partial(_judge_once, house, sign, normal))
        if incident is not None and incident.version == 1:
            found.append(incident)
            await _move_by_itself(house, incident)
    return found


def _key(of: Sign | Incident) -> Key:
    return of.merchant_id, of.kind, of.channel


def _nothing_of(incident: Incident) -> Sign:
    return Sign(incident.merchant_id, incident.kind, incident.channel, 0, 0, NO_FEN, None)


async def _judge_once(house: House, sign: Sign, normal: Normal) -> Incident | None:
    live = await house.database.read(LIVE_INCIDENTS)
    known = next((each for each in live if _key(each) == _key(sign)), None)
    stamp = house.stamp()
    incident = after(sign, normal, known, (stamp.id(), stamp.now))
    if incident is None:
        return None
    if known is None:
        incident = replace(incident, propose_channel=await _proposal(house, incident, stamp))
        await house.database.commit(open_incident(incident))
        _log.error("mass incident", kind=incident.kind, channel=incident.channel, words=incident.words)
    else:
        await house.database.commit(keep(incident))
    return incident


async def _proposal(house: House, incident: Incident, stamp: Stamp) -> str | None:
    """Where its traffic could go: among the channels that are well, the one by which most is paid now."""
    if incident.kind is not IncidentKind.PAYMENTS:
        return None
    paid = await house.database.read(
        SUCCESSES,
        merchant_id=incident.merchant_id,
        tries_since_id=first_id_at(stamp.now - TRIES_OF),
    )
    accounts = await accounts_of_merchant(house, incident.merchant_id)
    ill = away(accounts, house.routes.breakers, house.routes.switches)
    well = frozenset(name for name, own in accounts.items() if own and name not in (*ill, *OWN))
    return best_other(incident.channel, {each.channel: each.paid for each in paid}, well)


async def _move_by_itself(house: House, incident: Incident) -> None:
    policy = (await house.policies.in_force(HEAD_OFFICE, incident.merchant_id)).policy
    if policy.incidents.moves_by_itself and incident.propose_channel is not None:
        try:
            await contain(house, Answering(incident.id, None, BY_ITSELF))
        except Refusal as refusal:
            _log.warning("incident not contained by itself", why=refusal.code())
