"""Bills, their shares by store and their differences, and what our own books say of a day."""

from typing import Final

from wendan.domains.reconciliation.model import Bill, BillShare, Difference, Ours
from wendan.domains.reconciliation.model.figures import ClosedBill, MoneyOfDay, Tally, Unsettled
from wendan.domains.reconciliation.model.steps import DifferenceStep
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Table
from wendan.platform.db import many, one

BILL_TABLE: Final = Table("bill", Bill)
SHARE: Final = Table("bill_share", BillShare, key=("store_id", "bill_id", "movement", "method"))
DIFFERENCE_TABLE: Final = Table("difference", Difference)
DIFFERENCE_STEP: Final = Table(
    "difference_step", DifferenceStep, key=("store_id", "difference_id", "version")
)

_BILL = """SELECT store_id, id, channel, account, day, state, version, wanted_at, asked_times, asked_at, file_hash, flaw,
       words, proved_by, rows, paid, paid_fen, returned, returned_fen, promoted_fen, fee_millifen, theirs_fen,
       ours_fen, gap_fen, differences, surprises, matched_at, of_id, funds_at FROM bill"""
_SHARE = """SELECT store_id, bill_id, movement, method, channel, account, day, rows, amount_fen,
       promoted_fen, fee_fen
    FROM bill_share"""
_DIFFERENCE = """SELECT store_id, id, bill_id, channel, account, day, number, aspect, category, movement, reference,
       theirs, ours, gap_fen, fee_gap_millifen, order_id, state, version, found_at, changed_at, repair, words, case_id
    FROM difference"""

BILL_BY_ID = one(f"{_BILL} WHERE store_id = :store_id AND id = :bill_id", Bill)
BILL_BY_NAME = one(
    f"""{_BILL} WHERE store_id = :store_id AND channel = :channel AND account = :account AND day = :day::date
    AND of_id IS NOT DISTINCT FROM :of_id::uuid""",
    Bill,
)
# Bills `AS b` of these books.
_OF_BOOKS = """b.store_id = :store_id AND EXISTS (
    SELECT FROM unnest(:channels::text[], :accounts::text[], :ofs::uuid[]) AS p (channel, account, of_id)
    WHERE p.channel = b.channel AND p.account = b.account AND p.of_id IS NOT DISTINCT FROM b.of_id)"""
