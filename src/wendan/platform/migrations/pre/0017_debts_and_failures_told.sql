-- Debts are collected and failures are told: what a day's limit counts by, and what a page says it has shown.

-- How often a diner was told of one kind of thing on a day of the store's: the version counts, and guards the limit.
CREATE TABLE message_day (
    store_id uuid NOT NULL,
    diner_id uuid NOT NULL,
    day date NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (store_id, diner_id, day, kind),
    FOREIGN KEY (store_id) REFERENCES store
);
INSERT INTO message_day (store_id, diner_id, day, kind, version)
SELECT m.store_id, m.diner_id, (m.planned_at AT TIME ZONE s.timezone)::date, m.kind, count(*)
FROM message AS m JOIN store AS s ON s.store_id = m.store_id
WHERE m.kind = 'rung' AND m.planned_at > now() - interval '2 days'
  AND (m.sending_at IS NOT NULL OR m.reason = 'hold-out')
GROUP BY 1, 2, 3, 4;

-- A diner's repayments that have begun, or are paid and on their way into the account.
CREATE INDEX customer_order_repaying ON customer_order (store_id, diner_id)
    WHERE purpose = 'REPAYMENT' AND state IN ('AWAITING_PAYMENT', 'CLOSING', 'CONFIRMED');

-- A page has shown its customer that this attempt failed; the first page's word stays.
CREATE TABLE payment_shown (
    store_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    order_id uuid NOT NULL,
    shown_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, payment_id),
    FOREIGN KEY (store_id, payment_id) REFERENCES payment
);
