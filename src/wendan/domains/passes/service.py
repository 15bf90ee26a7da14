"""Passes as `Changes`."""

from dataclasses import replace
from datetime import datetime

from wendan.domains.passes.model import PAID_TIMER, Pass, PassState, Use
from wendan.domains.passes.rules import looks_again_at
from wendan.domains.passes.store import PASS_TABLE, USE
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer, clear_timer, set_timer


def issue(new: Pass) -> Changes:
    """A pass that nobody has used."""
    return Changes.of(PASS_TABLE.insert(new))


def move(known: Pass, state: PassState, now: datetime) -> tuple[Pass, Changes]:
    """The pass in another state; nothing when it is there already."""
    if state is known.state:
        return known, NOTHING
    moved = replace(known, state=state, version=known.version + 1, changed_at=now)
    return moved, Changes.of(PASS_TABLE.update(moved))


def keep_use(use: Use) -> Changes:
    """A meal was given on it."""
    return Changes.of(USE.insert(use))


def look_again(timer: Timer, since: datetime, now: datetime) -> Changes:
    """The order is still to come."""
    due_at = looks_again_at(since, now)
    return Changes.of(set_timer(Timer(timer.store_id, PAID_TIMER, timer.order_id, timer.order_id, due_at)))


def look_no_more(timer: Timer) -> Changes:
    """Money and order have met, or never will."""
    return Changes.of(clear_timer(timer))
