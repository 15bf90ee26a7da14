"""Customers whom an incident met get a coupon each, once, as far as the budget reaches; a few at each ring of a clock."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from wendan.domains.mass_incidents.errors import IsCompensated, NobodyToMakeGood
from wendan.domains.mass_incidents.model import Affected, Incident, IncidentKind
from wendan.domains.mass_incidents.rules.answers import LONGEST_ORDER, made_good, met_between, share_of
from wendan.domains.mass_incidents.service import begin_to_make_good, done, go_on
from wendan.domains.mass_incidents.store import INCIDENT_BY_ID, NOT_MADE_GOOD
from wendan.domains.promotions.errors import BudgetIsExhausted
from wendan.domains.promotions.rules import demand_budget
from wendan.flows.amends import apologise, open_purse
from wendan.flows.contain import Answering, incident_of
from wendan.flows.house import House
from wendan.flows.order_file import read_order_file
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.ids import first_id_at
from wendan.platform.log import logger
from wendan.platform.timers import Timer

AGAIN_AFTER: Final = timedelta(seconds=1)
_log = logger("wendan.incidents")


async def compensate(house: House, answering: Answering, percent: int) -> Incident:
    """Give everybody whom it met a coupon of so many percent of what they could not pay; by the clock, from now on.

    The same once more goes on where a budget had ended it. Raises IncidentIsUnknown, IncidentIsOver, IsCompensated,
    CompensationIsTooSmall, NobodyToMakeGood.
    """
    return await house.decide("compensate", lambda: _begin_once(house, answering, percent))


async def _begin_once(house: House, answering: Answering, percent: int) -> Incident:
    incident = await incident_of(house, answering.incident_id, answering.merchant_id)
    if incident.kind is IncidentKind.WORDS:
        raise NobodyToMakeGood
    policy = (await house.policies.in_force(HEAD_OFFICE, incident.merchant_id)).policy
    now = house.clock.now()
    try:
        begun = made_good(incident, percent, policy.incidents.make_good_percent, (answering.by, now))
    except IsCompensated:
        if percent != incident.made_good_percent:
            raise
        begun = replace(incident, version=incident.version + 1)
    await house.database.commit(begin_to_make_good(begun, now))
    return begun


async def go_on_compensating(house: House, timer: Timer) -> None:
    """The clock of an incident whose customers are being made good: the next few, then the clock again, until none is
    left or the budget does not reach.
    """
    incident = await house.database.read(INCIDENT_BY_ID, incident_id=timer.subject_id, merchant_id=None)
    assert incident is not None, "incidents are never deleted"
    left = await met_by(house, incident)
    for met in left:
        try:
            await house.decide("compensate", partial(_give_once, house, incident, met))
        except BudgetIsExhausted as exhausted:
            _log.error("budget ends before all are made good", incident=incident.id, why=exhausted.facts)
            left = []
            break
    now = house.clock.now()
    await house.database.commit(go_on(incident, now + AGAIN_AFTER) if left else done(incident, now))


async def met_by(house: House, incident: Incident) -> list[Affected]:
    """Some whom it met and nobody has made good yet; none when all are. Orders so large that their share is more than a
    machine may give for one case are left to a person: they must not keep the others waiting.
    """
    assert incident.made_good_percent is not None
    policy = (await house.policies.in_force(HEAD_OFFICE, incident.merchant_id)).policy
    since, until = met_between(incident, house.clock.now())
    return await house.reports.read(
        NOT_MADE_GOOD,
        now=house.clock.now(),
        merchant_id=incident.merchant_id,
        channel=incident.channel,
        incident_id=incident.id,
        met_since=since,
        met_until=until,
        met_since_id=first_id_at(since - LONGEST_ORDER),
        met_until_id=first_id_at(until),
        most_total_fen=policy.compensation.per_case_fen * 100 // incident.made_good_percent,
    )


async def _give_once(house: House, incident: Incident, met: Affected) -> None:
    file = await read_order_file(house, met.store_id, met.order_id)
    assert file is not None
    assert incident.made_good_percent is not None
    stamp = house.stamp()
    purse = await open_purse(house, file, cause_of(incident, met), stamp)
    amount = share_of(met.total_fen, incident.made_good_percent)
    if purse.given is None:
        demand_budget(purse.budget, purse.spent, amount)
    _, changes, happenings = apologise(file, purse, amount, stamp)
    if changes:
        await house.database.commit(changes + file.evidence(stamp, *happenings))


def cause_of(incident: Incident, met: Affected) -> str:
    """By which an order gets one coupon for one incident."""
    return f"incident:{incident.id}:{met.order_id}"
