-- Who pays what they order: scorecards, the decision beside each order, and who may not order for a while (C5, C6).

-- What a fit has made of a merchant's history; CHAMPION decides, CHALLENGER waits for a person's word.
CREATE TABLE risk_scorecard (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    merchant_id uuid NOT NULL REFERENCES merchant,
    name text NOT NULL,
    fitted_at timestamptz NOT NULL,
    fitted_from timestamptz NOT NULL,
    fitted_until timestamptz NOT NULL,
    content jsonb NOT NULL,
    report jsonb NOT NULL,
    role text NOT NULL CHECK (role IN ('CHAMPION', 'CHALLENGER', 'RETIRED')),
    role_since timestamptz NOT NULL,
    role_by text NOT NULL,
    role_reason text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (store_id, id)
);
-- Two promotions at once meet in the old champion's version, or in the challenger's own.
CREATE INDEX risk_scorecard_of_merchant ON risk_scorecard (store_id, merchant_id, fitted_at);

-- Written in the commit that places the order: the score, why, and what the diner agreed to.
CREATE TABLE risk_decision (
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    diner_id uuid NOT NULL,
    scorecard text NOT NULL,
    score integer NOT NULL CHECK (score BETWEEN 350 AND 950),
    action text NOT NULL CHECK (action IN ('ALLOW', 'PRE_AUTHORISE')),
    content jsonb NOT NULL,
    decided_at timestamptz NOT NULL,
    consent_version text,
    consented_at timestamptz,
    PRIMARY KEY (store_id, order_id),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order,
    CHECK ((consent_version IS NULL) = (consented_at IS NULL))
);

-- One entry in force for a diner at a merchant; without a merchant it counts everywhere in the cell.
CREATE TABLE blacklist (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    merchant_id uuid REFERENCES merchant,
    diner_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('ACTIVE', 'ENDED', 'REMOVED')),
    version integer NOT NULL,
    reason text NOT NULL,
    evidence jsonb NOT NULL,
    listed_by text NOT NULL,
    listed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    appeal_state text NOT NULL CHECK (appeal_state IN ('NONE', 'WAITING', 'REJECTED', 'GRANTED')),
    appeal_words text,
    appealed_at timestamptz,
    answer_words text,
    answered_by text,
    answered_at timestamptz,
    lift_words text,
    lift_by text,
    lift_by_id uuid,
    lift_at timestamptz,
    ended_by text,
    ended_at timestamptz,
    PRIMARY KEY (store_id, id),
    CHECK (expires_at > listed_at),
    CHECK ((appeal_state = 'NONE') = (appeal_words IS NULL)),
    CHECK ((state = 'ACTIVE') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX blacklist_active_once ON blacklist (store_id, diner_id, merchant_id) NULLS NOT DISTINCT
    WHERE state = 'ACTIVE';
CREATE INDEX blacklist_recent ON blacklist (store_id, listed_at);
