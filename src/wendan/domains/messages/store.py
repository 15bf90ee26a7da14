"""The table of messages and the questions asked of it."""

from wendan.domains.messages.model import DayCount, Home, Message, Review
from wendan.platform.changes import Table
from wendan.platform.db import many, one

MESSAGE_TABLE = Table("message", Message)
REVIEW = Table("ladder_review", Review)
DAY_COUNT = Table("message_day", DayCount, key=("store_id", "diner_id", "day", "kind"))

_MESSAGE = """SELECT m.store_id, m.id, m.order_id, m.diner_id, m.kind, m.rung, m.way, m.template, m.variables, m.recipient,
       m.state, m.version, m.reason, m.incentive_fen, m.coupon_id, m.not_after, m.planned_at, m.sending_at, m.sent_at, m.ended_at,
       m.reference, m.asked_times, m.is_followed
FROM message AS m"""

MESSAGE_BY_ID = one(f"{_MESSAGE} WHERE m.store_id = :store_id AND m.id = :message_id", Message)
MESSAGES_OF_ORDER = many(
    f"{_MESSAGE} WHERE m.store_id = :store_id AND m.order_id = :order_id ORDER BY m.planned_at, m.rung",
    Message,
)
MESSAGES_OF_DINER = many(
    f"""{_MESSAGE} WHERE m.store_id = :store_id AND m.diner_id = :diner_id AND m.sending_at IS NOT NULL
    ORDER BY m.planned_at DESC LIMIT 100""",
    Message,
)
# A gateway's report brings the id alone; ids of ours are of one message in the whole cell.
HOME_OF_MESSAGE = one("SELECT store_id, order_id FROM message WHERE id = :message_id LIMIT 1", Home)
# Of one account's debts, whichever store lent: what was said of each.
MESSAGES_OF_DEBTS = many(
    f"""{_MESSAGE} WHERE m.kind = 'debt' AND m.store_id = ANY(:store_ids::uuid[])
    AND m.order_id = ANY(:order_ids::uuid[]) ORDER BY m.planned_at, m.rung""",
    Message,
)
TOLD_ON_DAY = one(
    """SELECT d.store_id, d.diner_id, d.day, d.kind, d.version FROM message_day AS d
    JOIN store AS s ON s.store_id = d.store_id
    WHERE d.store_id = :store_id AND d.kind = :kind
      AND d.diner_id = (SELECT diner_id FROM customer_order WHERE store_id = :store_id AND id = :order_id)
      AND d.day = (:now::timestamptz AT TIME ZONE s.timezone)::date""",
    DayCount,
)

_REVIEW = """SELECT store_id, id, merchant_id, month, content, state, version, made_at, decided_by, decided_at, words,
       policy_id FROM ladder_review WHERE store_id = '00000000-0000-7000-8000-000000000000'
       AND merchant_id = :merchant_id"""
REVIEWS = many(f"{_REVIEW} ORDER BY month DESC LIMIT 60", Review)
REVIEW_OF_MONTH = one(f"{_REVIEW} AND month = :month", Review)
REVIEW_BY_ID = one(f"{_REVIEW} AND id = :review_id", Review)
