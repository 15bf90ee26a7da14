"""Payouts, the days that they paid, and what is open of each day."""

from typing import Final

from wendan.domains.ledger.model.days import Book
from wendan.domains.ledger.model.payouts import OpenDay, Payout, PayoutPart
from wendan.platform.changes import Table
from wendan.platform.db import many, one

PAYOUT: Final = Table("payout", Payout)
PAYOUT_PART: Final = Table("payout_part", PayoutPart, key=("store_id", "payout_id", "day", "placed_with"))

_PAYOUT = """SELECT store_id, id, channel, account, number, day, amount_fen, beyond_fen, source, recorded_by, words,
       booked_at FROM payout"""
PAYOUT_BY_ID = one(f"{_PAYOUT} WHERE store_id = :store_id AND id = :payout_id", Payout)
BEYOND = many(
    f"""{_PAYOUT} WHERE store_id = :store_id AND channel = :channel AND account = :account AND beyond_fen > 0""",
    Payout,
)
PAYOUTS = many(
    f"""{_PAYOUT} WHERE store_id = :store_id AND day >= :since::date AND day <= :until::date
    AND (:places::text[] IS NULL OR channel || ':' || account = ANY(:places::text[]))
    ORDER BY day DESC, booked_at DESC, id LIMIT 2000""",
    Payout,
)
PARTS_OF_PAYOUT = many(
    """SELECT store_id, payout_id, day, channel, account, amount_fen, posted_on, placed_with
    FROM payout_part
    WHERE payout_id = :payout_id AND store_id = ANY(:store_ids::uuid[]) ORDER BY day, store_id, posted_on, placed_with""",
    PayoutPart,
)
EVERY_BOOK = many("SELECT store_id, closed_through, version FROM ledger_book", Book)
# A payout stands in the ledger on its own day: here it is taken off the days that it paid. Money that we learned of late
# stands there on the day on which we did: here on the one on which it moved.
OPEN_DAYS = many(
    """SELECT o.store_id, o.day, sum(o.fen)::bigint AS fen FROM (
        SELECT d.store_id, d.business_day AS day, d.debit_fen - d.credit_fen AS fen FROM ledger_daily AS d
        WHERE d.account = 'receivable:' || :channel::text || ':' || :account::text AND d.business_day <= :day::date
        UNION ALL
        SELECT t.store_id, e.day, e.sign * m.fen FROM ledger_transaction AS t
        CROSS JOIN LATERAL unnest(t.accounts, t.amounts_fen) AS m (account, fen)
        CROSS JOIN LATERAL (VALUES (t.business_day, -1), (t.moved_on, 1)) AS e (day, sign)
        WHERE t.moved_on IS NOT NULL AND e.day <= :day::date
          AND m.account = 'receivable:' || :channel::text || ':' || :account::text
        UNION ALL
        SELECT p.store_id, e.day, e.fen FROM payout_part AS p
        CROSS JOIN LATERAL (VALUES (p.posted_on, p.amount_fen), (p.day, -p.amount_fen)) AS e (day, fen)
        WHERE p.channel = :channel AND p.account = :account AND e.day <= :day::date) AS o
    GROUP BY o.store_id, o.day HAVING sum(o.fen) <> 0 ORDER BY o.day, o.store_id""",
    OpenDay,
)
