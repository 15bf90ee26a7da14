-- The whole first schema of one cell. Every business table starts its primary key with store_id (design §6).

-- Raised by the one-statement commit when a guard was lost; the caller reads again and decides again.
CREATE FUNCTION check_guard(guard text, matched bigint, wanted bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF matched <> wanted THEN
        RAISE EXCEPTION USING ERRCODE = 'WG001', MESSAGE = guard;
    END IF;
    RETURN true;
END $$;

CREATE FUNCTION sum_of(amounts bigint[]) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT coalesce(sum(a), 0)::bigint FROM unnest(amounts) AS a $$;

-- ---------------------------------------------------------------- reference: who sells what
CREATE TABLE merchant (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE brand (
    merchant_id uuid NOT NULL REFERENCES merchant,
    id uuid NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (merchant_id, id)
);

CREATE TABLE store (
    store_id uuid PRIMARY KEY,
    store_no integer NOT NULL UNIQUE CHECK (store_no BETWEEN 0 AND 33554431),
    merchant_id uuid NOT NULL,
    brand_id uuid NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    timezone text NOT NULL,
    opening_hours jsonb NOT NULL,
    accounts jsonb NOT NULL,
    is_taking_orders boolean NOT NULL,
    version integer NOT NULL,
    FOREIGN KEY (merchant_id, brand_id) REFERENCES brand
);

CREATE TABLE category (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (store_id, id)
);

CREATE TABLE item (
    store_id uuid NOT NULL,
    id uuid NOT NULL,
    category_id uuid NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    price_fen bigint NOT NULL CHECK (price_fen BETWEEN 1 AND 100000000),
    specifications jsonb NOT NULL,
    is_listed boolean NOT NULL,
    position integer NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, category_id) REFERENCES category
);

CREATE TABLE stock (
    store_id uuid NOT NULL,
    item_id uuid NOT NULL,
    total integer NOT NULL,
    held integer NOT NULL,
    sold integer NOT NULL,
    available integer NOT NULL,
    PRIMARY KEY (store_id, item_id),
    FOREIGN KEY (store_id, item_id) REFERENCES item,
    CONSTRAINT stock_never_negative CHECK (held >= 0 AND sold >= 0 AND available >= 0),
    CONSTRAINT stock_adds_up CHECK (held + sold + available = total)
);

-- ---------------------------------------------------------------- ordering
CREATE TABLE customer_order (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    diner_id uuid NOT NULL,
    client_key text NOT NULL,
    content_hash text NOT NULL,
    entry text NOT NULL,
    table_no text,
    remark text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    total_fen bigint NOT NULL CHECK (total_fen > 0),
    placed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    closed_at timestamptz,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT customer_order_client_key UNIQUE (store_id, diner_id, client_key)
);
CREATE INDEX customer_order_recent ON customer_order (store_id, placed_at);
CREATE INDEX customer_order_unfinished ON customer_order (store_id, expires_at)
    WHERE state IN ('AWAITING_PAYMENT', 'CLOSING');

CREATE TABLE order_line (
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    line_no integer NOT NULL,
    item_id uuid NOT NULL,
    name text NOT NULL,
    choices jsonb NOT NULL,
    unit_price_fen bigint NOT NULL CHECK (unit_price_fen > 0),
    quantity integer NOT NULL CHECK (quantity > 0),
    amount_fen bigint NOT NULL CHECK (amount_fen = unit_price_fen * quantity),
    PRIMARY KEY (store_id, order_id, line_no),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);

CREATE TABLE stock_hold (
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    item_id uuid NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    state text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (store_id, order_id, item_id),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order,
    FOREIGN KEY (store_id, item_id) REFERENCES stock
);
CREATE INDEX stock_hold_by_item ON stock_hold (store_id, item_id);

CREATE TABLE pickup_counter (
    store_id uuid NOT NULL REFERENCES store,
    business_day date NOT NULL,
    prefix text NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (store_id, business_day, prefix)
);

CREATE TABLE pickup_number (
    store_id uuid NOT NULL,
    business_day date NOT NULL,
    prefix text NOT NULL,
    number integer NOT NULL,
    order_id uuid NOT NULL,
    PRIMARY KEY (store_id, business_day, prefix, number),
    UNIQUE (store_id, order_id),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);

-- ---------------------------------------------------------------- money in and out
CREATE TABLE channel_message (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    channel text NOT NULL,
    number text NOT NULL,
    word text NOT NULL,
    source text NOT NULL,
    raw text NOT NULL,
    heard_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id)
);
CREATE INDEX channel_message_of_order ON channel_message (store_id, order_id);

