-- 日内滚动核对: what a channel said and what the books have, beside each other all day.

ALTER TABLE channel_message ADD COLUMN subject text, ADD COLUMN account text, ADD COLUMN reference text,
    ADD COLUMN amount_fen bigint;
-- Both logs only grow, in the order of time: a new entry is always the last one, which costs next to nothing. (A block
-- range index would be smaller, and is blind for what has come since the last vacuum: just what is asked for.)
CREATE INDEX channel_message_heard ON channel_message (heard_at) WHERE word = 'SUCCEEDED';
CREATE INDEX payment_fact_heard ON payment_fact (heard_at);

CREATE TABLE open_item (
    store_id uuid NOT NULL REFERENCES store,
    movement text NOT NULL,
    number text NOT NULL,
    reference text NOT NULL,
    order_id uuid NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    theirs_fen bigint,
    ours_fen bigint,
    happened_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    told_at timestamptz,
    PRIMARY KEY (store_id, movement, number, reference)
);
CREATE INDEX open_item_untold ON open_item (seen_at) WHERE told_at IS NULL;

-- How far both logs are read; whoever moves it on first has this second.
CREATE TABLE rolling_cursor (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    read_until timestamptz NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (store_id, id)
);

ALTER TABLE bill ADD COLUMN surprises bigint NOT NULL DEFAULT 0;
