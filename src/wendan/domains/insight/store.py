"""Questions over every table. Each goes by an index: a day's orders by time, everything else by its order."""

from wendan.domains.insight.model import (
    CaseCounts,
    ChannelQuarter,
    DayLine,
    DebtTally,
    Hour,
    LadderTally,
    RungTally,
    SkipTally,
    StoreDay,
    StoreMonth,
    UnpaidDays,
)
from wendan.platform.db import many, one

_BEGINS = "date_trunc('day', :now::timestamptz AT TIME ZONE s.timezone) AT TIME ZONE s.timezone"
# Value that is paid in is no sale; the meal it buys is.
_TODAY = f"o.store_id = s.store_id AND o.placed_at >= {_BEGINS} AND o.purpose = 'MEAL'"
_KEPT = """(SELECT p.received_fen FROM payment AS p
    WHERE p.store_id = o.store_id AND p.order_id = o.id AND p.fate = 'KEPT')"""
_IS_TRIED = (
    """(SELECT min(a.attempt) FROM payment AS a WHERE a.store_id = o.store_id AND a.order_id = o.id) = 1"""
)
_FACTS = "(SELECT count(*) FROM payment_fact AS f WHERE f.store_id = o.store_id AND f.order_id = o.id)"
_STRAYED = """(SELECT count(*) FROM payment_fact AS f WHERE f.store_id = o.store_id AND f.order_id = o.id
    AND (f.bound_to = 'case' OR 'too-late' = (SELECT late.reason FROM refund AS late
    WHERE late.store_id = f.store_id AND late.id = f.bound_id)))"""

# Each fact about an order is looked up for itself: a join over the day would make PostgreSQL read whole tables,
# because it cannot know how little of them one day is.
STORE_DAYS = many(
    f"""SELECT s.store_id, o.orders, o.paid, o.sales_fen, o.unpaid, o.closed, o.tried_in_vain,
       o.refunded_fen, o.facts, o.strayed, c.cases_open, t.tickets_live, t.oldest_ticket_s, d.devices_silent
    FROM store AS s
    CROSS JOIN LATERAL (
        SELECT count(*) AS orders, count(day.confirmed_at) AS paid, coalesce(sum(day.kept_fen), 0) AS sales_fen,
               count(*) FILTER (WHERE day.state IN ('AWAITING_PAYMENT', 'CLOSING')) AS unpaid,
               count(*) FILTER (WHERE day.state = 'CLOSED') AS closed,
               count(*) FILTER (WHERE day.state = 'CLOSED' AND day.is_tried) AS tried_in_vain,
               coalesce(sum(day.refunded_fen), 0) AS refunded_fen, coalesce(sum(day.facts), 0) AS facts,
               coalesce(sum(day.strayed), 0) AS strayed
        FROM (
            SELECT o.state, o.confirmed_at, {_KEPT} AS kept_fen,
                   {_IS_TRIED} AS is_tried,
                   (SELECT sum(r.amount_fen) FROM refund AS r WHERE r.store_id = o.store_id AND r.order_id = o.id
                        AND r.state = 'SUCCEEDED') AS refunded_fen,
                   {_FACTS} AS facts,
                   {_STRAYED} AS strayed
            FROM customer_order AS o WHERE {_TODAY}) AS day) AS o
    CROSS JOIN LATERAL (
        SELECT count(*) AS cases_open FROM exception_case AS c
        WHERE c.store_id = s.store_id AND c.state = 'OPEN') AS c
    CROSS JOIN LATERAL (
        SELECT count(*) AS tickets_live,
               extract(epoch FROM :now::timestamptz - min(t.queued_at))::float8 AS oldest_ticket_s
        FROM ticket AS t WHERE t.store_id = s.store_id AND t.state IN ('QUEUED', 'PREPARING')) AS t
    CROSS JOIN LATERAL (
        SELECT count(*) AS devices_silent FROM device AS d WHERE d.store_id = s.store_id AND d.retired_at IS NULL
        AND d.paired_at IS NOT NULL AND d.last_seen_at < :silent_since) AS d
    WHERE s.store_id = ANY(:store_ids::uuid[]) ORDER BY s.store_no""",
    StoreDay,
)
HOURS = many(
    f"""SELECT day.hour, count(*) AS orders, coalesce(sum(day.kept_fen), 0) AS sales_fen
    FROM store AS s CROSS JOIN LATERAL (
        SELECT extract(hour FROM o.placed_at AT TIME ZONE s.timezone)::int AS hour, {_KEPT} AS kept_fen
        FROM customer_order AS o WHERE {_TODAY}) AS day
    WHERE s.store_id = ANY(:store_ids::uuid[]) GROUP BY day.hour ORDER BY day.hour""",
    Hour,
)
# Ids grow with time, so the last minutes are one short stretch of each store's primary key.
CHANNEL_QUARTERS = many(
    """SELECT channel, count(*) AS asked, count(*) FILTER (WHERE state = 'SUCCEEDED') AS succeeded,
       count(*) FILTER (WHERE state = 'FAILED') AS failed, count(*) FILTER (WHERE state = 'UNKNOWN') AS unknown,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM known_at - requested_at))
           FILTER (WHERE state = 'SUCCEEDED') AS median_s
    FROM payment WHERE store_id = ANY(:store_ids::uuid[]) AND id >= :since_id GROUP BY channel ORDER BY channel""",
    ChannelQuarter,
)
_MINE = """(:merchant_id::uuid IS NULL OR c.store_id <> '00000000-0000-7000-8000-000000000000' OR c.id IN (
    SELECT u.case_id FROM unclaimed AS u JOIN store AS a ON (a.accounts ->> u.channel = u.account
        OR a.more_accounts -> u.channel ? u.account)
    WHERE u.store_id = '00000000-0000-7000-8000-000000000000' AND a.merchant_id = :merchant_id)
    OR c.type IN ('bill-missing', 'bill-refused', 'books-differ') AND EXISTS (SELECT FROM store AS a
        WHERE a.merchant_id = :merchant_id
          AND (a.accounts ->> split_part(c.subject, ':', -3) = split_part(c.subject, ':', -2)
            OR a.more_accounts -> split_part(c.subject, ':', -3) ? split_part(c.subject, ':', -2))))"""
