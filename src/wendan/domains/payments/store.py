"""The payment's tables and the questions asked of them."""

from wendan.domains.payments.model import ChannelMessage, Payment, PaymentFact, Shown, Uncertain
from wendan.platform.changes import Table
from wendan.platform.db import many, one

PAYMENT_TABLE = Table("payment", Payment)
MESSAGE = Table("channel_message", ChannelMessage)
FACT = Table("payment_fact", PaymentFact)
SHOWN = Table("payment_shown", Shown, key=("store_id", "payment_id"))

_PAYMENT = """SELECT store_id, id, order_id, attempt, number, client_key, channel, account, method, amount_fen, payer,
       client_ip, state, fate, version, parameters, prepared_at, expires_at, requested_at, asked_times, asked_at,
       reference, received_fen, paid_at, known_at, cause, proof_id, coupon_id, discount_fen, away
    FROM payment"""
_FACT = """SELECT store_id, id, order_id, channel, account, number, reference, amount_fen, happened_at, heard_at, source,
       message_id, bound_to, bound_id, version FROM payment_fact"""

PAYMENTS_OF_ORDER = many(
    f"{_PAYMENT} WHERE store_id = :store_id AND order_id = :order_id ORDER BY attempt", Payment
)
PAYMENT_BY_ID = one(f"{_PAYMENT} WHERE store_id = :store_id AND id = :payment_id", Payment)
SHOWN_OF_PAYMENT = one(
    """SELECT store_id, payment_id, order_id, shown_at FROM payment_shown
    WHERE store_id = :store_id AND payment_id = :payment_id""",
    Shown,
)
FACT_BY_REFERENCE = one(
    f"{_FACT} WHERE store_id = :store_id AND channel = :channel AND account = :account AND reference = :reference",
    PaymentFact,
)
# Every uncertain payment has its alarm clock (P3), so the clocks are the list.
UNCERTAIN_OF_STORE = many(
    f"""SELECT t.due_at AS next_ask_at,
       (SELECT row_to_json(p) FROM ({_PAYMENT} WHERE store_id = t.store_id AND id = t.subject_id) AS p) AS payment
    FROM timer AS t WHERE t.store_id = :store_id AND t.kind = :kind ORDER BY t.due_at LIMIT 200""",
    Uncertain,
)
# What a night asks about once more: begun before it, and still uncertain. The clocks are the list here too.
UNCERTAIN_UNTIL = many(
    f"""{_PAYMENT} WHERE store_id = :store_id AND requested_at < :until
    AND state IN ('CREATED', 'REQUESTED', 'PENDING', 'UNKNOWN')
    AND id IN (SELECT subject_id FROM timer WHERE store_id = :store_id AND kind = :kind)
    ORDER BY requested_at LIMIT 2000""",
    Payment,
)
# What a night looks at a second time: attempts that ended without money, of orders that were closed unpaid.
ENDED_UNPAID = many(
    f"""{_PAYMENT} WHERE store_id = :store_id AND state IN ('FAILED', 'CLOSED') AND order_id IN (
        SELECT id FROM customer_order WHERE store_id = :store_id AND placed_at >= :since AND placed_at < :until
        AND confirmed_at IS NULL AND state = 'CLOSED')
    ORDER BY requested_at DESC LIMIT 2000""",
    Payment,
)
# Ids grow with time: from one on, a few neighbours.
SETTLED_FROM = many(
    f"""{_PAYMENT} WHERE store_id = :store_id AND id >= :from_id AND state = 'SUCCEEDED' ORDER BY id LIMIT 3""",
    Payment,
)
PAYMENTS_BY_ID = many(
    f"{_PAYMENT} WHERE store_id = :store_id AND id = ANY(:payment_ids::uuid[]) ORDER BY id", Payment
)
FACTS_OF_ORDER = many(
    f"{_FACT} WHERE store_id = :store_id AND order_id = :order_id ORDER BY heard_at",
    PaymentFact,
)
