-- 到账: what a channel paid to the merchant's bank, in head office's keeping, and which days of which stores it paid.
CREATE TABLE payout (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    number text NOT NULL,
    day date NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    beyond_fen bigint NOT NULL CHECK (beyond_fen >= 0 AND beyond_fen <= amount_fen),
    source text NOT NULL,
    recorded_by text,
    words text NOT NULL,
    booked_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT payout_once UNIQUE (store_id, channel, account, number)
);
CREATE INDEX payout_by_day ON payout (store_id, day);

-- `day` is the one whose receivable was paid, `posted_on` the one on which the ledger has it.
CREATE TABLE payout_part (
    store_id uuid NOT NULL REFERENCES store,
    payout_id uuid NOT NULL,
    day date NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen <> 0),
    posted_on date NOT NULL,
    PRIMARY KEY (store_id, payout_id, day)
);
CREATE INDEX payout_part_of_payout ON payout_part (payout_id);

-- When the flow of funds beside a bill was read: until then it is asked for.
ALTER TABLE bill ADD COLUMN funds_at timestamptz;
