-- What each month's refit of a merchant's scorecard came to, where the card would stand; the row is head office's.
CREATE TABLE scorecard_fit (
    store_id uuid NOT NULL REFERENCES store,
    merchant_id uuid NOT NULL REFERENCES merchant,
    month date NOT NULL,
    outcome text NOT NULL CHECK (outcome IN
        ('WANTED', 'FITTED', 'TOO_LITTLE', 'NOTHING_TO_JUDGE_BY', 'LEAKS', 'NOT_INSTALLED', 'BROKE')),
    facts jsonb NOT NULL,
    card_id uuid,
    wanted_at timestamptz NOT NULL,
    ended_at timestamptz,
    version integer NOT NULL,
    PRIMARY KEY (store_id, merchant_id, month),
    FOREIGN KEY (store_id, card_id) REFERENCES risk_scorecard,
    CHECK ((outcome = 'WANTED') = (ended_at IS NULL)),
    CHECK ((outcome = 'FITTED') = (card_id IS NOT NULL))
);
