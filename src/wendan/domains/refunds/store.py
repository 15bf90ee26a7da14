"""The refund's table and the questions asked of it."""

from wendan.domains.refunds.model import Refund
from wendan.platform.changes import Table
from wendan.platform.db import many

REFUND_TABLE = Table("refund", Refund)

REFUNDS_OF_ORDER = many(
    """SELECT store_id, id, order_id, payment_id, attempt, number, client_key, channel, account, amount_fen, reason,
       state, version, created_at, asked_times, reference, finished_at, replaced_by, proof_id
       FROM refund WHERE store_id = :store_id AND order_id = :order_id ORDER BY attempt""",
    Refund,
)
