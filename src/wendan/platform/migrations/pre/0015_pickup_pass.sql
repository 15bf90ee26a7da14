-- Money that is known and not yet an order: which order a kept callback is about, and the passes given meanwhile.
ALTER TABLE inbox ADD COLUMN order_id uuid;
CREATE INDEX inbox_waiting_of_order ON inbox (store_id, order_id) WHERE processed_at IS NULL;

-- One pass at most for an order, so its order names it.
CREATE TABLE pickup_pass (
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('ISSUED', 'USED', 'REPLACED', 'TAKEN', 'LAPSED', 'STRANDED')),
    version integer NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, order_id),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);

-- What a counter did on a pass, online or not; the counter brings the id, so that telling it twice does no harm.
CREATE TABLE pickup_pass_use (
    store_id uuid NOT NULL,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    used_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL,
    used_by text NOT NULL,
    device_id uuid,
    is_double boolean NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, order_id) REFERENCES pickup_pass
);
CREATE UNIQUE INDEX pickup_pass_used_once ON pickup_pass_use (store_id, order_id) WHERE NOT is_double;
