"""pgbench's scripts: the rows and reads of place and settle, one statement each, as an ORM or a careful hand would.

`:store`, `:items…` are given on the command line as numbers in the last group of a uuid; an order's id comes from
the client's number and a counter, so that settle finds the orders which place made.
"""

from typing import Final

_ID: Final = r"""
\set i :i + 1
\set n :client_id * 1000000 + :round * 100000 + :i
\set a 1 + (:n * 7919) % 38
\set b :a + 1
\set c :a + 2
"""
_UUID: Final = "('00000000-0000-7000-{kind}-' || lpad(to_hex(:{n}::bigint), 12, '0'))::uuid"
STORE: Final = "'00000000-0000-7000-8001-000000000001'::uuid"


def uuid_of(kind: str, n: str) -> str:
    """SQL for the id that is made of a kind and a number."""
    return _UUID.format(kind=kind, n=n)


_PLACE: Final = """
SELECT store_id, id, content_hash, state, version, total_fen, expires_at FROM customer_order
    WHERE store_id = @store AND diner_id = @diner AND client_key = 'order-' || :n;
SELECT store_id, name, timezone, opening_hours, accounts, is_taking_orders FROM store WHERE store_id = @store;
SELECT store_id, id, name, price_fen, specifications, is_listed FROM item
    WHERE store_id = @store AND id IN (@a, @b, @c);
SELECT store_id, item_id, total, held, sold, available FROM stock WHERE store_id = @store AND item_id IN (@a, @b, @c);
SELECT store_id, id, entry, total_fen, placed_at, expires_at, confirmed_at, closed_at FROM customer_order
    WHERE store_id = @store AND diner_id = @diner AND purpose = 'MEAL' ORDER BY placed_at DESC LIMIT 200;
SELECT id, content FROM risk_scorecard WHERE role = 'CHAMPION'
    AND merchant_id = (SELECT merchant_id FROM store WHERE store_id = @store) ORDER BY role_since DESC LIMIT 1;
BEGIN;
INSERT INTO customer_order (store_id, id, diner_id, client_key, content_hash, entry, table_no, remark, state, version,
    total_fen, placed_at, expires_at, changed_at)
    VALUES (@store, @order, @diner, 'order-' || :n, repeat('c', 64), 'h5', NULL, '', 'AWAITING_PAYMENT', 1,
    6000, now(), now() + interval '30 min', now());
INSERT INTO order_line (store_id, order_id, line_no, item_id, name, choices, unit_price_fen, quantity, amount_fen)
    VALUES (@store, @order, 1, @a, 'dish', '[]', 2000, 1, 2000);
INSERT INTO order_line (store_id, order_id, line_no, item_id, name, choices, unit_price_fen, quantity, amount_fen)
    VALUES (@store, @order, 2, @b, 'dish', '[]', 2000, 1, 2000);
INSERT INTO order_line (store_id, order_id, line_no, item_id, name, choices, unit_price_fen, quantity, amount_fen)
    VALUES (@store, @order, 3, @c, 'dish', '[]', 2000, 1, 2000);
UPDATE stock SET held = held + 1, available = available - 1 WHERE store_id = @store AND item_id = @a;
UPDATE stock SET held = held + 1, available = available - 1 WHERE store_id = @store AND item_id = @b;
UPDATE stock SET held = held + 1, available = available - 1 WHERE store_id = @store AND item_id = @c;
INSERT INTO stock_hold (store_id, order_id, item_id, quantity, state, version)
    VALUES (@store, @order, @a, 1, 'HELD', 1);
INSERT INTO stock_hold (store_id, order_id, item_id, quantity, state, version)
    VALUES (@store, @order, @b, 1, 'HELD', 1);
INSERT INTO stock_hold (store_id, order_id, item_id, quantity, state, version)
    VALUES (@store, @order, @c, 1, 'HELD', 1);
INSERT INTO timer (store_id, kind, subject_id, order_id, due_at, attempts)
    VALUES (@store, 'order_expiry', @order, @order, now() + interval '30 min', 0);
INSERT INTO event (store_id, order_id, event_no, kind, happened_at, content, previous_hash, hash)
    VALUES (@store, @order, 1, 'order-placed', now(), repeat('e', 400), repeat('0', 64), repeat('1', 64));
INSERT INTO risk_decision (store_id, order_id, diner_id, scorecard, score, action, content, decided_at)
    VALUES (@store, @order, @diner, 'shipped', 700, 'ALLOW', jsonb_build_object('words', repeat('w', 400)), now());
COMMIT;
"""

