"""Our promises as queries (design §1): each returns its breaches, and there must be none.

Asked after every drill, in CI, by `wendan verify`, and every minute in production. `$1` is now.
Each row: store_id, order_id or null, subject, detail.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from wendan.platform.db import Database
from wendan.promises.books import BOOKS_BALANCE
from wendan.promises.nagging import NAGGING


@dataclass(frozen=True, slots=True)
class Breach:
    """One row of a promise's query: which promise, where, and what exactly."""

    promise: str
    store_id: UUID
    order_id: UUID | None
    subject: str
    detail: str


PROMISES: Final = {
    "P1": """
        SELECT f.store_id, f.order_id, f.number AS subject, 'money without exactly one home' AS detail
        FROM payment_fact AS f
        WHERE f.heard_at < $1::timestamptz - interval '60 s' AND NOT CASE f.bound_to
            WHEN 'order' THEN EXISTS (SELECT FROM customer_order AS o WHERE o.store_id = f.store_id
                AND o.id = f.bound_id AND (o.confirmed_at IS NOT NULL))
            WHEN 'refund' THEN EXISTS (SELECT FROM refund AS r WHERE r.store_id = f.store_id AND r.id = f.bound_id)
            WHEN 'case' THEN EXISTS (SELECT FROM exception_case AS c WHERE c.store_id = f.store_id
                AND c.id = f.bound_id AND c.state = 'OPEN' AND c.owner <> '')
            ELSE false END
        UNION ALL
        SELECT p.store_id, p.order_id, p.number, 'a successful payment without its fact'
        FROM payment AS p
        WHERE p.state = 'SUCCEEDED' AND p.known_at < $1::timestamptz - interval '60 s' AND NOT EXISTS (
            SELECT FROM payment_fact AS f WHERE f.store_id = p.store_id AND f.number = p.number)
        UNION ALL
        SELECT i.store_id, NULL, i.message_id, 'a callback kept but not settled'
        FROM inbox AS i WHERE i.processed_at IS NULL AND i.received_at < $1::timestamptz - interval '60 s'
        UNION ALL
        SELECT o.store_id, o.id, o.id::text, 'value paid for but not credited, and no alarm clock'
        FROM customer_order AS o
        WHERE o.purpose <> 'MEAL' AND o.confirmed_at < $1::timestamptz - interval '60 s'
          AND NOT EXISTS (SELECT FROM value_move AS m WHERE m.store_id = '00000000-0000-7000-8000-000000000000'
              AND m.order_id = o.id AND m.kind = o.purpose)
          AND NOT EXISTS (SELECT FROM timer AS t WHERE t.store_id = o.store_id AND t.kind = 'value_credit'
              AND t.subject_id = o.id)
        UNION ALL
        SELECT a.store_id, a.order_id, a.number, 'money held for an order that needs it no more'
        FROM preauthorisation AS a JOIN customer_order AS o ON o.store_id = a.store_id AND o.id = a.order_id
        WHERE a.state = 'FROZEN' AND a.held_at < $1::timestamptz - interval '60 s' AND (
            o.state NOT IN ('CONFIRMED', 'PREPARING', 'READY', 'COMPLETED')
                AND o.changed_at < $1::timestamptz - interval '60 s'
            OR EXISTS (SELECT FROM payment AS p WHERE p.store_id = a.store_id AND p.order_id = a.order_id
                AND p.fate = 'KEPT' AND p.known_at < $1::timestamptz - interval '60 s'))
        UNION ALL
        SELECT o.store_id, o.id, o.id::text, 'served without money, guarantee or case'
        FROM customer_order AS o
        WHERE o.state IN ('CONFIRMED', 'PREPARING', 'READY', 'COMPLETED')
          AND o.confirmed_at < $1::timestamptz - interval '60 s'
          AND NOT EXISTS (SELECT FROM payment AS p WHERE p.store_id = o.store_id AND p.order_id = o.id
              AND p.fate IN ('KEPT', 'IN_CASE'))
          AND NOT EXISTS (SELECT FROM preauthorisation AS a WHERE a.store_id = o.store_id AND a.order_id = o.id
              AND a.state IN ('FROZEN', 'CAPTURING'))
          AND NOT EXISTS (SELECT FROM exception_case AS c WHERE c.store_id = o.store_id AND c.order_id = o.id
              AND c.type = 'meal-uncollected')""",
    "P2": """
        SELECT o.store_id, o.id AS order_id, o.id::text AS subject, 'paid, but no ticket' AS detail
        FROM customer_order AS o
        WHERE o.purpose = 'MEAL' AND o.state IN ('CONFIRMED', 'PREPARING', 'READY') AND NOT EXISTS (
            SELECT FROM ticket AS t WHERE t.store_id = o.store_id AND t.order_id = o.id)
        UNION ALL
        SELECT t.store_id, t.order_id, t.id::text, 'paid, seen by nobody, and no alarm'
        FROM ticket AS t
        WHERE t.acknowledged_at IS NULL AND t.state <> 'CANCELLED' AND t.queued_at < $1::timestamptz - interval '75 s'
          AND NOT EXISTS (SELECT FROM exception_case AS c WHERE c.store_id = t.store_id AND c.state = 'OPEN'
              AND c.type = 'ticket-unseen' AND c.subject = t.id::text)""",
    "P3": """
        SELECT o.store_id, o.id AS order_id, o.id::text AS subject, 'an unpaid order without alarm clock' AS detail
        FROM customer_order AS o
        WHERE o.state IN ('AWAITING_PAYMENT', 'CLOSING') AND NOT EXISTS (SELECT FROM timer AS t
            WHERE t.store_id = o.store_id AND t.kind = 'order_expiry' AND t.subject_id = o.id)
        UNION ALL
        SELECT p.store_id, p.order_id, p.number, 'an uncertain payment without alarm clock'
        FROM payment AS p
        WHERE p.state IN ('CREATED', 'REQUESTED', 'PENDING', 'UNKNOWN') AND NOT EXISTS (SELECT FROM timer AS t
            WHERE t.store_id = p.store_id AND t.kind = 'payment_query' AND t.subject_id = p.id)
        UNION ALL
        SELECT a.store_id, a.order_id, a.number, 'held or unsure money without alarm clock'
        FROM preauthorisation AS a
        WHERE CASE WHEN a.state = 'CAPTURING' THEN NOT EXISTS (SELECT FROM payment AS p
                WHERE p.store_id = a.store_id AND p.number = a.number
                  AND p.state IN ('CREATED', 'REQUESTED', 'PENDING', 'UNKNOWN'))
            ELSE a.state IN ('CREATED', 'REQUESTED', 'PENDING', 'UNKNOWN', 'FROZEN', 'RELEASING')
                AND NOT EXISTS (SELECT FROM timer AS t
                    WHERE t.store_id = a.store_id AND t.kind = 'preauth' AND t.subject_id = a.id) END
        UNION ALL
        SELECT r.store_id, r.order_id, r.number, 'an unfinished refund without alarm clock'
        FROM refund AS r
        WHERE r.state IN ('CREATED', 'REQUESTED', 'PROCESSING', 'UNKNOWN') AND NOT EXISTS (SELECT FROM timer AS t
            WHERE t.store_id = r.store_id AND t.kind = 'refund_drive' AND t.subject_id = r.id)
        UNION ALL
        SELECT m.store_id, m.order_id, m.id::text, 'an unfinished message without alarm clock'
        FROM message AS m
        WHERE m.is_followed AND NOT EXISTS (SELECT FROM timer AS t
            WHERE t.store_id = m.store_id AND t.kind = 'message' AND t.subject_id = m.id)
        UNION ALL
        SELECT c.store_id, c.cause_order_id, c.id::text, 'an unfinished coupon without alarm clock'
        FROM coupon AS c
        WHERE c.state IN ('ISSUED', 'HELD') AND NOT EXISTS (SELECT FROM timer AS t
            WHERE t.store_id = c.store_id AND t.kind = 'coupon_expiry' AND t.subject_id = c.id)
        UNION ALL
        SELECT g.store_id, g.order_id, g.order_id::text, 'a pass that waits for its order without alarm clock'
        FROM pickup_pass AS g
        WHERE g.state IN ('ISSUED', 'USED') AND NOT EXISTS (SELECT FROM timer AS t
            WHERE t.store_id = g.store_id AND t.kind = 'paid_without_order' AND t.subject_id = g.order_id)
        UNION ALL
        SELECT s.store_id, NULL, s.store_id::text, 'a store without its night''s alarm clock'
        FROM store AS s
        WHERE s.store_no > 0 AND NOT EXISTS (SELECT FROM timer AS t
            WHERE t.store_id = s.store_id AND t.kind = 'day_audit')
        UNION ALL
        SELECT f.store_id, NULL, f.merchant_id::text, 'a month''s refit that is wanted, and no alarm clock'
        FROM scorecard_fit AS f
        WHERE f.outcome = 'WANTED' AND NOT EXISTS (SELECT FROM timer AS t
            WHERE t.store_id = f.store_id AND t.kind = 'scorecard_fit' AND t.subject_id = f.merchant_id)
        UNION ALL
        SELECT b.store_id, NULL, concat_ws(':', b.channel, b.account, b.day), 'a bill that is not closed, and no alarm clock'
        FROM bill AS b
        WHERE b.state NOT IN ('CLOSED', 'EMPTY') AND NOT EXISTS (SELECT FROM timer AS t
            WHERE t.store_id = b.store_id AND t.kind = 'bill' AND t.subject_id = b.id)
        UNION ALL
        SELECT d.order_store_id, d.order_id, d.id::text, 'a debt that is not yet due, without alarm clock'
        FROM value_account AS a CROSS JOIN LATERAL (
            SELECT m.order_store_id, m.order_id, m.id, m.due_at FROM value_move AS m
            WHERE m.store_id = a.store_id AND m.account_id = a.id AND m.kind = 'PAYMENT'
              AND m.refunded_fen < -m.amount_fen ORDER BY m.moved_at DESC, m.id DESC LIMIT 1) AS d
        WHERE a.kind = 'CREDIT' AND a.balance_fen < 0 AND d.due_at > $1::timestamptz AND NOT EXISTS (
            SELECT FROM timer AS t WHERE t.store_id = a.store_id AND t.kind = 'debt_due' AND t.subject_id = d.id)
        UNION ALL
        SELECT t.store_id, t.order_id, t.kind || ':' || t.subject_id, 'an alarm clock overdue'
        FROM timer AS t
        WHERE t.due_at < $1::timestamptz - interval '60 s' AND (t.leased_until IS NULL OR t.leased_until < $1::timestamptz - interval '60 s')""",
    "P4": """
        SELECT p.store_id, p.order_id, p.number AS subject, 'given up without the channel''s word' AS detail
        FROM payment AS p LEFT JOIN channel_message AS m ON m.store_id = p.store_id AND m.id = p.proof_id
        WHERE p.state IN ('FAILED', 'CLOSED') AND (m.id IS NULL OR m.number <> p.number
            OR m.word NOT IN ('DECLINED', 'CLOSED', 'MISSING'))
        UNION ALL
        SELECT a.store_id, a.order_id, a.number, 'a hold ended without the channel''s word'
        FROM preauthorisation AS a LEFT JOIN channel_message AS m ON m.store_id = a.store_id AND m.id = a.proof_id
        WHERE a.state IN ('FAILED', 'CLOSED', 'RELEASED') AND (m.id IS NULL OR m.number <> a.number
            OR m.word NOT IN ('DECLINED', 'CLOSED', 'MISSING'))""",
    "P5": """
        SELECT s.store_id, NULL::uuid AS order_id, s.item_id::text AS subject,
               format('stock says held %s sold %s, orders say %s and %s', s.held, s.sold, h.held, h.sold) AS detail
        FROM stock AS s CROSS JOIN LATERAL (
            SELECT coalesce(sum(h.quantity) FILTER (WHERE h.state = 'HELD'), 0) AS held,
                   coalesce(sum(h.quantity) FILTER (WHERE h.state = 'SOLD'), 0) AS sold
            FROM stock_hold AS h WHERE h.store_id = s.store_id AND h.item_id = s.item_id) AS h
        WHERE s.held <> h.held OR s.sold <> h.sold OR s.held + s.sold + s.available <> s.total
           OR least(s.held, s.sold, s.available) < 0
        UNION ALL
        SELECT h.store_id, h.order_id, h.item_id::text, 'a hold without a live order'
        FROM stock_hold AS h JOIN customer_order AS o ON o.store_id = h.store_id AND o.id = h.order_id
        WHERE (h.state = 'HELD') <> (o.state IN ('AWAITING_PAYMENT', 'CLOSING'))""",
    "P6": BOOKS_BALANCE,
    "P7": """
        SELECT p.store_id, p.order_id, p.order_id::text AS subject, 'more than one payment kept' AS detail
        FROM payment AS p WHERE p.fate = 'KEPT' GROUP BY p.store_id, p.order_id HAVING count(*) > 1
        UNION ALL
        SELECT p.store_id, p.order_id, p.number, 'money kept that pays for nothing'
        FROM payment AS p
        WHERE p.state = 'SUCCEEDED' AND p.fate NOT IN ('KEPT', 'IN_CASE') AND NOT EXISTS (SELECT FROM refund AS r
            WHERE r.store_id = p.store_id AND r.payment_id = p.id)
        UNION ALL
        SELECT a.store_id, a.order_id, a.number, 'more taken than was held'
        FROM preauthorisation AS a JOIN payment AS p ON p.store_id = a.store_id AND p.number = a.number
        WHERE p.received_fen > a.held_fen
        UNION ALL
        SELECT p.store_id, p.order_id, p.number, 'more refunded than paid'
        FROM payment AS p JOIN refund AS r ON r.store_id = p.store_id AND r.payment_id = p.id
        WHERE r.state <> 'FAILED'
        GROUP BY p.store_id, p.order_id, p.number, p.received_fen
        HAVING sum(r.amount_fen) > coalesce(p.received_fen, 0)
        UNION ALL
        SELECT p.store_id, min(p.order_id::text)::uuid, p.coupon_id::text, 'a coupon that paid for more than one order'
        FROM payment AS p WHERE p.fate = 'KEPT' AND p.coupon_id IS NOT NULL
        GROUP BY p.store_id, p.coupon_id HAVING count(*) > 1
        UNION ALL
        SELECT p.store_id, p.order_id, p.number, 'a discount whose coupon is not held or used for it'
        FROM payment AS p JOIN coupon AS c ON c.store_id = p.store_id AND c.id = p.coupon_id
        WHERE CASE WHEN p.fate = 'KEPT' THEN c.state <> 'USED' OR c.order_id <> p.order_id
            WHEN p.state IN ('CREATED', 'REQUESTED', 'PENDING', 'UNKNOWN') THEN NOT EXISTS (
                SELECT FROM payment AS k WHERE k.store_id = p.store_id AND k.order_id = p.order_id AND k.fate = 'KEPT')
                AND (c.state <> 'HELD' OR c.order_id <> p.order_id)
            ELSE false END
        UNION ALL
        SELECT c.store_id, c.order_id, c.id::text, 'a coupon held or used for nothing'
        FROM coupon AS c
        WHERE c.state IN ('HELD', 'USED') AND NOT EXISTS (SELECT FROM payment AS p
            WHERE p.store_id = c.store_id AND p.order_id = c.order_id AND p.coupon_id = c.id
              AND (p.fate = 'KEPT' OR c.state = 'HELD' AND (p.fate = 'IN_CASE'
                  OR p.state IN ('CREATED', 'REQUESTED', 'PENDING', 'UNKNOWN'))))""",
    "P8": """
        SELECT e.store_id, e.order_id, e.order_id || '#' || e.event_no AS subject, 'a broken chain' AS detail
        FROM (SELECT store_id, order_id, event_no, previous_hash, hash,
                     lag(hash) OVER chain AS hash_before, lag(event_no) OVER chain AS no_before
              FROM event WINDOW chain AS (PARTITION BY store_id, order_id ORDER BY event_no)) AS e
        WHERE e.previous_hash <> coalesce(e.hash_before, repeat('0', 64))
           OR e.event_no <> coalesce(e.no_before, 0) + 1
        UNION ALL
        SELECT o.store_id, o.id, o.id::text, 'an order without history'
        FROM customer_order AS o WHERE NOT EXISTS (
            SELECT FROM event AS e WHERE e.store_id = o.store_id AND e.order_id = o.id)""",
    "P9": """
        SELECT o.store_id, o.id AS order_id, o.id::text AS subject,
               format('%s live tickets', count(t.id)) AS detail
        FROM customer_order AS o
        LEFT JOIN ticket AS t ON t.store_id = o.store_id AND t.order_id = o.id AND t.state <> 'CANCELLED'
        WHERE o.purpose = 'MEAL' AND o.confirmed_at IS NOT NULL
        GROUP BY o.store_id, o.id, o.state
        HAVING count(t.id) <> CASE WHEN o.state = 'CANCELLED' THEN 0 ELSE 1 END""",
    "P10": NAGGING,
}

_LIMITED: Final = """
    SELECT store_id, order_id, subject, detail FROM ({}) AS b WHERE $1::timestamptz IS NOT NULL LIMIT 200"""


async def find_breaches(database: Database, now: datetime) -> list[Breach]:
    """Every breach of every promise, at most 200 of each."""
    breaches: list[Breach] = []
    for promise, sql in PROMISES.items():
        rows = await database.fetch(_LIMITED.format(sql), now)
        breaches.extend(Breach(promise, *row) for row in rows)
    return breaches