CASE_COUNTS = one(
    f"""WITH seen AS (
        SELECT c.type, c.deadline < :now AS is_overdue, c.proposed_action IS NOT NULL AS is_proposed, false AS is_done
        FROM exception_case AS c WHERE c.store_id = ANY(:store_ids::uuid[]) AND c.state = 'OPEN' AND {_MINE}
        UNION ALL
        SELECT c.type, false, false, true FROM store AS s
        JOIN exception_case AS c ON c.store_id = s.store_id AND c.state = 'RESOLVED' AND c.resolved_at >= {_BEGINS}
        WHERE s.store_id = ANY(:store_ids::uuid[]) AND {_MINE})
    SELECT count(*) FILTER (WHERE NOT is_done) AS open, count(*) FILTER (WHERE is_overdue) AS overdue,
       count(*) FILTER (WHERE is_proposed) AS awaiting_second, count(*) FILTER (WHERE is_done) AS resolved_today,
       coalesce((SELECT json_object_agg(k.type, k.n) FROM (
            SELECT type, count(*) AS n FROM seen WHERE NOT is_done GROUP BY type) AS k), '{{}}') AS by_type
    FROM seen""",
    CaseCounts,
)
UNPAID_OF_DAYS = one(
    """SELECT count(*) AS orders, coalesce(sum(total_fen), 0) AS fen FROM customer_order
    WHERE store_id = :store_id AND placed_at >= :since AND placed_at < :until AND confirmed_at IS NULL""",
    UnpaidDays,
)
# A month begins and ends with the store's own days.
STORE_MONTHS = many(
    f"""SELECT s.store_id, o.orders, o.paid, o.tried_in_vain, o.facts, o.strayed, o.kept_fen, b.bad_debts, b.bad_fen
    FROM store AS s
    CROSS JOIN LATERAL (SELECT :month::date::timestamp AT TIME ZONE s.timezone AS since,
        (:month::date + interval '1 month') AT TIME ZONE s.timezone AS until) AS m
    CROSS JOIN LATERAL (
        SELECT count(*) AS orders, count(each.confirmed_at) AS paid,
               count(*) FILTER (WHERE each.state = 'CLOSED' AND each.confirmed_at IS NULL AND each.is_tried)
                   AS tried_in_vain,
               coalesce(sum(each.facts), 0) AS facts, coalesce(sum(each.strayed), 0) AS strayed,
               coalesce(sum(each.kept_fen), 0) AS kept_fen
        FROM (SELECT o.state, o.confirmed_at, {_IS_TRIED} AS is_tried, {_FACTS} AS facts, {_STRAYED} AS strayed,
                     {_KEPT} AS kept_fen
              FROM customer_order AS o WHERE o.store_id = s.store_id AND o.purpose = 'MEAL'
              AND o.placed_at >= m.since AND o.placed_at < m.until) AS each) AS o
    CROSS JOIN LATERAL (
        SELECT count(*) AS bad_debts, coalesce(sum(d.amount_fen), 0) AS bad_fen FROM bad_debt AS d
        JOIN customer_order AS c ON c.store_id = d.store_id AND c.id = d.order_id
        WHERE d.store_id = s.store_id AND d.recovered_at IS NULL
        AND c.placed_at >= m.since AND c.placed_at < m.until) AS b
    WHERE s.store_id = ANY(:store_ids::uuid[]) ORDER BY s.store_no""",
    StoreMonth,
)