_SETTLE: Final = """
BEGIN;
INSERT INTO inbox (store_id, id, channel, account, message_id, headers, body, received_at)
    VALUES (@store, @message, 'wechat', '1900000001', 'EV-' || :n, @headers, @body, now())
    ON CONFLICT (store_id, channel, account, message_id) DO NOTHING;
INSERT INTO timer (store_id, kind, subject_id, order_id, due_at, attempts)
    VALUES (@store, 'inbox', @message, @message, now() + interval '5 s', 0);
COMMIT;
SELECT store_id, name, timezone, opening_hours, accounts, is_taking_orders FROM store WHERE store_id = @store;
SELECT store_id, id, diner_id, client_key, state, version, total_fen, placed_at, expires_at FROM customer_order
    WHERE store_id = @store AND id = @order;
SELECT store_id, id, number, state, fate, version, amount_fen, parameters FROM payment
    WHERE store_id = @store AND order_id = @order ORDER BY attempt;
SELECT store_id, id, number, state FROM refund WHERE store_id = @store AND order_id = @order;
SELECT store_id, id, number, bound_to FROM payment_fact WHERE store_id = @store AND order_id = @order;
SELECT store_id, item_id, quantity, state, version FROM stock_hold WHERE store_id = @store AND order_id = @order;
SELECT store_id, item_id, total, held, sold, available FROM stock WHERE store_id = @store AND item_id IN (@a, @b, @c);
SELECT store_id, id, state FROM ticket WHERE store_id = @store AND order_id = @order;
SELECT store_id, id, type, subject, state FROM exception_case WHERE store_id = @store AND order_id = @order;
SELECT event_no, hash FROM event WHERE store_id = @store AND order_id = @order ORDER BY event_no DESC LIMIT 1;
BEGIN;
INSERT INTO channel_message (store_id, id, order_id, channel, number, word, source, raw, heard_at, subject, account,
    reference, amount_fen)
    VALUES (@store, @message, @order, 'wechat', 'N' || :n, 'SUCCEEDED', 'callback', repeat('r', 600), now(),
    'payment', '1900000001', 'T' || :n, 6000);
UPDATE payment SET state = 'SUCCEEDED', fate = 'KEPT', version = 2, reference = 'T' || :n, received_fen = 6000,
    paid_at = now(), known_at = now(), proof_id = @message
    WHERE store_id = @store AND id = @payment AND version = 1;
DELETE FROM timer WHERE store_id = @store AND kind = 'payment_query' AND subject_id = @payment;
INSERT INTO payment_fact (store_id, id, order_id, channel, account, number, reference, amount_fen, happened_at,
    heard_at, source, message_id, bound_to, bound_id, version)
    VALUES (@store, @message, @order, 'wechat', '1900000001', 'N' || :n, 'T' || :n, 6000, now(), now(), 'callback',
    @message, 'order', @order, 1);
UPDATE customer_order SET state = 'CONFIRMED', version = 2, confirmed_at = now(), changed_at = now()
    WHERE store_id = @store AND id = @order AND version = 1;
UPDATE stock_hold SET state = 'SOLD', version = 2
    WHERE store_id = @store AND order_id = @order AND item_id = @a AND version = 1;
UPDATE stock_hold SET state = 'SOLD', version = 2
    WHERE store_id = @store AND order_id = @order AND item_id = @b AND version = 1;
UPDATE stock_hold SET state = 'SOLD', version = 2
    WHERE store_id = @store AND order_id = @order AND item_id = @c AND version = 1;
UPDATE stock SET held = held - 1, sold = sold + 1 WHERE store_id = @store AND item_id = @a;
UPDATE stock SET held = held - 1, sold = sold + 1 WHERE store_id = @store AND item_id = @b;
UPDATE stock SET held = held - 1, sold = sold + 1 WHERE store_id = @store AND item_id = @c;
INSERT INTO ticket (store_id, id, order_id, state, version, queued_at, changed_at)
    VALUES (@store, @message, @order, 'QUEUED', 1, now(), now());
INSERT INTO timer (store_id, kind, subject_id, order_id, due_at, attempts)
    VALUES (@store, 'ticket_unseen', @message, @order, now() + interval '60 s', 0);
DELETE FROM timer WHERE store_id = @store AND kind = 'order_expiry' AND subject_id = @order;
INSERT INTO ledger_transaction (store_id, id, order_id, kind, subject_id, business_day, posted_at, accounts,
    amounts_fen)
    VALUES (@store, @message, @order, 'payment-received', @message, current_date, now(),
    ARRAY['receivable-wechat-1900000001', 'sales'], ARRAY[6000, -6000]);
INSERT INTO event (store_id, order_id, event_no, kind, happened_at, content, previous_hash, hash)
    VALUES (@store, @order, 2, 'payment-succeeded', now(), repeat('e', 160), repeat('1', 64), repeat('2', 64));
INSERT INTO event (store_id, order_id, event_no, kind, happened_at, content, previous_hash, hash)
    VALUES (@store, @order, 3, 'order-confirmed', now(), repeat('e', 60), repeat('2', 64), repeat('3', 64));
INSERT INTO event (store_id, order_id, event_no, kind, happened_at, content, previous_hash, hash)
    VALUES (@store, @order, 4, 'ticket-queued', now(), repeat('e', 60), repeat('3', 64), repeat('4', 64));
UPDATE inbox SET processed_at = now() WHERE store_id = @store AND id = @message;
DELETE FROM timer WHERE store_id = @store AND kind = 'inbox' AND subject_id = @message;
INSERT INTO pickup_counter AS c (store_id, business_day, prefix, last) VALUES (@store, current_date, 'B', 1)
    ON CONFLICT (store_id, business_day, prefix) DO UPDATE SET last = c.last + 1;
INSERT INTO pickup_number (store_id, business_day, prefix, number, order_id)
    SELECT store_id, business_day, prefix, last, @order FROM pickup_counter
    WHERE store_id = @store AND business_day = current_date AND prefix = 'B';
COMMIT;
"""

