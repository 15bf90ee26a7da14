"""Messages to the outside, written in the transaction that causes them and sent after it, at least once.

A letter is leased like a timer (see `timers`): workers share what waits, and each letter has one carrier at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from wendan.platform.changes import Change, Table
from wendan.platform.db import Database, many

CASE_OPENED: Final = "case-opened"
INCIDENT_FOUND: Final = "incident-found"
DAY_REPORT: Final = "day-report"
DAY_REPORT_FILE: Final = "day-report-file"
SCORECARD_FITTED: Final = "scorecard-fitted"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message; its id lets the receiver recognise a repetition."""

    store_id: UUID
    id: UUID
    order_id: UUID | None
    topic: str
    content: Mapping[str, object]
    created_at: datetime
    sent_at: datetime | None = None
    leased_until: datetime | None = None


OUTBOX = Table("outbox", Letter)

_COLUMNS: Final = "o.store_id, o.id, o.order_id, o.topic, o.content, o.created_at, o.sent_at, o.leased_until"
LETTERS_BY_ID = many(
    f"SELECT {_COLUMNS} FROM outbox AS o WHERE o.store_id = :store_id AND o.id = ANY(:ids::uuid[])", Letter
)
_IS_LETTER: Final = f"o.topic <> '{DAY_REPORT_FILE}'"
# A file `follows` the letter with its words: it waits until those have arrived, and they never wait for it.
_IS_FILE: Final = f"""o.topic = '{DAY_REPORT_FILE}' AND NOT EXISTS (SELECT FROM outbox AS w
        WHERE w.store_id = o.store_id AND w.id = (o.content ->> 'follows')::uuid AND w.sent_at IS NULL)"""
_CLAIM: Final = f"""
UPDATE outbox AS o SET leased_until = $2
WHERE (o.store_id, o.id) IN (
    SELECT o.store_id, o.id FROM outbox AS o
    WHERE o.sent_at IS NULL AND (o.leased_until IS NULL OR o.leased_until <= $1) AND {{which}}
    ORDER BY o.created_at LIMIT {{most}} FOR UPDATE OF o SKIP LOCKED)
RETURNING {_COLUMNS}
"""
_SENT: Final = """
UPDATE outbox AS o SET sent_at = $3 FROM unnest($1::uuid[], $2::uuid[]) AS r (store_id, id)
WHERE o.store_id = r.store_id AND o.id = r.id
"""
_REST: Final = """
UPDATE outbox AS o SET leased_until = $4 FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS r (store_id, id, until)
WHERE o.store_id = r.store_id AND o.id = r.id AND o.leased_until = r.until
"""


@dataclass(frozen=True, slots=True)
class Bag:
    """What one carrier takes at a time, and for how long nobody else takes it: longer than carrying lasts."""

    which: str
    most: int
    lease: timedelta


LETTERS: Final = Bag(_IS_LETTER, 100, timedelta(minutes=1))
FILES: Final = Bag(_IS_FILE, 4, timedelta(minutes=5))


def post(letter: Letter) -> Change:
    """The letter goes out with the commit it belongs to."""
    return OUTBOX.insert(letter)


async def claim_letters(database: Database, bag: Bag, now: datetime) -> list[Letter]:
    """Those that nobody carries, oldest first; what a killed worker carried comes back when its lease ends."""
    claim = _CLAIM.format(which=bag.which, most=bag.most)
    rows = await database.fetch(claim, now, now + bag.lease)
    letters = (Letter(**{**row, "content": msgspec.json.decode(row["content"])}) for row in rows)
    return sorted(letters, key=lambda letter: letter.created_at)


async def mark_sent(database: Database, letters: Sequence[Letter], now: datetime) -> None:
    """These letters have arrived."""
    if letters:
        await database.execute(_SENT, *_keys(letters), now)


async def let_rest(database: Database, letters: Sequence[Letter], until: datetime) -> None:
    """These have not: whoever is first from then on tries them again."""
    if letters:
        await database.execute(_REST, *_keys(letters), [letter.leased_until for letter in letters], until)


def _keys(letters: Sequence[Letter]) -> tuple[list[UUID], list[UUID]]:
    return [letter.store_id for letter in letters], [letter.id for letter in letters]
