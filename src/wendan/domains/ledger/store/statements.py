"""What accounts came to, and the transactions behind it.

Head office's book is every merchant's: its accounts end with the merchant's id, or are those of its own channels.
"""

from wendan.domains.ledger.model.statements import AccountEntry, StoreAmount, Transfer, Turnover
from wendan.platform.db import many

TURNOVERS = many(
    """SELECT d.store_id, d.account,
       coalesce(sum(d.debit_fen - d.credit_fen) FILTER (WHERE d.business_day < :since::date), 0)::bigint AS opening_fen,
       coalesce(sum(d.debit_fen) FILTER (WHERE d.business_day >= :since::date), 0)::bigint AS debit_fen,
       coalesce(sum(d.credit_fen) FILTER (WHERE d.business_day >= :since::date), 0)::bigint AS credit_fen
    FROM ledger_daily AS d
    WHERE d.store_id = ANY(:store_ids::uuid[]) AND d.business_day <= :until::date
      AND (d.store_id <> '00000000-0000-7000-8000-000000000000' OR :merchant_id::uuid IS NULL
        OR d.account LIKE '%:' || :merchant_id::uuid
        OR substring(d.account FROM position(':' IN d.account) + 1) = ANY(:places::text[]))
    GROUP BY d.store_id, d.account ORDER BY d.account, d.store_id""",
    Turnover,
)
# What was paid out by then is taken off the days that it paid, and not off its own; what we learned of late is owed since it
# moved.
RECEIVABLES = many(
    """SELECT d.store_id, d.account, d.day, sum(d.fen)::bigint AS fen FROM (
        SELECT store_id, account, business_day AS day, debit_fen - credit_fen AS fen FROM ledger_daily
        WHERE store_id = ANY(:store_ids::uuid[]) AND business_day <= :until::date AND account LIKE 'receivable:%'
        UNION ALL
        SELECT t.store_id, m.account, e.day, e.sign * m.fen FROM ledger_transaction AS t
        CROSS JOIN LATERAL unnest(t.accounts, t.amounts_fen) AS m (account, fen)
        CROSS JOIN LATERAL (VALUES (t.business_day, -1), (t.moved_on, 1)) AS e (day, sign)
        WHERE t.store_id = ANY(:store_ids::uuid[]) AND t.moved_on IS NOT NULL AND t.business_day <= :until::date
          AND m.account LIKE 'receivable:%'
        UNION ALL
        SELECT p.store_id, 'receivable:' || p.channel || ':' || p.account, e.day, e.fen FROM payout_part AS p
        CROSS JOIN LATERAL (VALUES (p.posted_on, p.amount_fen), (p.day, -p.amount_fen)) AS e (day, fen)
        WHERE p.store_id = ANY(:store_ids::uuid[]) AND p.posted_on <= :until::date) AS d
    WHERE d.store_id <> '00000000-0000-7000-8000-000000000000' OR :merchant_id::uuid IS NULL
        OR substring(d.account FROM position(':' IN d.account) + 1) = ANY(:places::text[])
    GROUP BY d.store_id, d.account, d.day ORDER BY d.account, d.day, d.store_id""",
    StoreAmount,
)
# The first two entries are the money, the next two what a coupon took off.
MOVEMENTS = many(
    """SELECT t.kind, p.to_account, p.from_account, sum(p.fen)::bigint AS fen
    FROM unnest(:store_ids::uuid[]) AS s (store_id) JOIN ledger_transaction AS t ON t.store_id = s.store_id
        AND t.business_day >= :since::date AND t.business_day <= :until::date
    CROSS JOIN LATERAL (VALUES (t.accounts[1], t.accounts[2], t.amounts_fen[1]),
        (t.accounts[3], t.accounts[4], t.amounts_fen[3])) AS p (to_account, from_account, fen)
    WHERE p.fen IS NOT NULL GROUP BY t.kind, p.to_account, p.from_account
    ORDER BY t.kind, p.to_account, p.from_account""",
    Transfer,
)
# Pages of 100; `after_id` is the last entry of the page before, NULL for the first. Many have one moment: a bill's fees.
ENTRIES = many(
    """SELECT t.store_id, t.id, t.order_id, t.kind, t.business_day, t.posted_at,
       (SELECT sum(e.fen) FROM unnest(t.accounts, t.amounts_fen) AS e (account, fen)
        WHERE e.account = :account)::bigint AS fen,
       array(SELECT DISTINCT e.account FROM unnest(t.accounts) AS e (account) WHERE e.account <> :account) AS against
    FROM unnest(:store_ids::uuid[]) AS s (store_id) JOIN ledger_transaction AS t ON t.store_id = s.store_id
        AND t.business_day >= :since::date AND t.business_day <= :until::date
    WHERE :account = ANY(t.accounts) AND (:after_id::uuid IS NULL OR (t.posted_at, t.id) < (
        SELECT a.posted_at, a.id FROM ledger_transaction AS a
        WHERE a.store_id = ANY(:store_ids::uuid[]) AND a.id = :after_id))
    ORDER BY t.posted_at DESC, t.id DESC LIMIT 100""",
    AccountEntry,
)