PREPARE_SETTLE: Final = """
INSERT INTO payment (store_id, id, order_id, attempt, number, client_key, channel, account, method, amount_fen, state,
    fate, version, parameters, expires_at, requested_at, asked_times)
SELECT store_id, ('00000000-0000-7000-8003-' || right(id::text, 12))::uuid, id, 1,
    'N' || ('x' || right(id::text, 12))::bit(48)::bigint, 'pay', 'wechat', '1900000001', 'native', total_fen,
    'PENDING', 'NONE', 1, '{"code_url": "weixin://wxpay/bizpayurl?pr=0123456789"}', expires_at, placed_at, 0
FROM customer_order WHERE store_id = $1::uuid AND state = 'AWAITING_PAYMENT';
"""
PREPARE_TIMERS: Final = """
INSERT INTO timer (store_id, kind, subject_id, order_id, due_at, attempts)
SELECT store_id, 'payment_query', id, order_id, requested_at + interval '10 min', 0
FROM payment WHERE store_id = $1::uuid AND state = 'PENDING'
"""


def place_script() -> str:
    """One order of three dishes."""
    return _ID + _filled(_PLACE)


def settle_script() -> str:
    """One callback that confirms one order."""
    return _ID + _filled(_SETTLE)


def _filled(script: str) -> str:
    words = {
        "@store": STORE,
        "@order": uuid_of("8002", "n"),
        "@payment": uuid_of("8003", "n"),
        "@message": uuid_of("8004", "n"),
        "@diner": uuid_of("8005", "n"),
        "@headers": "jsonb_build_object('wechatpay-signature', repeat('s', 340), 'wechatpay-nonce', 'n')",
        "@body": "convert_to(repeat('b', 1000), 'UTF8')",
        "@a": uuid_of("8006", "a"),
        "@b": uuid_of("8006", "b"),
        "@c": uuid_of("8006", "c"),
    }
    for word, sql in words.items():
        script = script.replace(word, sql)
    return script