WAITING_BILLS = many(
    f"{_BILL} AS b WHERE {_OF_BOOKS} AND b.state NOT IN ('CLOSED', 'EMPTY') ORDER BY b.day, b.channel, b.account",
    Bill,
)
CLOSED_BILLS = many(
    f"SELECT b.channel, b.account, b.of_id, b.day FROM bill AS b WHERE {_OF_BOOKS} AND b.state = 'CLOSED'",
    ClosedBill,
)
FIRST_FUNDS = one(
    """SELECT b.channel, b.account, b.of_id, b.day FROM bill AS b WHERE b.store_id = :store_id
    AND b.channel = :channel AND b.account = :account AND b.funds_at IS NOT NULL ORDER BY b.day LIMIT 1""",
    ClosedBill,
)
# A bill is seen by whoever has a store with its account, or, where that is the house's own, the store or members it is of.
# The house's own books of days on which nothing moved are nobody's news.
MY_BILLS = many(
    f"""{_BILL} AS b WHERE b.store_id = :store_id AND b.day >= :since::date AND b.day <= :until::date
    AND (b.of_id IS NULL OR b.state <> 'EMPTY')
    AND (:merchant_id::uuid IS NULL OR EXISTS (SELECT FROM store AS s WHERE s.merchant_id = :merchant_id
        AND (b.of_id IN (s.store_id, s.merchant_id) OR b.of_id IS NULL
            AND (s.accounts ->> b.channel = b.account OR s.more_accounts -> b.channel ? b.account))))
    ORDER BY b.day DESC, b.channel, b.account, b.of_id LIMIT 2000""",
    Bill,
)
TALLIES_OF_BILL = many(
    """SELECT category, state, count(*) AS count, sum(gap_fen)::bigint AS gap_fen,
       sum(fee_gap_millifen)::bigint AS fee_gap_millifen
    FROM difference WHERE bill_id = :bill_id GROUP BY category, state ORDER BY category, state""",
    Tally,
)
SHARES_OF_BILL = many(f"{_SHARE} WHERE bill_id = :bill_id ORDER BY store_id, movement, method", BillShare)
DIFFERENCE_BY_ID = one(f"{_DIFFERENCE} WHERE store_id = :store_id AND id = :difference_id", Difference)
STEPS_OF_DIFFERENCE = many(
    """SELECT store_id, difference_id, version, at, state, category, gap_fen, repair, words, case_id
    FROM difference_step WHERE store_id = :store_id AND difference_id = :difference_id ORDER BY version LIMIT 500""",
    DifferenceStep,
)
DIFFERENCES_OF_BILL = many(
    f"{_DIFFERENCE} WHERE bill_id = :bill_id ORDER BY category, number LIMIT 5000", Difference
)
ALL_OF_BILL = many(f"{_DIFFERENCE} WHERE bill_id = :bill_id", Difference)
UNEXPLAINED_OF_BILL = many(
    f"""{_DIFFERENCE} WHERE bill_id = :bill_id AND state IN ('OPEN', 'WAITING') ORDER BY category, number
    LIMIT 5000""",
    Difference,
)
UNSETTLED_OF_BOOKS = many(
    f"""SELECT d.channel, d.account, d.day, sum(abs(d.gap_fen))::bigint AS gap_fen
    FROM difference AS d JOIN bill AS b ON b.id = d.bill_id
    WHERE {_OF_BOOKS} AND d.state IN ('OPEN', 'WAITING', 'IN_CASE') AND d.day <= :until::date
    GROUP BY d.channel, d.account, d.day ORDER BY d.channel, d.account, d.day""",
    Unsettled,
)
IN_CASE = many(
    f"{_DIFFERENCE} WHERE store_id = :store_id AND case_id = :case_id AND state = 'IN_CASE' ORDER BY number",
    Difference,
)
# What another day's bill may explain: the same number, cross-day there or lacking here.
COUNTERPARTS = many(
    f"""{_DIFFERENCE} WHERE channel = :channel AND account = :account AND number = ANY(:numbers::text[])
    AND category IN ('cross-day', 'shortage', 'refund-shortage')""",
    Difference,
)
# The money for which members' accounts grow, and that goes back when they shrink, as our payments and refunds have it. It
# is of the day on which the account moved; where none did, of its own.
_VALUE_MONEY = f"""(
    SELECT f.store_id, f.order_id, 'paid-in' AS movement, f.number, f.amount_fen,
        CASE v.kind WHEN 'TOP_UP' THEN 'balance' ELSE 'pay-later' END AS channel, v.moved_at AS at
    FROM value_move AS v JOIN payment_fact AS f ON f.store_id = v.order_store_id AND f.order_id = v.order_id
        AND f.bound_to = 'order'
    WHERE v.store_id = '{HEAD_OFFICE}' AND v.kind IN ('TOP_UP', 'REPAYMENT')
    UNION ALL
    SELECT f.store_id, f.order_id, 'paid-in', f.number, f.amount_fen,
        CASE o.purpose WHEN 'TOP_UP' THEN 'balance' ELSE 'pay-later' END, o.confirmed_at
    FROM customer_order AS o JOIN payment_fact AS f ON f.store_id = o.store_id AND f.order_id = o.id
        AND f.bound_to = 'order'
    WHERE o.purpose <> 'MEAL' AND NOT EXISTS (SELECT FROM value_move AS v WHERE v.store_id = '{HEAD_OFFICE}'
        AND v.order_id = o.id AND v.kind = o.purpose)
    UNION ALL
    SELECT r.store_id, r.order_id, 'taken-back', r.number, least(r.amount_fen, -v.amount_fen),
        CASE o.purpose WHEN 'TOP_UP' THEN 'balance' ELSE 'pay-later' END, v.moved_at
    FROM value_move AS v JOIN refund AS r ON r.store_id = v.order_store_id AND r.number = v.number
        JOIN customer_order AS o ON o.store_id = r.store_id AND o.id = r.order_id
    WHERE v.store_id = '{HEAD_OFFICE}' AND v.kind = 'TAKEN_BACK'
    UNION ALL
    SELECT r.store_id, r.order_id, 'taken-back', r.number, r.amount_fen,
        CASE o.purpose WHEN 'TOP_UP' THEN 'balance' ELSE 'pay-later' END, r.finished_at
    FROM refund AS r JOIN customer_order AS o ON o.store_id = r.store_id AND o.id = r.order_id AND o.purpose <> 'MEAL'
        JOIN payment AS p ON p.store_id = r.store_id AND p.id = r.payment_id AND p.fate = 'KEPT'
    WHERE r.state = 'SUCCEEDED' AND NOT EXISTS (
        SELECT FROM value_move AS v WHERE v.store_id = '{HEAD_OFFICE}' AND v.number = r.number)
        AND (SELECT sum(b.amount_fen) FROM refund AS b WHERE b.store_id = r.store_id AND b.payment_id = r.payment_id
            AND b.state = 'SUCCEEDED') > coalesce((SELECT -sum(v.amount_fen) FROM value_move AS v
            WHERE v.store_id = '{HEAD_OFFICE}' AND v.order_id = r.order_id AND v.kind = 'TAKEN_BACK'), 0))"""
