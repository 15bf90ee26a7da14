"""What the demo shows while it runs: our own numbers, and what the channels' books say beside them."""

from dataclasses import dataclass
from typing import Any, Final

from wendan.cli.drilling.stage import Stage
from wendan.kernel.numbers import PAYMENT

_NUMBERS: Final = """
SELECT (SELECT count(*) FROM customer_order) AS orders,
       (SELECT count(*) FROM customer_order WHERE state = 'AWAITING_PAYMENT') AS waiting,
       (SELECT count(*) FROM customer_order WHERE confirmed_at IS NOT NULL) AS confirmed,
       (SELECT coalesce(sum(total_fen), 0) FROM customer_order WHERE confirmed_at IS NOT NULL)::bigint AS sales_fen,
       (SELECT count(*) FROM customer_order WHERE state IN ('CLOSING', 'CLOSED')) AS closed,
       (SELECT count(*) FROM ticket WHERE acknowledged_at IS NOT NULL) AS seen,
       (SELECT count(*) FROM ticket WHERE state IN ('READY', 'HANDED_OVER')) AS cooked,
       (SELECT count(*) FROM refund WHERE state = 'SUCCEEDED') AS refunded,
       (SELECT count(*) FROM refund WHERE state NOT IN ('SUCCEEDED', 'FAILED')) AS refunding,
       (SELECT count(*) FROM exception_case WHERE state = 'OPEN') AS cases,
       (SELECT count(*) FROM payment WHERE state = 'SUCCEEDED' AND (SELECT m.source FROM channel_message AS m
            WHERE m.store_id = payment.store_id AND m.id = payment.proof_id) <> 'callback') AS found_by_asking,
       (SELECT coalesce(sum(asked_times), 0) FROM payment)::bigint AS asked
"""
_EVENTS: Final = """
SELECT e.happened_at, e.kind, o.total_fen,
       (SELECT p.prefix || p.number FROM pickup_number AS p
        WHERE p.store_id = e.store_id AND p.order_id = e.order_id) AS pickup
FROM event AS e JOIN customer_order AS o ON o.store_id = e.store_id AND o.id = e.order_id
WHERE e.kind <> 'ticket-queued' ORDER BY e.happened_at DESC, e.event_no DESC LIMIT 8
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """One look at the shop."""

    numbers: dict[str, Any]
    events: list[dict[str, Any]]
    taken_fen: int
    paid: int
    unknown: int
    callbacks_sent: int
    callbacks_lost: int
    is_channel_up: bool


async def look(stage: Stage) -> Counts:
    """Read everything the live picture shows."""
    reports, desks = stage.house.reports, [bench.desk for bench in stage.benches.values()]
    numbers = dict((await reports.fetch(_NUMBERS))[0])
    events = [dict(row) for row in await reports.fetch(_EVENTS)]
    trades = [trade for desk in desks for trade in desk.books.trades.values()]
    paid = [trade for trade in trades if trade.taken_fen and trade.number.startswith(PAYMENT)]
    notices = [notice for desk in desks for notice in desk.books.notices.values()]
    return Counts(
        numbers,
        events,
        taken_fen=sum(p.taken_fen or 0 for p in paid),
        paid=len(paid),
        unknown=await _unknown(stage, [p.number for p in paid]),
        callbacks_sent=sum(notice.sends for notice in notices),
        callbacks_lost=sum(notice.made.is_lost for notice in notices),
        is_channel_up=all(desk.down_until() is None for desk in desks),
    )


async def _unknown(stage: Stage, taken: list[str]) -> int:
    """How many payments the channels have taken of which we do not know yet."""
    rows = await stage.house.reports.fetch(
        "SELECT count(*) FROM payment_fact WHERE number = ANY($1::text[])", taken
    )
    return len(taken) - int(rows[0]["count"])
