"""Messages to the outside, written in the transaction that causes them and sent after it, at least once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

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


OUTBOX = Table("outbox", Letter)

_LETTER = "SELECT o.store_id, o.id, o.order_id, o.topic, o.content, o.created_at, o.sent_at FROM outbox AS o"
LETTERS_BY_ID = many(f"{_LETTER} WHERE o.store_id = :store_id AND o.id = ANY(:ids::uuid[])", Letter)
_WAITING = f"{_LETTER} WHERE o.sent_at IS NULL"
WAITING = many(f"{_WAITING} AND o.topic <> '{DAY_REPORT_FILE}' ORDER BY o.created_at LIMIT 100", Letter)
# A file `follows` the letter with its words: it waits until those have arrived, and they never wait for it.
WAITING_FILES = many(
    f"""{_WAITING} AND o.topic = '{DAY_REPORT_FILE}' AND NOT EXISTS (SELECT FROM outbox AS w
    WHERE w.store_id = o.store_id AND w.id = (o.content ->> 'follows')::uuid AND w.sent_at IS NULL)
    ORDER BY o.created_at LIMIT 100""",
    Letter,
)
_SENT = """
UPDATE outbox AS o SET sent_at = $3 FROM unnest($1::uuid[], $2::uuid[]) AS r (store_id, id)
WHERE o.store_id = r.store_id AND o.id = r.id
"""


def post(letter: Letter) -> Change:
    """The letter goes out with the commit it belongs to."""
    return OUTBOX.insert(letter)


async def mark_sent(database: Database, letters: Sequence[Letter], now: datetime) -> None:
    """These letters have arrived."""
    if letters:
        await database.execute(
            _SENT, [letter.store_id for letter in letters], [letter.id for letter in letters], now
        )
