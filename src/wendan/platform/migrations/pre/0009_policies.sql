-- Policies as versioned rows, and what the watch over unpaid orders writes down.

-- One version of a policy, never edited. Without content the wider policy holds again. A merchant's rows are head
-- office's, because they go for many stores.
CREATE TABLE policy (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    merchant_id uuid NOT NULL REFERENCES merchant,
    scope text NOT NULL CHECK (scope IN ('store', 'merchant')),
    version integer NOT NULL CHECK (version > 0),
    content jsonb,
    reason text NOT NULL,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT policy_version UNIQUE (store_id, merchant_id, version),
    CHECK ((scope = 'merchant') = (store_id = '00000000-0000-7000-8000-000000000000'))
);

-- The policy an order was born with; NULL: the product's default. It may lie with head office, hence no foreign key.
ALTER TABLE customer_order ADD COLUMN policy_id uuid;

-- Somebody looked at an unpaid order.
CREATE TABLE unpaid_seen (
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    seen_by text NOT NULL,
    seen_at timestamptz NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (store_id, order_id),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);

-- What a night's second look found; `nights` is more than one after nights on which nobody worked.
CREATE TABLE day_audit (
    store_id uuid NOT NULL REFERENCES store,
    business_day date NOT NULL,
    nights integer NOT NULL CHECK (nights > 0),
    asked integer NOT NULL,
    looked_again integer NOT NULL,
    arrived integer NOT NULL,
    ended integer NOT NULL,
    still_open integer NOT NULL,
    uncertain integer NOT NULL,
    unpaid_orders integer NOT NULL,
    unpaid_fen bigint NOT NULL,
    bad_debts integer NOT NULL,
    began_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, business_day)
);

-- Value that was handed out and not paid for.
CREATE TABLE bad_debt (
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    reason text NOT NULL,
    member_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    archived_at timestamptz NOT NULL,
    recovered_at timestamptz,
    version integer NOT NULL,
    PRIMARY KEY (store_id, order_id),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);
CREATE INDEX bad_debt_open ON bad_debt (store_id, order_id) WHERE recovered_at IS NULL;

-- Every store has its night's alarm clock; a new one gets it as it opens.
INSERT INTO timer (store_id, kind, subject_id, order_id, due_at, attempts)
SELECT store_id, 'day_audit', store_id, store_id,
       (date_trunc('day', now() AT TIME ZONE timezone) + interval '1 day') AT TIME ZONE timezone, 0
FROM store WHERE store_no > 0;
