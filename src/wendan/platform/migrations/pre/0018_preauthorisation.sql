-- Money that a channel holds for an order and has not given us (预授权), with what the customer agreed to (B8).
CREATE TABLE preauthorisation (
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
    state text NOT NULL CHECK (state IN ('CREATED', 'REQUESTED', 'PENDING', 'UNKNOWN', 'FROZEN', 'CAPTURING', 'CAPTURED',
        'RELEASING', 'RELEASED', 'FAILED', 'CLOSED')),
    version integer NOT NULL,
    parameters jsonb,
    expires_at timestamptz NOT NULL,
    requested_at timestamptz NOT NULL,
    asked_times integer NOT NULL,
    asked_at timestamptz,
    reference text,
    held_fen bigint,
    held_at timestamptz,
    ended_at timestamptz,
    cause text,
    why text,
    proof_id uuid,
    consent_version text NOT NULL,
    consent_hash text NOT NULL,
    consented_by uuid NOT NULL,
    consented_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT preauthorisation_number UNIQUE (store_id, number),
    CONSTRAINT preauthorisation_attempt UNIQUE (store_id, order_id, attempt),
    CONSTRAINT preauthorisation_client_key UNIQUE (store_id, order_id, client_key),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order,
    FOREIGN KEY (store_id, proof_id) REFERENCES channel_message,
    CONSTRAINT preauthorisation_never_guessed CHECK (
        state NOT IN ('FAILED', 'CLOSED', 'RELEASED', 'CAPTURED') OR proof_id IS NOT NULL)
);
-- An order rests on one hold at a time, whatever the program decides.
CREATE UNIQUE INDEX preauthorisation_rests_once ON preauthorisation (store_id, order_id)
    WHERE state IN ('FROZEN', 'CAPTURING');
CREATE INDEX preauthorisation_unfinished ON preauthorisation (store_id, order_id)
    WHERE state NOT IN ('CAPTURED', 'RELEASED', 'FAILED', 'CLOSED');
