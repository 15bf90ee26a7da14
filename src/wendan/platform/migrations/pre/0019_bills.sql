-- Reconciliation: a bill is a channel account's and so head office's; its shares and differences are the stores'.

CREATE TABLE bill (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    day date NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    wanted_at timestamptz NOT NULL,
    asked_times integer NOT NULL,
    asked_at timestamptz,
    file_hash text,
    flaw text,
    words text,
    proved_by jsonb NOT NULL,
    rows bigint NOT NULL,
    paid bigint NOT NULL,
    paid_fen bigint NOT NULL,
    returned bigint NOT NULL,
    returned_fen bigint NOT NULL,
    fee_millifen bigint NOT NULL,
    theirs_fen bigint NOT NULL,
    ours_fen bigint NOT NULL,
    gap_fen bigint NOT NULL,
    differences bigint NOT NULL,
    matched_at timestamptz,
    PRIMARY KEY (store_id, id),
    CONSTRAINT bill_once UNIQUE (store_id, channel, account, day),
    -- Every fen between the two books is in some difference.
    CONSTRAINT bill_adds_up CHECK (theirs_fen - ours_fen = gap_fen)
);
CREATE INDEX bill_by_day ON bill (store_id, day);

CREATE TABLE bill_share (
    store_id uuid NOT NULL REFERENCES store,
    bill_id uuid NOT NULL,
    movement text NOT NULL,
    method text NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    day date NOT NULL,
    rows bigint NOT NULL,
    amount_fen bigint NOT NULL,
    fee_fen bigint NOT NULL,
    PRIMARY KEY (store_id, bill_id, movement, method)
);
CREATE INDEX bill_share_by_day ON bill_share (store_id, day);
CREATE INDEX bill_share_of_bill ON bill_share (bill_id);

CREATE TABLE difference (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    bill_id uuid NOT NULL,
    channel text NOT NULL,
    account text NOT NULL,
    day date NOT NULL,
    number text NOT NULL,
    aspect text NOT NULL,
    category text NOT NULL,
    movement text NOT NULL,
    reference text NOT NULL,
    theirs jsonb,
    ours jsonb,
    gap_fen bigint NOT NULL,
    fee_gap_millifen bigint NOT NULL,
    order_id uuid,
    state text NOT NULL,
    version integer NOT NULL,
    found_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    repair text,
    words text,
    case_id uuid,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, case_id) REFERENCES exception_case
);
CREATE INDEX difference_of_bill ON difference (bill_id, state);
CREATE INDEX difference_of_number ON difference (channel, account, number);

-- What moved on a day, for bills and for reports: by store like everything else.
CREATE INDEX payment_fact_of_day ON payment_fact (store_id, happened_at);
CREATE INDEX refund_created ON refund (store_id, created_at);
CREATE INDEX refund_finished ON refund (store_id, finished_at) WHERE finished_at IS NOT NULL;