CREATE TABLE payment (
    store_id uuid NOT NULL,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    attempt integer NOT NULL CHECK (attempt BETWEEN 1 AND 1023),
    number text NOT NULL,
    client_key text NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    method text NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    payer text,
    client_ip text,
    state text NOT NULL,
    fate text NOT NULL,
    version integer NOT NULL,
    parameters jsonb,
    prepared_at timestamptz,
    expires_at timestamptz NOT NULL,
    requested_at timestamptz NOT NULL,
    asked_times integer NOT NULL,
    asked_at timestamptz,
    reference text,
    received_fen bigint,
    paid_at timestamptz,
    known_at timestamptz,
    cause text,
    proof_id uuid,
    PRIMARY KEY (store_id, id),
    CONSTRAINT payment_number UNIQUE (store_id, number),
    CONSTRAINT payment_attempt UNIQUE (store_id, order_id, attempt),
    CONSTRAINT payment_client_key UNIQUE (store_id, order_id, client_key),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order,
    FOREIGN KEY (store_id, proof_id) REFERENCES channel_message,
    CONSTRAINT payment_never_guessed CHECK (state NOT IN ('FAILED', 'CLOSED') OR proof_id IS NOT NULL)
);
-- Two kept payments for one order are impossible, whatever the program decides.
CREATE UNIQUE INDEX payment_kept_once ON payment (store_id, order_id) WHERE fate = 'KEPT';

CREATE TABLE payment_fact (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    number text NOT NULL,
    reference text NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    happened_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL,
    source text NOT NULL,
    message_id uuid NOT NULL,
    bound_to text,
    bound_id uuid,
    version integer NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT payment_fact_once UNIQUE (store_id, channel, account, reference),
    FOREIGN KEY (store_id, message_id) REFERENCES channel_message,
    CHECK ((bound_to IS NULL) = (bound_id IS NULL))
);
CREATE INDEX payment_fact_of_order ON payment_fact (store_id, order_id);

CREATE TABLE refund (
    store_id uuid NOT NULL,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    attempt integer NOT NULL CHECK (attempt BETWEEN 1 AND 1023),
    number text NOT NULL,
    client_key text NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    reason text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    asked_times integer NOT NULL,
    reference text,
    finished_at timestamptz,
    replaced_by uuid,
    proof_id uuid,
    PRIMARY KEY (store_id, id),
    CONSTRAINT refund_number UNIQUE (store_id, number),
    CONSTRAINT refund_attempt UNIQUE (store_id, order_id, attempt),
    CONSTRAINT refund_client_key UNIQUE (store_id, order_id, client_key),
    FOREIGN KEY (store_id, payment_id) REFERENCES payment,
    FOREIGN KEY (store_id, proof_id) REFERENCES channel_message
);

CREATE TABLE ledger_transaction (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    business_day date NOT NULL,
    posted_at timestamptz NOT NULL,
    accounts text[] NOT NULL,
    amounts_fen bigint[] NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT ledger_posted_once UNIQUE (store_id, kind, subject_id),
    CONSTRAINT ledger_balances CHECK (
        cardinality(accounts) = cardinality(amounts_fen)
        AND cardinality(accounts) >= 2
        AND sum_of(amounts_fen) = 0
    )
);
CREATE INDEX ledger_of_order ON ledger_transaction (store_id, order_id);

CREATE VIEW ledger_entry AS
SELECT t.store_id, t.id AS transaction_id, t.order_id, t.kind, t.business_day, t.posted_at,
       e.entry_no, e.account, e.amount_fen
