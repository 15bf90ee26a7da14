"""What becomes of a sign, and what an incident may be answered with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.domains.mass_incidents.errors import (
    CompensationIsTooSmall,
    IncidentIsOver,
    IsCompensated,
    NowhereToMove,
    TrafficIsMoved,
)
from wendan.domains.mass_incidents.model import (
    Incident,
    IncidentKind,
    IncidentSignal,
    IncidentState,
    Normal,
    Sign,
)
from wendan.domains.mass_incidents.rules.detection import (
    failing_limit_of,
    is_unusual,
    is_worse_than_usual,
    limit_of,
)
from wendan.domains.mass_incidents.states import INCIDENT
from wendan.kernel.money import Fen
from wendan.kernel.numbers import HEAD_OFFICE

CALM_AFTER: Final = timedelta(minutes=10)
"""So long nothing worse than usual: then it is over."""
LONGEST_ORDER: Final = timedelta(hours=2)
"""How long before an attempt to pay its order may have been placed."""
LIVE: Final = frozenset({IncidentState.OPEN, IncidentState.CONTAINED})


def after(
    sign: Sign, normal: Normal, known: Incident | None, stamp: tuple[UUID, datetime]
) -> Incident | None:
    """The incident that this sign opens, or the open one as it stands now; None where nothing changes.

    `stamp` is an id for a new one, and the moment.
    """
    incident_id, now = stamp
    if known is None:
        return _found(sign, normal, incident_id, now) if is_unusual(sign, normal) else None
    if is_worse_than_usual(sign, normal):
        return replace(
            known,
            version=known.version + 1,
            seen=max(known.seen, sign.seen, sign.newest),
            bad=max(known.bad, sign.bad, sign.failed),
            fen=max(known.fen, sign.fen),
            last_bad_at=now,
        )
    if now - known.last_bad_at < CALM_AFTER:
        return None
    return ended(known, IncidentSignal.CALM, ("", "nothing unusual any more"), now)


def _found(sign: Sign, normal: Normal, incident_id: UUID, now: datetime) -> Incident:
    usual, found = _figures(sign, normal)
    return Incident(
        store_id=HEAD_OFFICE,
        id=incident_id,
        merchant_id=sign.merchant_id,
        kind=sign.kind,
        channel=sign.channel,
        state=IncidentState.OPEN,
        version=1,
        began_at=sign.began_at or now,
        found_at=now,
        usual_bp=round(usual * 10_000),
        found_bp=round(found * 10_000),
        seen=max(sign.seen, sign.newest),
        bad=max(sign.bad, sign.failed),
        fen=sign.fen,
        words=_told(sign, normal),
        last_bad_at=now,
    )


def _figures(sign: Sign, normal: Normal) -> tuple[float, float]:
    """What is usual and what was found: of the two ways to look at attempts the one that stands out more."""
    if sign.kind is IncidentKind.WORDS:
        return normal.median, float(sign.bad)
    bad, failed = sign.bad / max(1, sign.seen), sign.failed / max(1, sign.newest)
    if failed - failing_limit_of(normal) > bad - limit_of(normal, sign.kind):
        return normal.failing, failed
    return normal.median, bad


def _told(sign: Sign, normal: Normal) -> str:
    """The finding in one line; screens put it into their own words from the numbers."""
    if sign.kind is IncidentKind.WORDS:
        return f"{sign.bad} mentions within an hour, usually {normal.median:g}"
    what = f"attempts by {sign.channel}" if sign.channel else "orders"
    usual, found = _figures(sign, normal)
    return f"{found:.0%} of the last {what} went wrong, usually {usual:.0%}"


def best_other(channel: str, successes: Mapping[str, int], well: frozenset[str]) -> str | None:
    """Where the traffic of this channel could go: of those that are well, the one that pays most now."""
    others = [name for name in well if name != channel]
    return max(others, key=lambda name: (successes.get(name, 0), name), default=None)


def contained(incident: Incident, switch_id: UUID, by: str, now: datetime) -> Incident:
    """The traffic has been moved. Raises IncidentIsOver, TrafficIsMoved."""
    demand_movable(incident)
    return replace(
        incident,
        state=INCIDENT.after(incident.state, IncidentSignal.CONTAIN),
        version=incident.version + 1,
        switch_id=switch_id,
        contained_at=now,
        contained_by=by,
    )


def demand_movable(incident: Incident) -> None:
    """Raises IncidentIsOver, TrafficIsMoved."""
    demand_live(incident)
    if incident.state is IncidentState.CONTAINED:
        raise TrafficIsMoved(by=incident.contained_by)


def ended(incident: Incident, signal: IncidentSignal, said: tuple[str, str], now: datetime) -> Incident:
    """Over by itself, or dismissed; `said` is by whom and why. Raises IncidentIsOver."""
    demand_live(incident)
    by, words = said
    return replace(
        incident,
        state=INCIDENT.after(incident.state, signal),
        version=incident.version + 1,
        ended_at=now,
        ended_by=by,
        end_words=words,
    )


def made_good(incident: Incident, percent: int, least: int, said: tuple[str, datetime]) -> Incident:
    """From here on its customers are made good. Raises CompensationIsTooSmall, IncidentIsOver, IsCompensated."""
    by, now = said
    if incident.state is IncidentState.DISMISSED:
        raise IncidentIsOver(state=incident.state)
    if incident.made_good_percent is not None:
        raise IsCompensated(by=incident.made_good_by)
    if percent < least:
        raise CompensationIsTooSmall(least=least)
    return replace(
        incident,
        version=incident.version + 1,
        made_good_percent=percent,
        made_good_at=now,
        made_good_by=by,
    )


def share_of(total: Fen, percent: int) -> Fen:
    """So many percent, rounded up to the fen."""
    return Fen(-(-total * percent // 100))


def met_between(incident: Incident, now: datetime) -> tuple[datetime, datetime]:
    """When its customers came: from its first bad sign until it was over."""
    return incident.began_at, incident.ended_at or now


def demand_live(incident: Incident) -> None:
    """Raises IncidentIsOver."""
    if incident.state not in LIVE:
        raise IncidentIsOver(state=incident.state)


def demand_target(channel: str | None) -> str:
    """Raises NowhereToMove."""
    if channel is None:
        raise NowhereToMove
    return channel
