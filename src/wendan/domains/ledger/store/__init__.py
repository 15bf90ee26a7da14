"""The ledger's table and the questions asked of it."""

from wendan.domains.ledger.model import Transaction
from wendan.platform.changes import Table
from wendan.platform.db import many

TRANSACTION = Table("ledger_transaction", Transaction)

TRANSACTIONS_OF_ORDER = many(
    """SELECT store_id, id, order_id, kind, subject_id, business_day, posted_at, accounts, amounts_fen,
       moved_on FROM ledger_transaction WHERE store_id = :store_id AND order_id = :order_id ORDER BY posted_at, id""",
    Transaction,
)
