"""What our database says after a drill, and what the sandbox's own books say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from wendan.cli.drilling.held import HeldThere, books_of, held_by
from wendan.cli.drilling.pass_books import GIVEN_TWICE, PASSES, USES, PassBooks, pass_books
from wendan.cli.drilling.reminders import FAILURES_UNTOLD, MESSAGES, RUNG_COUPONS_TWICE, Carried, carried_by
from wendan.cli.drilling.stage import Stage
from wendan.promises import Breach, find_breaches
from wendan.sandbox.core.trades import Trade

_PAYMENTS: Final = """
SELECT p.id::text, p.order_id::text, p.number, p.state, p.fate, p.amount_fen, p.received_fen, p.asked_times,
       p.paid_at, p.known_at, p.coupon_id::text, p.discount_fen, m.id IS NOT NULL AS is_proven
FROM payment AS p LEFT JOIN channel_message AS m ON m.store_id = p.store_id AND m.id = p.proof_id
"""
_HOLDS: Final = "SELECT number, order_id::text, state FROM preauthorisation"
_ORDERS: Final = """
SELECT o.id::text, o.state, o.total_fen, o.confirmed_at, o.closed_at,
       (SELECT count(*) FROM ticket AS t WHERE t.store_id = o.store_id AND t.order_id = o.id
           AND t.acknowledged_at IS NOT NULL) AS seen
FROM customer_order AS o
"""
_REFUNDS: Final = "SELECT payment_id::text, number, amount_fen, state FROM refund"
_CASES: Final = """
SELECT c.id::text, c.order_id::text, c.type, c.subject, c.reason, c.amount_fen,
       coalesce(f.number, u.number, '') AS number
FROM exception_case AS c
LEFT JOIN payment_fact AS f ON f.store_id = c.store_id AND f.bound_to = 'case' AND f.bound_id = c.id
LEFT JOIN unclaimed AS u ON u.store_id = c.store_id AND u.case_id = c.id
WHERE c.state = 'OPEN'
"""
_STOCK: Final = """
SELECT i.name, s.total, s.held, s.sold, s.available,
       (SELECT coalesce(sum(l.quantity), 0) FROM order_line AS l
        JOIN customer_order AS o ON o.store_id = l.store_id AND o.id = l.order_id
        WHERE l.store_id = s.store_id AND l.item_id = s.item_id AND o.confirmed_at IS NOT NULL
          AND o.state <> 'CANCELLED') AS served
FROM stock AS s JOIN item AS i ON i.store_id = s.store_id AND i.id = s.item_id
"""
_TICKETS: Final = "SELECT count(*) FROM ticket WHERE state <> 'CANCELLED'"
# The most a day's budget has given, and how long late and second money waited for its decision; whoever was asked
# what they want is not counted.
_SPENT: Final = "SELECT coalesce(max(spent_fen), 0) AS fen FROM compensation_spent WHERE period = 'day'"
_DECIDED: Final = """
SELECT 'late' AS what, extract(epoch FROM coalesce(r.created_at, o.confirmed_at) - p.known_at)::float8 AS took_s
FROM payment AS p JOIN customer_order AS o ON o.store_id = p.store_id AND o.id = p.order_id
LEFT JOIN LATERAL (SELECT min(created_at) AS created_at FROM refund
    WHERE store_id = p.store_id AND payment_id = p.id AND reason = 'too-late') AS r ON true
WHERE p.state = 'SUCCEEDED' AND p.known_at >= o.closed_at AND (r.created_at IS NOT NULL OR p.fate = 'KEPT')
  AND NOT EXISTS (SELECT FROM event AS e WHERE e.store_id = p.store_id AND e.order_id = p.order_id
      AND e.kind = 'customer-asked')
UNION ALL
SELECT 'second', extract(epoch FROM min(e.happened_at) - p.known_at)::float8
FROM payment AS p JOIN refund AS r ON r.store_id = p.store_id AND r.payment_id = p.id AND r.reason = 'second-payment'
JOIN event AS e ON e.store_id = r.store_id AND e.order_id = r.order_id AND e.kind = 'refund-requested'
    AND e.content::jsonb ->> 'number' = r.number
GROUP BY p.store_id, p.id, p.known_at
"""
_EVENTS: Final = """
SELECT event_no, kind, happened_at, content FROM event WHERE order_id = $1::uuid ORDER BY event_no
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rows as dictionaries by their own names; `books` of all channels by payment number."""

    payments: dict[str, dict[str, Any]]
    orders: dict[str, dict[str, Any]]
    refunds: list[dict[str, Any]]
    cases: list[dict[str, Any]]
    stock: list[dict[str, Any]]
    tickets: int
    breaches: list[Breach]
    books: dict[str, Trade]
    now: datetime
    spent_fen: int = 0
    decided: list[dict[str, Any]] = field(default_factory=list)
    carried: Carried = field(default_factory=Carried)
    holds: dict[str, dict[str, Any]] = field(default_factory=dict)  # ours, by number
    held_there: dict[str, HeldThere] = field(default_factory=dict)  # what the channels really hold
    passes: PassBooks = field(default_factory=PassBooks)

    def refunds_of(self, payment_id: str) -> list[dict[str, Any]]:
        """Our refunds of one payment."""
        return [refund for refund in self.refunds if refund["payment_id"] == payment_id]


async def gather_evidence(stage: Stage, given: Mapping[str, str] | None = None) -> Evidence:
    """Everything the oracle judges by; `given`: the meals that went over the counter on passes."""
    reports, now = stage.house.reports, stage.clock.now()

    async def rows(sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in await reports.fetch(sql)]

    return Evidence(
        payments={row["number"]: row for row in await rows(_PAYMENTS)},
        orders={row["id"]: row for row in await rows(_ORDERS)},
        refunds=await rows(_REFUNDS),
        cases=await rows(_CASES),
        stock=await rows(_STOCK),
        tickets=(await rows(_TICKETS))[0]["count"],
        breaches=await find_breaches(reports, now),
        books={n: trade for bench in stage.benches.values() for n, trade in books_of(bench).items()},
        now=now,
        spent_fen=(await rows(_SPENT))[0]["fen"],
        decided=await rows(_DECIDED),
        holds={row["number"]: row for row in await rows(_HOLDS)},
        held_there={n: held for bench in stage.benches.values() for n, held in held_by(bench).items()},
        carried=carried_by(
            stage.post,
            await rows(MESSAGES),
            [row["order_id"] for row in await rows(RUNG_COUPONS_TWICE)],
            [row["number"] for row in await rows(FAILURES_UNTOLD)],
        ),
        passes=pass_books((await rows(PASSES), await rows(USES), await rows(GIVEN_TWICE)), given or {}),
    )


async def timeline(stage: Stage, order_id: str) -> list[str]:
    """An order's history in lines a person can follow."""
    rows = await stage.house.reports.fetch(_EVENTS, order_id)
    return [f"{row['happened_at']:%H:%M:%S.%f} {row['kind']} {row['content'][:160]}" for row in rows]
