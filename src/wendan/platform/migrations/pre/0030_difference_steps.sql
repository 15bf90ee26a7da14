-- What a difference went through, version by version.
CREATE TABLE difference_step (
    store_id uuid NOT NULL,
    difference_id uuid NOT NULL,
    version integer NOT NULL,
    at timestamptz NOT NULL,
    state text NOT NULL,
    category text NOT NULL,
    gap_fen bigint NOT NULL,
    repair text,
    words text,
    case_id uuid,
    PRIMARY KEY (store_id, difference_id, version),
    FOREIGN KEY (store_id, difference_id) REFERENCES difference
);

INSERT INTO difference_step (store_id, difference_id, version, at, state, category, gap_fen, repair, words, case_id)
SELECT store_id, id, version, changed_at, state, category, gap_fen, repair, words, case_id FROM difference;
