"""The case's table and the questions asked of it."""

from wendan.domains.incidents.model import Case
from wendan.platform.changes import Table
from wendan.platform.db import many, one

CASE_TABLE = Table("exception_case", Case)

_CASE = """SELECT store_id, id, order_id, type, subject, state, version, reason, recommended_action, owner, deadline,
       amount_fen, opened_at, resolved_at, resolution FROM exception_case"""

CASES_OF_ORDER = many(f"{_CASE} WHERE store_id = :store_id AND order_id = :order_id ORDER BY opened_at", Case)
CASE_BY_ID = one(f"{_CASE} WHERE store_id = :store_id AND id = :case_id", Case)
OPEN_CASES_OF_STORE = many(
    f"{_CASE} WHERE store_id = :store_id AND state = 'OPEN' ORDER BY deadline LIMIT 500", Case
)
OPEN_CASES_OF_MERCHANT = many(
    f"{_CASE} WHERE state = 'OPEN' AND store_id IN (SELECT store_id FROM store "
    "WHERE :merchant_id::uuid IS NULL OR merchant_id = :merchant_id) ORDER BY deadline LIMIT 500",
    Case,
)
OPEN_CASES_OF_TYPE = many(
    f"{_CASE} WHERE state = 'OPEN' AND type = :type ORDER BY opened_at LIMIT 5000", Case
)