# The ladder stops at the payment: whoever paid after a rung has no later one. An order that is still open may yet be
# paid, and is left out until it has come to its end.
# An arm is what was decided, not what became of it: a message that was to be said, waited for a gateway and was left out
# when the money came belongs to those told. The ladder's own lot speaks for the first rung too, at which both lots are
# drawn alike; at a later one its orders have another past than those told.
_RUNGS = """SELECT m.order_id, m.rung, m.way, m.state, m.reason, m.sending_at IS NOT NULL AND m.state <> 'SKIPPED' AS is_told,
       m.sending_at IS NOT NULL AS is_chosen, o.confirmed_at IS NOT NULL AS is_paid,
       m.sending_at IS NULL AND m.reason IN ('hold-out', 'rung-hold-out') AS is_left_out,
       m.sending_at IS NULL AND m.reason = 'hold-out' AS is_held_out,
       m.sending_at IS NULL AND (m.reason = 'rung-hold-out' OR m.reason = 'hold-out' AND m.rung = 1) AS is_compared,
       o.confirmed_at >= m.planned_at AND NOT EXISTS (SELECT FROM message AS n WHERE n.store_id = m.store_id
           AND n.order_id = m.order_id AND n.kind = 'rung' AND n.rung > m.rung) AS is_recovered
    FROM message AS m JOIN customer_order AS o ON o.store_id = m.store_id AND o.id = m.order_id
    WHERE m.kind = 'rung' AND m.store_id = ANY(:store_ids::uuid[]) AND m.planned_at >= :since
      AND m.planned_at < :until AND o.state NOT IN ('AWAITING_PAYMENT', 'CLOSING')"""
RUNG_TALLIES = many(
    f"""SELECT r.rung, r.way, count(*) FILTER (WHERE r.is_told) AS told,
       count(*) FILTER (WHERE r.is_told AND r.state = 'DELIVERED') AS delivered,
       count(*) FILTER (WHERE r.is_told AND r.state = 'UNDELIVERABLE') AS undeliverable,
       count(*) FILTER (WHERE r.is_told AND r.state = 'UNKNOWN') AS in_doubt,
       count(*) FILTER (WHERE r.is_chosen) AS chosen,
       count(*) FILTER (WHERE r.is_chosen AND r.is_recovered) AS recovered,
       count(*) FILTER (WHERE r.is_compared) AS held_out,
       count(*) FILTER (WHERE r.is_compared AND r.is_recovered) AS held_out_recovered,
       count(*) FILTER (WHERE r.is_left_out) AS left_out
    FROM ({_RUNGS}) AS r GROUP BY r.rung, r.way ORDER BY r.rung, r.way""",
    RungTally,
)
SKIP_TALLIES = many(
    f"""SELECT r.rung, r.reason, count(*) AS orders FROM ({_RUNGS}) AS r WHERE r.state = 'SKIPPED'
    GROUP BY r.rung, r.reason ORDER BY r.rung, orders DESC, r.reason""",
    SkipTally,
)
LADDER_TALLY = one(
    f"""SELECT count(*) FILTER (WHERE NOT is_held_out) AS told, count(*) FILTER (WHERE NOT is_held_out AND is_paid) AS told_paid,
       count(*) FILTER (WHERE is_held_out) AS held_out,
       count(*) FILTER (WHERE is_held_out AND is_paid) AS held_out_paid
    FROM (SELECT r.order_id, bool_or(r.is_held_out) AS is_held_out, bool_or(r.is_paid) AS is_paid
          FROM ({_RUNGS}) AS r WHERE r.is_chosen OR r.is_left_out GROUP BY r.order_id) AS o""",
    LadderTally,
)

