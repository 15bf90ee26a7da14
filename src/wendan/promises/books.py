"""P6, the books balance: the ledger against payments, refunds, counters, members' accounts, coupons and budgets."""

from typing import Final

BOOKS_BALANCE: Final = """
        SELECT t.store_id, t.order_id, t.id::text AS subject, 'a transaction that does not sum to zero' AS detail
        FROM ledger_transaction AS t WHERE sum_of(t.amounts_fen) <> 0
        UNION ALL
        SELECT d.store_id, NULL, format('%s %s', d.business_day, d.account),
               format('the day was closed with %s, its entries come to %s', sum(d.closed), sum(d.entered))
        FROM (SELECT store_id, business_day, account, debit_fen - credit_fen AS closed, 0 AS entered
              FROM day_balance
              UNION ALL
              SELECT e.store_id, e.business_day, e.account, 0, e.amount_fen
              FROM day_close AS c JOIN ledger_entry AS e
                  ON e.store_id = c.store_id AND e.business_day = c.business_day) AS d
        WHERE d.business_day > ($1::timestamptz - interval '40 days')::date
        GROUP BY d.store_id, d.business_day, d.account HAVING sum(d.closed) <> sum(d.entered)
        UNION ALL
        SELECT f.store_id, f.order_id, f.number, 'money received but not posted'
        FROM payment_fact AS f WHERE NOT EXISTS (SELECT FROM ledger_transaction AS t
            WHERE t.store_id = f.store_id AND t.kind = 'payment-received' AND t.subject_id = f.id
              AND t.amounts_fen[1] = f.amount_fen)
        UNION ALL
        SELECT r.store_id, r.order_id, r.number, 'a refund done but not posted, or posted but not done'
        FROM refund AS r WHERE (r.state = 'SUCCEEDED') <> EXISTS (SELECT FROM ledger_transaction AS t
            WHERE t.store_id = r.store_id AND t.kind = 'refund-paid' AND t.subject_id = r.id
              AND t.amounts_fen[1] = r.amount_fen)
        UNION ALL
        SELECT l.store_id, NULL, l.account, format('ledger says %s, payments, refunds, promotions, fees, counts and payouts say %s', l.fen, m.fen)
        FROM (SELECT store_id, account, sum(amount_fen) AS fen FROM ledger_entry
              WHERE account LIKE 'receivable:%' OR account LIKE 'channel-promotions:%' OR account LIKE 'bank:%'
                  OR account LIKE 'payouts-beyond:%'
              GROUP BY store_id, account) AS l
        FULL JOIN (
            SELECT store_id, account, sum(fen) AS fen FROM (
                SELECT store_id, 'receivable:' || channel || ':' || account AS account, amount_fen AS fen
                FROM payment_fact
                UNION ALL
                SELECT store_id, 'receivable:' || channel || ':' || account, -amount_fen
                FROM refund WHERE state = 'SUCCEEDED'
                UNION ALL
                SELECT store_id, 'receivable:' || channel || ':' || account, -fee_fen
                FROM bill_share WHERE fee_fen <> 0
                UNION ALL
                SELECT b.store_id, e.place || ':' || b.channel || ':' || b.account, e.fen FROM bill_share AS b
                CROSS JOIN LATERAL (VALUES ('receivable', -b.promoted_fen), ('channel-promotions', b.promoted_fen))
                    AS e (place, fen)
                WHERE b.promoted_fen <> 0
                UNION ALL
                SELECT store_id, 'receivable:' || channel || ':' || account, gap_fen
                FROM difference WHERE category = 'drawer-differs' AND state = 'SETTLED'
                UNION ALL
                SELECT p.store_id, e.place || ':' || p.channel || ':' || p.account, e.fen FROM payout_part AS p
                CROSS JOIN LATERAL (VALUES ('receivable', -p.amount_fen), ('bank', p.amount_fen)) AS e (place, fen)
                UNION ALL
                SELECT p.store_id, e.place || ':' || p.channel || ':' || p.account, e.fen FROM payout AS p
                CROSS JOIN LATERAL (VALUES ('payouts-beyond', -p.beyond_fen), ('bank', p.beyond_fen)) AS e (place, fen)
                WHERE p.beyond_fen <> 0) AS moved
            GROUP BY store_id, account) AS m ON m.store_id = l.store_id AND m.account = l.account
        WHERE coalesce(l.fen, 0) <> coalesce(m.fen, 0)
        UNION ALL
        SELECT p.store_id, NULL, format('%s %s %s', p.channel, p.account, p.number),
               format('the channel paid %s out, the days that it paid and what is beyond them say %s', p.amount_fen, d.fen)
        FROM payout AS p CROSS JOIN LATERAL (
            SELECT p.beyond_fen + coalesce(sum(d.amount_fen), 0) AS fen FROM payout_part AS d
            WHERE d.payout_id = p.id) AS d
        WHERE p.amount_fen <> d.fen
        UNION ALL
        SELECT c.store_id, c.order_id, c.number, 'money changed hands at the counter and the books do not know'
        FROM cash_move AS c
        WHERE c.moved_at < $1::timestamptz - interval '60 s' AND NOT CASE c.direction
            WHEN 'TAKEN' THEN EXISTS (SELECT FROM payment_fact AS f WHERE f.store_id = c.store_id
                AND f.order_id = c.order_id AND f.number = c.number AND f.amount_fen = c.amount_fen)
            ELSE EXISTS (SELECT FROM refund AS r WHERE r.store_id = c.store_id
                AND r.number = c.number AND r.amount_fen = c.amount_fen AND r.state = 'SUCCEEDED') END
        UNION ALL
        SELECT b.store_id, b.order_id, b.number, 'the books know money that never changed hands at the counter'
        FROM (SELECT store_id, order_id, number, channel FROM payment_fact
              UNION ALL SELECT store_id, order_id, number, channel FROM refund WHERE state = 'SUCCEEDED') AS b
        WHERE b.channel IN ('cash', 'bank-card') AND NOT EXISTS (SELECT FROM cash_move AS c
            WHERE c.store_id = b.store_id AND c.number = b.number AND c.channel = b.channel)
        UNION ALL
        SELECT a.store_id, NULL, a.id::text, format('the account holds %s, its moves say %s', a.balance_fen, m.fen)
        FROM value_account AS a CROSS JOIN LATERAL (
            SELECT coalesce(sum(m.amount_fen), 0) AS fen FROM value_move AS m
            WHERE m.store_id = a.store_id AND m.account_id = a.id) AS m
        WHERE a.balance_fen <> m.fen
        UNION ALL
        SELECT m.store_id, m.order_id, m.number, 'value moved but not posted'
        FROM value_move AS m WHERE m.kind <> 'CLOSED' AND NOT EXISTS (SELECT FROM ledger_transaction AS t
            WHERE t.store_id = m.store_id AND t.kind = 'value-moved' AND t.subject_id = m.id
              AND t.amounts_fen[1] = abs(m.amount_fen))
        UNION ALL
        SELECT m.store_id, m.order_id, m.number, format('%s went back of it, its refunds say %s', m.refunded_fen, b.fen)
        FROM value_move AS m CROSS JOIN LATERAL (
            SELECT coalesce(sum(abs(b.amount_fen)), 0) AS fen FROM value_move AS b
            WHERE b.store_id = m.store_id AND b.of_id = m.id) AS b
        WHERE m.refunded_fen <> b.fen
        UNION ALL
        SELECT coalesce(l.store_id, v.store_id), NULL, coalesce(l.account, v.account),
               format('ledger says %s, members'' accounts say %s', l.fen, v.fen)
        FROM (SELECT store_id, account, -sum(amount_fen) AS fen FROM ledger_entry
              WHERE account LIKE 'stored-value:%' OR account LIKE 'member-debt:%'
              GROUP BY store_id, account) AS l
        FULL JOIN (
            SELECT store_id, CASE kind WHEN 'BALANCE' THEN 'stored-value:' ELSE 'member-debt:' END || merchant_id
                AS account, sum(balance_fen) AS fen
            FROM value_account GROUP BY store_id, kind, merchant_id) AS v
            ON v.store_id = l.store_id AND v.account = l.account
        WHERE coalesce(l.fen, 0) <> coalesce(v.fen, 0)
        UNION ALL
        SELECT coalesce(l.store_id, d.store_id), NULL, coalesce(l.account, d.account),
               format('ledger says %s, the coupons of kept payments say %s', l.fen, d.fen)
        FROM (SELECT store_id, account, sum(amount_fen) AS fen FROM ledger_entry
              WHERE account LIKE 'coupons:%' OR account LIKE 'guarantee-fund:%' GROUP BY store_id, account) AS l
        FULL JOIN (
            SELECT p.store_id, CASE c.origin WHEN 'make-good' THEN 'guarantee-fund:' ELSE 'coupons:' END
                || c.merchant_id AS account, sum(p.discount_fen - p.discount_fen * r.fen / p.received_fen) AS fen
            FROM payment AS p JOIN coupon AS c ON c.store_id = p.store_id AND c.id = p.coupon_id
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(r.amount_fen), 0)::bigint AS fen FROM refund AS r
                WHERE r.store_id = p.store_id AND r.payment_id = p.id AND r.state = 'SUCCEEDED') AS r
            WHERE p.fate = 'KEPT' GROUP BY 1, 2) AS d ON d.store_id = l.store_id AND d.account = l.account
        WHERE coalesce(l.fen, 0) <> coalesce(d.fen, 0)
        UNION ALL
        SELECT coalesce(s.store_id, c.store_id), NULL, coalesce(s.day, c.day)::text,
               format('%s fen of the day''s budget are spent, its coupons say %s', s.fen, c.fen)
        FROM (SELECT store_id, starts_on AS day, spent_fen AS fen FROM compensation_spent
              WHERE period = 'day') AS s
        FULL JOIN (SELECT store_id, drawn_on AS day, sum(amount_fen) AS fen FROM coupon
              WHERE drawn_on IS NOT NULL GROUP BY store_id, drawn_on) AS c
            ON c.store_id = s.store_id AND c.day = s.day
        WHERE s.fen IS DISTINCT FROM c.fen
        UNION ALL
        SELECT m.store_id, NULL, m.starts_on::text,
               format('%s fen of the month''s fund are spent, its days say %s', m.spent_fen, d.fen)
        FROM compensation_spent AS m CROSS JOIN LATERAL (
            SELECT coalesce(sum(d.spent_fen), 0) AS fen FROM compensation_spent AS d
            WHERE d.store_id = m.store_id AND d.period = 'day'
              AND date_trunc('month', d.starts_on)::date = m.starts_on) AS d
        WHERE m.period = 'month' AND m.spent_fen <> d.fen"""