# All we know of numbers: facts of whatever day, attempts that never became one, refunds.
# Numbers carry their store and order (kernel/numbers.py), so each is found by key.
OURS_OF_NUMBERS = many(
    """SELECT 'payment' AS movement, f.number, f.number AS payment_number, f.reference, f.amount_fen,
        'succeeded' AS standing, f.channel, f.account, f.store_id, f.order_id,
        (f.happened_at AT TIME ZONE 'Asia/Shanghai' - :begins::interval)::date AS day
    FROM unnest(:store_ids::uuid[], :order_ids::uuid[], :numbers::text[]) AS n (store_id, order_id, number)
    JOIN payment_fact AS f ON f.store_id = n.store_id AND f.order_id = n.order_id AND f.number = n.number
    UNION ALL
    SELECT 'payment', p.number, p.number, NULL, p.amount_fen,
        CASE WHEN p.state IN ('FAILED', 'CLOSED') THEN 'failed' ELSE 'on-its-way' END, p.channel, p.account,
        p.store_id, p.order_id, (p.requested_at AT TIME ZONE 'Asia/Shanghai' - :begins::interval)::date
    FROM unnest(:store_ids::uuid[], :order_ids::uuid[], :numbers::text[]) AS n (store_id, order_id, number)
    JOIN payment AS p ON p.store_id = n.store_id AND p.number = n.number
    WHERE NOT EXISTS (SELECT FROM payment_fact AS f
        WHERE f.store_id = p.store_id AND f.order_id = p.order_id AND f.number = p.number)
    UNION ALL
    SELECT 'refund', r.number, p.number, r.reference, r.amount_fen,
        CASE r.state WHEN 'SUCCEEDED' THEN 'succeeded' WHEN 'FAILED' THEN 'failed' ELSE 'on-its-way' END,
        r.channel, r.account, r.store_id, r.order_id,
        (CASE :dated_by WHEN 'created' THEN r.created_at ELSE coalesce(r.finished_at, r.created_at) END
            AT TIME ZONE 'Asia/Shanghai' - :begins::interval)::date
    FROM unnest(:store_ids::uuid[], :order_ids::uuid[], :numbers::text[]) AS n (store_id, order_id, number)
    JOIN refund AS r ON r.store_id = n.store_id AND r.number = n.number
    JOIN payment AS p ON p.store_id = r.store_id AND p.id = r.payment_id""",
    Ours,
)
# And of the money for which members' accounts moved.
VALUE_OF_NUMBERS = many(
    f"""SELECT v.movement, v.number, v.number AS payment_number, '' AS reference, v.amount_fen, 'succeeded' AS standing,
        v.channel, :account AS account, v.store_id, v.order_id,
        (v.at AT TIME ZONE 'Asia/Shanghai' - :begins::interval)::date AS day
    FROM unnest(:store_ids::uuid[], :order_ids::uuid[], :numbers::text[]) AS n (store_id, order_id, number)
    JOIN {_VALUE_MONEY} AS v ON v.store_id = n.store_id AND v.order_id = n.order_id AND v.number = n.number
    WHERE v.channel = :channel""",
    Ours,
)
# Our side of a day, streamed as CSV with the columns that `matching` reads: $1 channel, $2 account, $3 from, $4 until,
# $5 which moment of a refund decides, $6 whose, where the account is the house's own.
_OF = "($6::uuid IS NULL OR $6 IN (s.store_id, s.merchant_id))"
OUR_DAY: Final = f"""SELECT 'payment' AS movement, f.number, f.reference, f.amount_fen, 'succeeded' AS standing
    FROM store AS s JOIN payment_fact AS f ON f.store_id = s.store_id AND f.happened_at >= $3 AND f.happened_at < $4
    WHERE f.channel = $1 AND f.account = $2 AND {_OF}
    UNION ALL
    SELECT 'refund', r.number, coalesce(r.reference, ''), r.amount_fen,
        CASE r.state WHEN 'SUCCEEDED' THEN 'succeeded' ELSE 'on-its-way' END
    FROM store AS s JOIN refund AS r ON r.store_id = s.store_id AND r.created_at >= $3 AND r.created_at < $4
    WHERE r.channel = $1 AND r.account = $2 AND r.state <> 'FAILED' AND (r.state <> 'SUCCEEDED' OR $5 = 'created')
        AND {_OF}
    UNION ALL
    SELECT 'refund', r.number, coalesce(r.reference, ''), r.amount_fen, 'succeeded'
    FROM store AS s JOIN refund AS r ON r.store_id = s.store_id AND r.finished_at >= $3 AND r.finished_at < $4
    WHERE r.channel = $1 AND r.account = $2 AND r.state = 'SUCCEEDED' AND $5 = 'finished' AND {_OF}
    UNION ALL
    SELECT v.movement, v.number, '', v.amount_fen, 'succeeded' FROM store AS s JOIN {_VALUE_MONEY} AS v
        ON v.store_id = s.store_id AND v.at >= $3 AND v.at < $4
    WHERE v.channel = $1 AND $6 = s.merchant_id"""
