"""The ladder's alarm clock, as `Changes`: one for each order, moved from rung to rung."""

from datetime import datetime
from uuid import UUID

from wendan.domains.recovery.rules.ladder import REMIND_TIMER
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, clear_timer, set_timer


def wake_at_rung(store_id: UUID, order_id: UUID, due_at: datetime) -> Changes:
    """The next rung is decided then."""
    return Changes.of(set_timer(Timer(store_id, REMIND_TIMER, order_id, order_id, due_at)))


def hush(store_id: UUID, order_id: UUID, now: datetime) -> Changes:
    """Nobody is reminded of this order any more."""
    return Changes.of(clear_timer(Timer(store_id, REMIND_TIMER, order_id, order_id, now)))
