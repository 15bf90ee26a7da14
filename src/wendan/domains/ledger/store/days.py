"""Closed days and their balances."""

from typing import Final

from wendan.domains.ledger.model.days import Book, DayBalance, DayClose, DayTally, Slowest
from wendan.platform.changes import Table
from wendan.platform.db import many, one

BOOK: Final = Table("ledger_book", Book, key=("store_id",))
DAY_CLOSE: Final = Table("day_close", DayClose, key=("store_id", "business_day"))
DAY_BALANCE: Final = Table("day_balance", DayBalance, key=("store_id", "business_day", "account"))

BOOK_OF_STORE = one(
    "SELECT store_id, closed_through, version FROM ledger_book WHERE store_id = :store_id", Book
)
BOOKS_OF_STORES = many(
    "SELECT store_id, closed_through, version FROM ledger_book WHERE store_id = ANY(:store_ids::uuid[])", Book
)
# How far every other store's book is closed; none while one of them never was.
SLOWEST = one(
    """SELECT CASE WHEN count(*) = count(b.closed_through) THEN min(b.closed_through) END AS closed_through
    FROM store AS s LEFT JOIN ledger_book AS b ON b.store_id = s.store_id WHERE s.store_id <> :store_id""",
    Slowest,
)
TALLIES_THROUGH = many(
    """WITH moved AS MATERIALIZED (
        SELECT t.business_day, t.accounts, t.amounts_fen FROM ledger_transaction AS t
        WHERE t.store_id = :store_id AND t.business_day > coalesce(:after::date, '-infinity')
          AND t.business_day <= :through::date),
    counted AS (SELECT business_day, count(*)::int AS transactions FROM moved GROUP BY business_day)
    SELECT m.business_day, e.account, coalesce(sum(e.fen) FILTER (WHERE e.fen > 0), 0)::bigint AS debit_fen,
       coalesce(-sum(e.fen) FILTER (WHERE e.fen < 0), 0)::bigint AS credit_fen, c.transactions
    FROM moved AS m JOIN counted AS c ON c.business_day = m.business_day
    CROSS JOIN LATERAL unnest(m.accounts, m.amounts_fen) AS e (account, fen)
    GROUP BY m.business_day, e.account, c.transactions ORDER BY m.business_day, e.account""",
    DayTally,
)
CLOSES = many(
    """SELECT store_id, business_day, transactions, closed_at FROM day_close
    WHERE store_id = ANY(:store_ids::uuid[]) AND business_day >= :since::date AND business_day <= :until::date
    ORDER BY business_day DESC, store_id""",
    DayClose,
)