# Whether our books know of any money at an account on a day.
MONEY_OF_DAY = one(
    """SELECT (SELECT count(*) FROM store AS s JOIN payment_fact AS f ON f.store_id = s.store_id
           AND f.happened_at >= :since AND f.happened_at < :until
           WHERE f.channel = :channel AND f.account = :account
           AND (:of_id::uuid IS NULL OR :of_id IN (s.store_id, s.merchant_id)))
       + (SELECT count(*) FROM store AS s JOIN refund AS r ON r.store_id = s.store_id
           AND r.created_at >= :since AND r.created_at < :until
           WHERE r.channel = :channel AND r.account = :account
           AND (:of_id::uuid IS NULL OR :of_id IN (s.store_id, s.merchant_id)))
       AS rows""",
    MoneyOfDay,
)
# One statement for all that a bill's reading found: a new difference comes in, a changed one is brought up to date,
# and the same again changes nothing. What was done about one meanwhile stays done: its version has moved on.
MERGE_DIFFERENCES: Final = """MERGE INTO difference AS d
USING jsonb_populate_recordset(NULL::difference, $1::jsonb) AS f ON d.store_id = f.store_id AND d.id = f.id
WHEN MATCHED AND (d.category, d.gap_fen, d.fee_gap_millifen, d.state, d.theirs, d.ours) IS DISTINCT FROM
        (f.category, f.gap_fen, f.fee_gap_millifen, CASE d.version WHEN f.version THEN f.state ELSE d.state END,
            f.theirs, f.ours)
    THEN UPDATE SET category = f.category, gap_fen = f.gap_fen, fee_gap_millifen = f.fee_gap_millifen,
        state = CASE d.version WHEN f.version THEN f.state ELSE d.state END, theirs = f.theirs, ours = f.ours, reference = f.reference, version = d.version + 1,
        changed_at = f.changed_at
WHEN NOT MATCHED THEN INSERT (store_id, id, bill_id, channel, account, day, number, aspect, category, movement,
        reference, theirs, ours, gap_fen, fee_gap_millifen, order_id, state, version, found_at, changed_at)
    VALUES (f.store_id, f.id, f.bill_id, f.channel, f.account, f.day, f.number, f.aspect, f.category, f.movement,
        f.reference, f.theirs, f.ours, f.gap_fen, f.fee_gap_millifen, f.order_id, f.state, f.version, f.found_at,
        f.changed_at)"""
# With every version that a reading made; what somebody did meanwhile wrote its own.
STEPS_OF_FOUND: Final = """INSERT INTO difference_step
    (store_id, difference_id, version, at, state, category, gap_fen, repair, words, case_id)
SELECT d.store_id, d.id, d.version, d.changed_at, d.state, d.category, d.gap_fen, d.repair, d.words, d.case_id
FROM jsonb_populate_recordset(NULL::difference, $1::jsonb) AS f
JOIN difference AS d ON d.store_id = f.store_id AND d.id = f.id ON CONFLICT DO NOTHING"""
