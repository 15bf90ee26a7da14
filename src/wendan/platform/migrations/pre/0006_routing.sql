-- Several accounts per channel, marks of a place, and what is known about each route.

-- Further merchant numbers per channel, asked when the first is ill; and what kind of place a store is.
ALTER TABLE store ADD COLUMN more_accounts jsonb NOT NULL DEFAULT '{}';
ALTER TABLE store ADD COLUMN marks text[] NOT NULL DEFAULT '{}';

-- What became of questions to a channel, in short stretches of time, added up by every process: how many were
-- answered, how many met illness, and how long payments stayed unknown that are certain now. A merchant
-- account may serve many stores, so the rows are head office's.
CREATE TABLE route_pulse (
    store_id uuid NOT NULL REFERENCES store,
    channel text NOT NULL,
    account text NOT NULL,
    method text NOT NULL,
    began_at timestamptz NOT NULL,
    well integer NOT NULL,
    ill integer NOT NULL,
    took_ms bigint NOT NULL,
    resolved integer NOT NULL,
    resolved_ms bigint NOT NULL,
    PRIMARY KEY (store_id, channel, account, method, began_at),
    CONSTRAINT route_pulse_counts CHECK (
        well >= 0 AND ill >= 0 AND took_ms >= 0 AND resolved >= 0 AND resolved_ms >= 0)
);
CREATE INDEX route_pulse_recent ON route_pulse (store_id, began_at);

-- A person's word about routes: closed, drained or moved, with reason and end.
CREATE TABLE route_switch (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    merchant_id uuid,
    channel text NOT NULL,
    account text,
    method text,
    act text NOT NULL CHECK (act IN ('CLOSE', 'DRAIN', 'MOVE')),
    to_channel text,
    reason text NOT NULL,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by text,
    version integer NOT NULL,
    PRIMARY KEY (store_id, id),
    CHECK ((act = 'MOVE') = (to_channel IS NOT NULL))
);
CREATE INDEX route_switch_in_force ON route_switch (store_id, until_at) WHERE ended_at IS NULL;
