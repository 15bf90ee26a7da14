"""Policies, what is unpaid, and what nights found: the tables and the questions asked of them."""

from wendan.domains.recovery.model import (
    AuditedThrough,
    BadDebt,
    DayAudit,
    Effect,
    PolicyRow,
    Seen,
    UnpaidRow,
)
from wendan.platform.changes import Table
from wendan.platform.db import many, one

POLICY = Table("policy", PolicyRow)
SEEN = Table("unpaid_seen", Seen, key=("store_id", "order_id"))
DAY_AUDIT = Table("day_audit", DayAudit, key=("store_id", "business_day"))
BAD_DEBT = Table("bad_debt", BadDebt, key=("store_id", "order_id"))

_HEAD = "'00000000-0000-7000-8000-000000000000'"
_POLICY = "SELECT store_id, id, merchant_id, scope, version, content, reason, set_by, set_at FROM policy"
_OF_STORE = f"{_POLICY} WHERE store_id = :store_id AND scope = 'store'"
_OF_MERCHANT = f"{_POLICY} WHERE store_id = {_HEAD} AND scope = 'merchant' AND merchant_id = :merchant_id"
_NEWEST = "ORDER BY version DESC LIMIT 1"

NEWEST_OF_STORE = one(f"{_OF_STORE} {_NEWEST}", PolicyRow)
NEWEST_OF_MERCHANT = one(f"{_OF_MERCHANT} {_NEWEST}", PolicyRow)
# The merchant of a store is the store's own word; of head office's cases, whoever decides them.
NEWEST_OF_OWNER = one(
    f"""{_POLICY} WHERE store_id = {_HEAD} AND scope = 'merchant' AND merchant_id = coalesce(:merchant_id::uuid,
       (SELECT s.merchant_id FROM store AS s WHERE s.store_id = :store_id)) {_NEWEST}""",
    PolicyRow,
)
POLICY_BY_ID = one(f"{_POLICY} WHERE store_id IN (:store_id, {_HEAD}) AND id = :policy_id", PolicyRow)
HISTORY_OF_STORE = many(f"{_OF_STORE} ORDER BY version DESC LIMIT 100", PolicyRow)
HISTORY_OF_MERCHANT = many(f"{_OF_MERCHANT} ORDER BY version DESC LIMIT 100", PolicyRow)

MOST_PREVIEWED = 20_000
# One pass over the newest orders. The new end of an order's time is counted as checkout and a failed attempt count it.
EFFECT = one(
    f"""WITH newest AS (
        SELECT o.store_id, o.id, o.placed_at, o.expires_at, o.confirmed_at, o.closed_at, o.total_fen, o.state,
               greatest(o.placed_at + (:retention::jsonb ->> o.entry)::int * interval '1 minute',
                   (SELECT max(p.known_at) + :failed_hold_minutes * interval '1 minute' FROM payment AS p
                    WHERE p.store_id = o.store_id AND p.order_id = o.id AND p.state = 'FAILED')) AS new_end
        FROM customer_order AS o
        WHERE o.store_id = ANY(:store_ids::uuid[]) AND o.placed_at >= :since
        ORDER BY o.placed_at DESC LIMIT {MOST_PREVIEWED}
    ), judged AS (
        SELECT n.confirmed_at IS NOT NULL AS is_paid, n.confirmed_at IS NULL AND n.state = 'CLOSED' AS is_unpaid,
               n.confirmed_at > n.closed_at AS is_revived, n.confirmed_at - n.closed_at AS late_by,
               n.confirmed_at > n.new_end AS is_late, n.new_end < n.expires_at AS is_earlier,
               n.new_end > n.expires_at AS is_longer, n.total_fen
        FROM newest AS n)
    SELECT count(*) AS looked_at, count(*) FILTER (WHERE is_paid) AS paid,
           count(*) FILTER (WHERE is_paid AND is_late AND is_revived IS NOT TRUE) AS paid_too_late,
           count(*) FILTER (WHERE is_unpaid) AS unpaid,
           count(*) FILTER (WHERE is_unpaid AND is_earlier) AS freed_earlier,
           count(*) FILTER (WHERE is_unpaid AND is_longer) AS held_longer,
           count(*) FILTER (WHERE is_revived) AS revived,
           count(*) FILTER (WHERE is_revived AND late_by > :revive_within_minutes * interval '1 minute')
               AS no_longer_revived,
           count(*) FILTER (WHERE is_unpaid AND total_fen > :compliance_now_fen) AS compliance_now,
           count(*) FILTER (WHERE is_unpaid AND total_fen > :compliance_then_fen) AS compliance_then
    FROM judged""",
    Effect,
)

