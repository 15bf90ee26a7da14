"""Alarm clocks: every unfinished thing has one, set in the transaction that left it unfinished.

A timer is a row. A worker leases due rows in batches with SKIP LOCKED; the lease is a column, so a killed
worker's timers come back by themselves. The flow that a timer runs sets or removes the timer in its own
commit; what it leaves untouched is put back with growing delay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from wendan.platform.changes import Change, Table
from wendan.platform.db import Database


@dataclass(frozen=True, slots=True)
class Timer:
    """At `due_at` the flow registered for `kind` looks at `subject_id`."""

    store_id: UUID
    kind: str
    subject_id: UUID
    order_id: UUID
    due_at: datetime
    attempts: int = 0
    leased_until: datetime | None = None


TIMER = Table("timer", Timer, key=("store_id", "kind", "subject_id"))


def set_timer(timer: Timer) -> Change:
    """Set, or move, the alarm clock of this subject."""
    return TIMER.put(timer)


def clear_timer(timer: Timer) -> Change:
    """The thing is finished: its alarm clock goes."""
    return TIMER.remove(timer)


_CLAIM = """
UPDATE timer SET leased_until = $2, attempts = attempts + 1
WHERE (store_id, kind, subject_id) IN (
    SELECT store_id, kind, subject_id FROM timer
    WHERE due_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
    ORDER BY due_at LIMIT {batch} FOR UPDATE SKIP LOCKED)
RETURNING store_id, kind, subject_id, order_id, due_at, attempts, leased_until
"""

_GIVE_BACK = """
UPDATE timer AS t SET leased_until = NULL, due_at = r.due_at
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::timestamptz[])
    AS r (store_id, kind, subject_id, leased_until, due_at)
WHERE t.store_id = r.store_id AND t.kind = r.kind AND t.subject_id = r.subject_id
  AND t.leased_until = r.leased_until
"""


async def claim_due(database: Database, now: datetime, lease_s: float, batch: int) -> list[Timer]:
    """Lease at most `batch` due timers until `now + lease_s`, most overdue first."""
    # The batch size stands in the text: a generic plan with a parameter LIMIT is forty times slower.
    rows = await database.fetch(_CLAIM.format(batch=int(batch)), now, now + timedelta(seconds=lease_s))
    return sorted((Timer(**dict(row)) for row in rows), key=lambda timer: timer.due_at)


async def give_back(database: Database, timers: Sequence[Timer], now: datetime) -> None:
    """Put back those timers that their flow neither moved nor removed, each with a growing delay."""
    if timers:
        await database.execute(
            _GIVE_BACK,
            [timer.store_id for timer in timers],
            [timer.kind for timer in timers],
            [timer.subject_id for timer in timers],
            [timer.leased_until for timer in timers],
            [now + timedelta(seconds=back_off_s(timer.attempts)) for timer in timers],
        )


def back_off_s(attempts: int) -> float:
    """Delay before the next try: 1 s, doubling to at most 5 minutes."""
    return float(min(2 ** min(attempts, 9), 300))
