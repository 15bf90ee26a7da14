"""Incidents and mentions as `Changes`; a new incident also tells the outside through the outbox."""

from collections.abc import Iterable
from datetime import datetime

from wendan.domains.mass_incidents.model import INCIDENT_TIMER, Incident, Mention
from wendan.domains.mass_incidents.store import INCIDENT_TABLE, MENTION
from wendan.platform.changes import Change, Changes
from wendan.platform.outbox import INCIDENT_FOUND, Letter, post
from wendan.platform.timers import Timer, clear_timer, set_timer


def open_incident(incident: Incident) -> Changes:
    """A new one, and the alarm that tells of it."""
    content = {"kind": incident.kind, "channel": incident.channel, "reason": incident.words}
    letter = Letter(incident.store_id, incident.id, None, INCIDENT_FOUND, content, incident.found_at)
    return Changes.of(INCIDENT_TABLE.insert(incident), post(letter))


def keep(incident: Incident) -> Changes:
    """The incident as it stands now."""
    return Changes.of(INCIDENT_TABLE.update(incident))


def begin_to_make_good(incident: Incident, now: datetime) -> Changes:
    """The incident with its alarm clock, by which its customers are made good until none is left."""
    return keep(incident) + Changes.of(set_timer(clock_of(incident, now)))


def go_on(incident: Incident, now: datetime) -> Changes:
    """Its alarm clock rings again."""
    return Changes.of(set_timer(clock_of(incident, now)))


def done(incident: Incident, now: datetime) -> Changes:
    """Nobody is left to be made good."""
    return Changes.of(clear_timer(clock_of(incident, now)))


def clock_of(incident: Incident, due_at: datetime) -> Timer:
    """An incident belongs to no order: its clock goes by its own id."""
    return Timer(incident.store_id, INCIDENT_TIMER, incident.id, incident.id, due_at)


def hear_again(mention: Mention) -> Change:
    """What one source says of one thing: its last word counts."""
    return MENTION.put(mention)


def hear_all(mentions: Iterable[Mention]) -> Changes:
    """All of them, or none; what was heard before loses its guard."""
    return Changes(tuple(MENTION.insert(mention) for mention in mentions))
