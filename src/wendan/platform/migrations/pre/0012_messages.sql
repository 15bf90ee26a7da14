-- What customers are told: each message once, followed to its end; what they allowed, and where they are reached.

-- `recipient` and `sealed` lie closed (Fernet). `rung` is 0 for what is no rung of the ladder. `is_followed`: its alarm
-- clock looks after it; what is neither followed nor at its end is never heard of again.
CREATE TABLE message (
    store_id uuid NOT NULL,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    diner_id uuid NOT NULL,
    kind text NOT NULL,
    rung integer NOT NULL CHECK (rung >= 0),
    way text NOT NULL,
    template text NOT NULL,
    variables jsonb NOT NULL,
    recipient text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    reason text,
    incentive_fen bigint NOT NULL CHECK (incentive_fen >= 0),
    coupon_id uuid,
    not_after timestamptz,
    planned_at timestamptz NOT NULL,
    sending_at timestamptz,
    sent_at timestamptz,
    ended_at timestamptz,
    reference text,
    asked_times integer NOT NULL,
    is_followed boolean NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT message_once UNIQUE (store_id, order_id, kind, rung),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order,
    CHECK (is_followed OR state NOT IN ('PLANNED', 'SENDING')),
    CHECK ((state = 'SKIPPED') <= (reason IS NOT NULL)),
    CHECK (sending_at IS NOT NULL OR state IN ('PLANNED', 'SKIPPED'))
);
CREATE INDEX message_of_diner ON message (store_id, diner_id, planned_at);
CREATE INDEX message_recent ON message (store_id, planned_at);
-- A gateway's report names the message and nothing else.
CREATE INDEX message_by_id ON message (id);
CREATE INDEX message_followed ON message (store_id, id) WHERE is_followed;

-- By which way a diner may be reached, and where.
CREATE TABLE diner_address (
    store_id uuid NOT NULL REFERENCES store,
    diner_id uuid NOT NULL,
    way text NOT NULL,
    sealed text NOT NULL,
    is_allowed boolean NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, diner_id, way)
);

-- One consent is used by one message.
ALTER TABLE message_consent ADD COLUMN used_by uuid;
ALTER TABLE message_consent ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE message_consent ADD CONSTRAINT message_consent_used_once UNIQUE (store_id, used_by);
CREATE INDEX message_consent_of_diner ON message_consent (store_id, diner_id, template_id) WHERE used_by IS NULL;

-- 催付复盘: what a month's reminders brought, what is proposed, and what a person said to it. Head office's rows.
CREATE TABLE ladder_review (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    merchant_id uuid NOT NULL REFERENCES merchant,
    month date NOT NULL,
    content jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('PROPOSED', 'ACCEPTED', 'REJECTED')),
    version integer NOT NULL,
    made_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    words text,
    policy_id uuid,
    PRIMARY KEY (store_id, id),
    CONSTRAINT ladder_review_of_month UNIQUE (store_id, merchant_id, month),
    CHECK ((state = 'PROPOSED') = (decided_at IS NULL))
);
