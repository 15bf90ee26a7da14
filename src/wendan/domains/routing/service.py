"""A person's word about routes, as `Changes`."""

from dataclasses import replace
from datetime import datetime

from wendan.domains.routing.model import Switch
from wendan.domains.routing.store import SWITCH
from wendan.platform.changes import Changes


def throw(switch: Switch) -> Changes:
    """A new switch, in force from now on."""
    return Changes.of(SWITCH.insert(switch))


def end(switch: Switch, by: str, now: datetime) -> tuple[Switch, Changes]:
    """The switch, ended by a person before its time; one that has ended stays as it is."""
    if switch.ended_at is not None or switch.until_at <= now:
        return switch, Changes()
    ended = replace(switch, ended_at=now, ended_by=by, version=switch.version + 1)
    return ended, Changes.of(SWITCH.update(ended))