FROM ledger_transaction AS t
CROSS JOIN LATERAL unnest(t.accounts, t.amounts_fen) WITH ORDINALITY AS e (account, amount_fen, entry_no);

-- ---------------------------------------------------------------- kitchen
CREATE TABLE ticket (
    store_id uuid NOT NULL,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    queued_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);
CREATE UNIQUE INDEX ticket_cooked_once ON ticket (store_id, order_id) WHERE state <> 'CANCELLED';
CREATE INDEX ticket_changed ON ticket (store_id, changed_at);
CREATE INDEX ticket_unacknowledged ON ticket (store_id, queued_at) WHERE acknowledged_at IS NULL;

-- ---------------------------------------------------------------- evidence and cases
CREATE TABLE event (
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    event_no integer NOT NULL CHECK (event_no > 0),
    kind text NOT NULL,
    happened_at timestamptz NOT NULL,
    content text NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    CONSTRAINT event_chain PRIMARY KEY (store_id, order_id, event_no)
);

CREATE TABLE exception_case (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    order_id uuid,
    type text NOT NULL,
    subject text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    reason text NOT NULL,
    recommended_action text NOT NULL,
    owner text NOT NULL,
    deadline timestamptz NOT NULL,
    amount_fen bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    resolved_at timestamptz,
    resolution text,
    PRIMARY KEY (store_id, id)
);
CREATE UNIQUE INDEX exception_case_open_once ON exception_case (store_id, type, subject) WHERE state = 'OPEN';
CREATE INDEX exception_case_of_order ON exception_case (store_id, order_id);

-- ---------------------------------------------------------------- plumbing: timers, inbox, outbox
CREATE TABLE timer (
    store_id uuid NOT NULL REFERENCES store,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    order_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    leased_until timestamptz,
    PRIMARY KEY (store_id, kind, subject_id)
);
CREATE INDEX timer_due ON timer (due_at);
CREATE INDEX timer_of_order ON timer (store_id, order_id);

CREATE TABLE inbox (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    message_id text NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    received_at timestamptz NOT NULL,
    processed_at timestamptz,
    PRIMARY KEY (store_id, id),
    CONSTRAINT inbox_once UNIQUE (store_id, channel, account, message_id)
);
CREATE INDEX inbox_waiting ON inbox (store_id, received_at) WHERE processed_at IS NULL;

CREATE TABLE outbox (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    order_id uuid,
    topic text NOT NULL,
    content jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (store_id, id)
);
CREATE INDEX outbox_waiting ON outbox (store_id, created_at) WHERE sent_at IS NULL;

-- A genuine message of a channel whose number leads to no store of this cell.
CREATE TABLE unclaimed (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    number text NOT NULL,
    reference text NOT NULL,
    amount_fen bigint NOT NULL,
    raw text NOT NULL,
    heard_at timestamptz NOT NULL,
    case_id uuid NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT unclaimed_once UNIQUE (store_id, channel, account, number, reference)
);

-- ---------------------------------------------------------------- people
CREATE TABLE staff_token (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    token_hash text NOT NULL,
    name text NOT NULL,
    audience text NOT NULL CHECK (audience IN ('store', 'office')),
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (store_id, id),
    CONSTRAINT staff_token_hash UNIQUE (store_id, token_hash)
);
CREATE INDEX staff_token_lookup ON staff_token (token_hash);

-- Head office of the cell: owns what belongs to no store.
INSERT INTO merchant (id, name, created_at)
VALUES ('00000000-0000-7000-8000-000000000000', 'Wendan', '2026-01-01T00:00:00Z');
INSERT INTO brand (merchant_id, id, name)
VALUES ('00000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-000000000000', 'Wendan');
INSERT INTO store (store_id, store_no, merchant_id, brand_id, name, name_en, timezone, opening_hours, accounts,
                   is_taking_orders, version)
VALUES ('00000000-0000-7000-8000-000000000000', 0, '00000000-0000-7000-8000-000000000000',
        '00000000-0000-7000-8000-000000000000', '总部', 'Head office', 'Asia/Shanghai', '[]', '{}', false, 1);
