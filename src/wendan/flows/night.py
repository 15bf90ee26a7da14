"""Every store has its night's alarm clock, from the commit that opens it on."""

from datetime import datetime

from wendan.domains.catalog.model import Store
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.domains.recovery.rules.policies import next_midnight
from wendan.platform.changes import Changes
from wendan.platform.timers import Timer, set_timer


def wake_at_night(store: Store, now: datetime) -> Changes:
    """The clock, set to the store's next 24:00."""
    due_at = next_midnight(now, store.timezone)
    return Changes.of(set_timer(Timer(store.store_id, NIGHT_TIMER, store.store_id, store.store_id, due_at)))
