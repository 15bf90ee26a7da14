-- What a customer's page says of itself while paying: a hint, never a truth. A few for each order, no more.
CREATE TABLE client_hint (
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    hint_no integer NOT NULL CHECK (hint_no BETWEEN 1 AND 30),
    kind text NOT NULL,
    network text NOT NULL,
    took_ms integer,
    heard_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, order_id, hint_no),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);