# Unfinished orders are few and have their own index; each fact is looked up by the order's key.
_UNPAID = """SELECT o.store_id, o.id, o.entry, o.table_no, o.state, o.total_fen, o.placed_at, o.expires_at,
       EXISTS (SELECT FROM event AS e WHERE e.store_id = o.store_id AND e.order_id = o.id AND e.kind = 'order-closing'
               AND e.content::jsonb ->> 'why' = 'CANCEL') AS is_given_up,
       coalesce(p.attempt, 0) AS tries, p.channel, p.method, p.number, p.state AS try_state,
       p.requested_at AS tried_at, p.cause, h.kind AS hint, h.heard_at AS hinted_at,
       (SELECT max(c.heard_at) FROM client_hint AS c WHERE c.store_id = o.store_id AND c.order_id = o.id
        AND c.kind = 'to-counter' AND c.heard_at >= coalesce(p.requested_at, o.placed_at)) AS coming_at,
       s.seen_by, s.seen_at, s.words AS seen_words
FROM customer_order AS o
LEFT JOIN LATERAL (
    SELECT attempt, channel, method, number, state, requested_at, cause FROM payment
    WHERE store_id = o.store_id AND order_id = o.id ORDER BY attempt DESC LIMIT 1) AS p ON true
LEFT JOIN LATERAL (
    SELECT kind, heard_at FROM client_hint
    WHERE store_id = o.store_id AND order_id = o.id ORDER BY hint_no DESC LIMIT 1) AS h ON true
LEFT JOIN unpaid_seen AS s ON s.store_id = o.store_id AND s.order_id = o.id
WHERE o.store_id = ANY(:store_ids::uuid[]) AND o.state IN ('AWAITING_PAYMENT', 'CLOSING')"""

UNPAID_AFTER = many(
    f"""{_UNPAID} AND (o.placed_at, o.id) > (:after_at::timestamptz, :after_id::uuid)
    AND o.placed_at <= :placed_until AND o.total_fen BETWEEN :least_fen AND :most_fen
    AND (:entry::text IS NULL OR o.entry = :entry)
    ORDER BY o.placed_at, o.id LIMIT 500""",
    UnpaidRow,
)
UNPAID_ORDERS = many(f"{_UNPAID} AND o.id = ANY(:order_ids::uuid[])", UnpaidRow)

SEEN_OF_ORDER = one(
    "SELECT store_id, order_id, seen_by, seen_at, words FROM unpaid_seen "
    "WHERE store_id = :store_id AND order_id = :order_id",
    Seen,
)

_AUDIT = """SELECT store_id, business_day, nights, asked, looked_again, arrived, ended, still_open, uncertain, unpaid_orders,
       unpaid_fen, bad_debts, began_at, finished_at FROM day_audit"""
LAST_AUDIT = one(f"{_AUDIT} WHERE store_id = :store_id ORDER BY business_day DESC LIMIT 1", DayAudit)
AUDITED_THROUGH = many(
    """SELECT store_id, max(business_day) AS business_day FROM day_audit
    WHERE store_id = ANY(:store_ids::uuid[]) GROUP BY store_id""",
    AuditedThrough,
)
AUDITS = many(
    f"{_AUDIT} WHERE store_id = ANY(:store_ids::uuid[]) ORDER BY business_day DESC, store_id LIMIT 400",
    DayAudit,
)
_DEBT = """SELECT store_id, order_id, amount_fen, reason, member_id, due_at, archived_at, recovered_at, version
FROM bad_debt"""
DEBT_OF_ORDER = one(f"{_DEBT} WHERE store_id = :store_id AND order_id = :order_id", BadDebt)
OPEN_DEBTS = many(
    f"{_DEBT} WHERE store_id = :store_id AND recovered_at IS NULL ORDER BY order_id LIMIT 2000", BadDebt
)
DEBTS = many(
    f"{_DEBT} WHERE store_id = ANY(:store_ids::uuid[]) ORDER BY archived_at DESC, order_id LIMIT 400", BadDebt
)