# Money counts on the store's day on which it moved, whatever became of its order later.
DAY_LINES = many(
    """SELECT l.day, s.store_id, s.name AS store, l.channel, l.method, l.cashier, l.terminal,
       sum(l.paid)::int AS paid,
       sum(l.paid_fen)::bigint AS paid_fen, sum(l.returned)::int AS returned,
       sum(l.returned_fen)::bigint AS returned_fen, sum(l.discount_fen)::bigint AS discount_fen,
       sum(l.promoted_fen)::bigint AS promoted_fen, sum(l.fee_fen)::bigint AS fee_fen
    FROM store AS s
    CROSS JOIN LATERAL (SELECT :since::date::timestamp AT TIME ZONE s.timezone AS since,
        (:until::date + 1)::timestamp AT TIME ZONE s.timezone AS until) AS d
    CROSS JOIN LATERAL (
        SELECT (f.happened_at AT TIME ZONE s.timezone)::date AS day, f.channel, p.method,
               coalesce(m.staff_name, '') AS cashier, coalesce(v.name, '') AS terminal, 1 AS paid, f.amount_fen AS paid_fen, 0 AS returned,
               0 AS returned_fen, CASE WHEN p.fate = 'KEPT' THEN p.discount_fen ELSE 0 END AS discount_fen,
               0 AS promoted_fen, 0 AS fee_fen
        FROM payment_fact AS f JOIN payment AS p ON p.store_id = f.store_id AND p.number = f.number
        LEFT JOIN cash_move AS m ON m.store_id = f.store_id AND m.number = f.number
        LEFT JOIN device AS v ON v.store_id = m.store_id AND v.id = m.device_id
        WHERE f.store_id = s.store_id AND f.happened_at >= d.since AND f.happened_at < d.until
        UNION ALL
        SELECT (r.finished_at AT TIME ZONE s.timezone)::date, r.channel, p.method, coalesce(m.staff_name, ''),
               coalesce(v.name, ''), 0, 0, 1,
               r.amount_fen, 0, 0, 0
        FROM refund AS r JOIN payment AS p ON p.store_id = r.store_id AND p.id = r.payment_id
        LEFT JOIN cash_move AS m ON m.store_id = r.store_id AND m.number = r.number
        LEFT JOIN device AS v ON v.store_id = m.store_id AND v.id = m.device_id
        WHERE r.store_id = s.store_id AND r.state = 'SUCCEEDED' AND r.finished_at >= d.since
          AND r.finished_at < d.until
        UNION ALL
        SELECT b.day, b.channel, '', '', '', 0, 0, 0, 0, 0, b.promoted_fen, b.fee_fen FROM bill_share AS b
        WHERE b.store_id = s.store_id AND b.day >= :since::date AND b.day <= :until::date) AS l
    WHERE s.store_id = ANY(:store_ids::uuid[])
    GROUP BY l.day, s.store_id, s.name, l.channel, l.method, l.cashier, l.terminal
    ORDER BY l.day DESC, s.name, l.channel, l.method, l.cashier, l.terminal LIMIT 20000""",
    DayLine,
)
# A meal is owed as far as all newer ones of its account do not explain the debt (balances.store reads it the same way).
_DEBTS = """SELECT m.store_id, m.order_id, m.rung, m.way, m.state, m.reason,
       m.sending_at IS NOT NULL AND m.state <> 'SKIPPED' AS is_told,
       NOT EXISTS (SELECT FROM message AS n WHERE n.store_id = m.store_id AND n.order_id = m.order_id AND n.kind = 'debt'
           AND n.rung > m.rung AND n.sending_at IS NOT NULL) AND NOT EXISTS (
           SELECT FROM value_move AS l JOIN value_account AS a ON a.store_id = l.store_id AND a.id = l.account_id
           WHERE l.store_id = '00000000-0000-7000-8000-000000000000' AND l.order_id = m.order_id AND l.kind = 'PAYMENT'
             AND l.refunded_fen < -l.amount_fen AND -a.balance_fen > (
               SELECT coalesce(sum(-p.amount_fen - p.refunded_fen), 0) FROM value_move AS p
               WHERE p.store_id = l.store_id AND p.account_id = l.account_id AND p.kind = 'PAYMENT'
                 AND (p.moved_at, p.id) > (l.moved_at, l.id))) AS is_repaid
    FROM message AS m WHERE m.kind = 'debt' AND m.store_id = ANY(:store_ids::uuid[])
      AND m.planned_at >= :since AND m.planned_at < :until"""
DEBT_TALLIES = many(
    f"""SELECT d.rung, d.way, count(*) FILTER (WHERE d.is_told) AS told,
       count(*) FILTER (WHERE d.is_told AND d.state = 'DELIVERED') AS delivered,
       count(*) FILTER (WHERE d.is_told AND d.state = 'UNDELIVERABLE') AS undeliverable,
       count(*) FILTER (WHERE d.is_told AND d.state = 'UNKNOWN') AS in_doubt,
       count(*) FILTER (WHERE d.is_told AND d.is_repaid) AS repaid
    FROM ({_DEBTS}) AS d GROUP BY d.rung, d.way ORDER BY d.rung, d.way""",
    DebtTally,
)
DEBT_SKIPS = many(
    f"""SELECT d.rung, d.reason, count(*) AS orders FROM ({_DEBTS}) AS d WHERE d.state = 'SKIPPED'
    GROUP BY d.rung, d.reason ORDER BY d.rung, orders DESC, d.reason""",
    SkipTally,
)
