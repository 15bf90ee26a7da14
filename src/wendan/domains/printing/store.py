"""Claims on prints; a claim is a lease, so a worker that dies gives its prints to the next."""

from datetime import datetime
from typing import Final

from wendan.domains.printing.model import ClaimedPrint, Print
from wendan.domains.printing.rules import OLDEST, PRINT_WITHIN
from wendan.platform.changes import Table
from wendan.platform.db import Database

PRINT = Table("ticket_print", Print, key=("store_id", "ticket_id", "printer_id"))

_CLAIM: Final = """
WITH claimed AS (
    INSERT INTO ticket_print AS mine (store_id, ticket_id, printer_id, attempts, leased_until)
    SELECT t.store_id, t.id, d.id, 1, $2
    FROM device AS d
    JOIN ticket AS t ON t.store_id = d.store_id AND t.state IN ('QUEUED', 'PREPARING') AND t.queued_at > $3
    LEFT JOIN ticket_print AS p ON p.store_id = t.store_id AND p.ticket_id = t.id AND p.printer_id = d.id
    WHERE d.kind = 'printer' AND d.retired_at IS NULL AND d.backup_of IS NULL AND d.created_at <= t.queued_at
      AND (p.ticket_id IS NULL OR (p.printed_at IS NULL AND p.leased_until <= $1))
    ORDER BY t.queued_at LIMIT $4
    ON CONFLICT (store_id, ticket_id, printer_id)
        DO UPDATE SET attempts = mine.attempts + 1, leased_until = excluded.leased_until
        WHERE mine.printed_at IS NULL AND mine.leased_until <= $1
    RETURNING mine.store_id, mine.ticket_id, mine.printer_id, mine.attempts)
SELECT c.store_id, c.ticket_id, c.printer_id, t.order_id, c.attempts
FROM claimed AS c JOIN ticket AS t ON t.store_id = c.store_id AND t.id = c.ticket_id
"""


async def claim_prints(database: Database, now: datetime, most: int) -> list[ClaimedPrint]:
    """Prints nobody else is trying, the oldest ticket first."""
    rows = await database.fetch(_CLAIM, now, now + PRINT_WITHIN, now - OLDEST, most)
    return [ClaimedPrint(*row) for row in rows]
