"""The order's tables and the questions asked of them."""

from wendan.domains.ordering.model import (
    Hold,
    OpenRepayment,
    Order,
    OrderExtras,
    OrderLine,
    OrderView,
    PickupNumber,
)
from wendan.platform.changes import Table
from wendan.platform.db import many, one

ORDER_TABLE = Table("customer_order", Order)
LINE = Table("order_line", OrderLine, key=("store_id", "order_id", "line_no"))
HOLD = Table("stock_hold", Hold, key=("store_id", "order_id", "item_id"))
PICKUP = Table("pickup_number", PickupNumber, key=("store_id", "order_id"))

_ORDER = """SELECT store_id, id, diner_id, client_key, content_hash, entry, table_no, remark, state, version,
       total_fen, placed_at, expires_at, confirmed_at, closed_at, changed_at, purpose, policy_id FROM customer_order"""
_VIEW = """SELECT o.store_id, o.id, o.diner_id, o.entry, o.table_no, o.remark, o.state, o.version, o.total_fen,
       o.placed_at, o.expires_at, o.confirmed_at, o.closed_at, o.purpose,
       (SELECT p.prefix || lpad(p.number::text, greatest(3, length(p.number::text)), '0') FROM pickup_number AS p
        WHERE p.store_id = o.store_id AND p.order_id = o.id) AS pickup,
       (SELECT coalesce(json_agg(l ORDER BY l.line_no), '[]') FROM (
            SELECT store_id, order_id, line_no, item_id, name, choices, unit_price_fen, quantity, amount_fen, station,
                name_en, choices_en
            FROM order_line WHERE store_id = o.store_id AND order_id = o.id) AS l) AS lines,
       (SELECT json_build_object('channel', p.channel, 'method', p.method, 'amount_fen', p.received_fen,
           'discount_fen', p.discount_fen)
        FROM payment AS p WHERE p.store_id = o.store_id AND p.order_id = o.id AND p.fate = 'KEPT') AS paid,
       (SELECT a.held_fen FROM preauthorisation AS a WHERE a.store_id = o.store_id AND a.order_id = o.id
        AND a.state IN ('FROZEN', 'CAPTURING')) AS held_fen
FROM customer_order AS o"""

ORDER_BY_ID = one(f"{_ORDER} WHERE store_id = :store_id AND id = :order_id", Order)
ORDER_BY_CLIENT_KEY = one(
    f"{_ORDER} WHERE store_id = :store_id AND diner_id = :diner_id AND client_key = :client_key", Order
)
# In whichever of the merchant's stores they began; `member_id` is the diner.
OPEN_REPAYMENTS = many(
    """SELECT o.id, o.state, o.expires_at FROM customer_order AS o
    WHERE o.purpose = 'REPAYMENT' AND o.state IN ('AWAITING_PAYMENT', 'CLOSING', 'CONFIRMED')
      AND o.diner_id = :member_id AND o.store_id = ANY(ARRAY(SELECT s.store_id FROM store AS s
          WHERE s.merchant_id = (SELECT own.merchant_id FROM store AS own WHERE own.store_id = :store_id)))
    ORDER BY o.expires_at LIMIT 50""",
    OpenRepayment,
)
HOLDS = many(
    "SELECT store_id, order_id, item_id, quantity, state, version FROM stock_hold "
    "WHERE store_id = :store_id AND order_id = :order_id",
    Hold,
)
VIEW = one(f"{_VIEW} WHERE o.store_id = :store_id AND o.id = :order_id", OrderView)
VIEWS_WITH_TIMER = many(
    f"{_VIEW} WHERE o.store_id = :store_id AND o.id IN "
    "(SELECT order_id FROM timer WHERE store_id = :store_id AND kind = :kind ORDER BY due_at LIMIT 200)",
    OrderView,
)
# Each way to name an order leads to it by an index; nothing of it is read that was not named.
VIEWS_BY_TEXT = many(
    f"""{_VIEW} WHERE o.store_id = :store_id AND o.state = ANY(:states::text[]) AND o.placed_at < :before
    AND o.id IN (
        SELECT id FROM customer_order WHERE store_id = :store_id AND id = ANY(:order_ids::uuid[])
        UNION ALL
        (SELECT id FROM customer_order WHERE store_id = :store_id AND table_no = :table_no
         AND placed_at < :before ORDER BY placed_at DESC LIMIT 100)
        UNION ALL
        SELECT order_id FROM pickup_number WHERE store_id = :store_id AND business_day = ANY(:days::date[])
        AND prefix = ANY(:prefixes::text[]) AND number = :pickup_no)
    ORDER BY o.placed_at DESC LIMIT 100""",
    OrderView,
)
VIEWS_LIKE_MONEY = many(
    f"""{_VIEW} WHERE o.store_id = :store_id AND o.id IN (
        SELECT id FROM customer_order WHERE store_id = :store_id AND placed_at BETWEEN :since AND :until
        AND (total_fen = :amount_fen OR EXISTS (SELECT FROM payment AS p WHERE p.store_id = customer_order.store_id
            AND p.order_id = customer_order.id AND p.amount_fen = :amount_fen))
        UNION ALL
        SELECT order_id FROM payment_fact WHERE store_id = :store_id AND channel = :channel AND account = :account
        AND reference = :reference)
    ORDER BY o.placed_at DESC LIMIT 100""",
    OrderView,
)
EXTRAS = one(
    """SELECT s.timezone, NOT EXISTS (
           SELECT FROM customer_order AS e WHERE e.store_id = o.store_id AND e.diner_id = o.diner_id
           AND e.id <> o.id AND e.confirmed_at IS NOT NULL) AS is_first_payment,
       (SELECT (SELECT count(*) FROM ticket AS before WHERE before.store_id = t.store_id
                AND before.state IN ('QUEUED', 'PREPARING') AND before.queued_at < t.queued_at)
        FROM ticket AS t WHERE t.store_id = o.store_id AND t.order_id = o.id
        AND t.state IN ('QUEUED', 'PREPARING')) AS ahead, o.policy_id,
       (SELECT w.wish FROM late_wish AS w WHERE w.store_id = o.store_id AND w.order_id = o.id) AS late_wish,
       (SELECT max(t.due_at) FROM timer AS t WHERE t.store_id = o.store_id AND t.order_id = o.id
        AND t.kind = 'late_choice') AS asks_until
    FROM customer_order AS o JOIN store AS s ON s.store_id = o.store_id
    WHERE o.store_id = :store_id AND o.id = :order_id""",
    OrderExtras,
)
VIEWS_OF_DINER = many(
    f"{_VIEW} WHERE o.store_id = :store_id AND o.diner_id = :diner_id ORDER BY o.placed_at DESC LIMIT 50",
    OrderView,
)
VIEWS_OF_STORE = many(
    f"{_VIEW} WHERE o.store_id = :store_id AND o.state = ANY(:states::text[]) AND o.placed_at < :before "
    "ORDER BY o.placed_at DESC LIMIT 100",
    OrderView,
)
