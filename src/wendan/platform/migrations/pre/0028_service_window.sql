-- A diner has turned to the mini-program's customer service: how long and for how many messages it may answer.
CREATE TABLE service_window (
    store_id uuid NOT NULL REFERENCES store,
    diner_id uuid NOT NULL,
    sealed text NOT NULL,
    key text NOT NULL,
    opened_at timestamptz NOT NULL,
    open_until timestamptz NOT NULL,
    messages_left integer NOT NULL CHECK (messages_left >= 0),
    version integer NOT NULL,
    PRIMARY KEY (store_id, diner_id)
);
