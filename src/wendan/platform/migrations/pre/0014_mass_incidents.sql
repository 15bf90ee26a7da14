-- Incidents that many customers meet at once, and what is said in public.

-- One at a time is open for a merchant, kind and channel. It goes for many stores, so the rows are head office's.
CREATE TABLE incident (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    merchant_id uuid NOT NULL REFERENCES merchant,
    kind text NOT NULL CHECK (kind IN ('payments', 'orders', 'words')),
    channel text NOT NULL,
    state text NOT NULL CHECK (state IN ('OPEN', 'CONTAINED', 'OVER', 'DISMISSED')),
    version integer NOT NULL,
    began_at timestamptz NOT NULL,
    found_at timestamptz NOT NULL,
    usual_bp integer NOT NULL CHECK (usual_bp >= 0),
    found_bp integer NOT NULL CHECK (found_bp >= 0),
    seen integer NOT NULL CHECK (seen >= 0),
    bad integer NOT NULL CHECK (bad >= 0),
    fen bigint NOT NULL CHECK (fen >= 0),
    words text NOT NULL,
    last_bad_at timestamptz NOT NULL,
    propose_channel text,
    switch_id uuid,
    contained_at timestamptz,
    contained_by text,
    ended_at timestamptz,
    ended_by text,
    end_words text,
    made_good_percent integer CHECK (made_good_percent BETWEEN 1 AND 100),
    made_good_at timestamptz,
    made_good_by text,
    PRIMARY KEY (store_id, id),
    CHECK ((state IN ('OPEN', 'CONTAINED')) = (ended_at IS NULL)),
    CHECK ((made_good_percent IS NULL) = (made_good_at IS NULL))
);
CREATE UNIQUE INDEX incident_once ON incident (store_id, merchant_id, kind, channel) WHERE ended_at IS NULL;
CREATE INDEX incident_of_merchant ON incident (store_id, merchant_id, found_at);

-- What customers say in feedback lies with their store; what is imported lies with head office.
CREATE TABLE mention (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    merchant_id uuid NOT NULL REFERENCES merchant,
    source text NOT NULL,
    external_id text NOT NULL,
    said_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL,
    text text NOT NULL,
    keywords text[] NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT mention_once UNIQUE (store_id, merchant_id, source, external_id)
);
CREATE INDEX mention_recent ON mention (said_at) WHERE keywords <> '{}';
