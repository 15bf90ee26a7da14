"""The case's table and the questions asked of it."""

from wendan.domains.incidents.model import Case
from wendan.platform.changes import Table
from wendan.platform.db import many, one

CASE_TABLE = Table("exception_case", Case)

_COLUMNS = """store_id, id, order_id, type, subject, state, version, reason, recommended_action, owner, deadline,
       amount_fen, opened_at, resolved_at, resolution, proposed_action, proposed_words, proposed_content, proposed_by,
       proposed_by_id, proposed_at, executing_at, responded_at, responded_by"""
_CASE = f"SELECT {_COLUMNS} FROM exception_case"

CASES_OF_ORDER = many(f"{_CASE} WHERE store_id = :store_id AND order_id = :order_id ORDER BY opened_at", Case)
OPEN_CASE_ABOUT = many(
    f"{_CASE} WHERE store_id = :store_id AND state = 'OPEN' AND (type = :type AND subject = :subject OR starts_with(subject, :number))",
    Case,
)
OPEN_CASES_OF_STORE = many(
    f"{_CASE} WHERE store_id = :store_id AND state = 'OPEN' ORDER BY deadline LIMIT 500", Case
)
# What belongs to no store is seen by the merchant at whose account its money lies, and by operators (no merchant).
# The subject of a case about a bill ends with channel, account and day; before them whose it is, where the account is the
# house's own.
_MINE = """(:merchant_id::uuid IS NULL OR store_id <> '00000000-0000-7000-8000-000000000000' OR id IN (
    SELECT u.case_id FROM unclaimed AS u JOIN store AS s ON (s.accounts ->> u.channel = u.account
        OR s.more_accounts -> u.channel ? u.account)
    WHERE u.store_id = '00000000-0000-7000-8000-000000000000' AND s.merchant_id = :merchant_id)
    OR type IN ('bill-missing', 'bill-refused', 'books-differ') AND EXISTS (SELECT FROM store AS s
        WHERE s.merchant_id = :merchant_id AND (s.accounts ->> split_part(subject, ':', -3) = split_part(subject, ':', -2)
            OR s.more_accounts -> split_part(subject, ':', -3) ? split_part(subject, ':', -2)
            OR split_part(subject, ':', -4) IN (s.store_id::text, s.merchant_id::text))))"""
_OF_TYPE = "(:type::text IS NULL OR type = :type)"
MY_CASE = one(f"{_CASE} WHERE store_id = :store_id AND id = :case_id AND {_MINE}", Case)
OPEN_CASES = many(
    f"{_CASE} WHERE store_id = ANY(:store_ids::uuid[]) AND state = 'OPEN' AND opened_at < :before AND {_OF_TYPE} "
    f"AND {_MINE} ORDER BY deadline LIMIT 500",
    Case,
)
# Store by store, so that each reads the newest of its own index and no more.
RESOLVED_CASES = many(
    f"""SELECT {_COLUMNS} FROM unnest(:store_ids::uuid[]) AS wanted (place) CROSS JOIN LATERAL (
        {_CASE} WHERE store_id = wanted.place AND state = 'RESOLVED' AND resolved_at < :before
        AND {_OF_TYPE} AND {_MINE} ORDER BY resolved_at DESC LIMIT 100) AS c
    ORDER BY resolved_at DESC LIMIT 100""",
    Case,
)
OPEN_CASES_OF_TYPE = many(
    f"{_CASE} WHERE state = 'OPEN' AND type = :type ORDER BY opened_at LIMIT 5000", Case
)
