"""P10 as SQL: nobody is reminded of what is known to be paid, neither of an order nor of a debt."""

from typing import Final

NAGGING: Final = """
        SELECT m.store_id, m.order_id, m.id::text AS subject, 'a reminder sent after payment was known' AS detail
        FROM message AS m JOIN customer_order AS o ON o.store_id = m.store_id AND o.id = m.order_id
        WHERE m.kind IN ('rung', 'failure') AND m.sending_at > o.confirmed_at
        UNION ALL
        SELECT m.store_id, m.order_id, m.id::text, 'a reminder of a debt sent after its repayment was known'
        FROM message AS m JOIN value_move AS l ON l.store_id = '00000000-0000-7000-8000-000000000000'
            AND l.order_id = m.order_id AND l.id = (m.variables ->> 'debt')::uuid
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(p.open_fen), 0) AS fen, min(p.open_fen) FILTER (WHERE p.id = l.id) AS own_fen
            FROM (SELECT p.id, -p.amount_fen - (SELECT coalesce(sum(r.amount_fen), 0) FROM value_move AS r
                      WHERE r.store_id = p.store_id AND r.of_id = p.id AND r.moved_at < m.sending_at) AS open_fen
                  FROM value_move AS p WHERE p.store_id = l.store_id AND p.account_id = l.account_id
                    AND p.kind = 'PAYMENT' AND (p.moved_at, p.id) <= (l.moved_at, l.id)) AS p) AS lent
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(r.amount_fen), 0) AS fen FROM value_move AS r
            LEFT JOIN customer_order AS o ON o.store_id = r.order_store_id AND o.id = r.order_id
            WHERE r.store_id = l.store_id AND r.account_id = l.account_id AND CASE r.kind
                WHEN 'REPAYMENT' THEN o.confirmed_at < m.sending_at
                WHEN 'TAKEN_BACK' THEN r.moved_at < m.sending_at ELSE false END) AS repaid
        WHERE m.kind = 'debt' AND m.sending_at IS NOT NULL AND (lent.own_fen <= 0 OR lent.fen <= repaid.fen)"""
