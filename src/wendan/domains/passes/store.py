"""The passes' tables and the questions asked of them."""

from wendan.domains.passes.model import Pass, Use
from wendan.platform.changes import Table
from wendan.platform.db import many, one

PASS_TABLE = Table("pickup_pass", Pass, key=("store_id", "order_id"))
USE = Table("pickup_pass_use", Use)

PASS_OF_ORDER = one(
    "SELECT store_id, order_id, state, version, amount_fen, issued_at, expires_at, changed_at FROM pickup_pass "
    "WHERE store_id = :store_id AND order_id = :order_id",
    Pass,
)
USES_OF_ORDER = many(
    "SELECT store_id, id, order_id, used_at, heard_at, used_by, device_id, is_double FROM pickup_pass_use "
    "WHERE store_id = :store_id AND order_id = :order_id ORDER BY heard_at LIMIT 50",
    Use,
)
