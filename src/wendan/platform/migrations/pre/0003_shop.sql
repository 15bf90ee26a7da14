-- The shop's own work: pictures and stations, cash and shifts, what diners say, decisions by two people.

-- ---------------------------------------------------------------- menu
ALTER TABLE item ADD COLUMN picture text;
ALTER TABLE item ADD COLUMN description text NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN description_en text NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN station text NOT NULL DEFAULT '';
ALTER TABLE category ADD COLUMN version integer NOT NULL DEFAULT 1;

-- ---------------------------------------------------------------- kitchen stations
-- Where a dish was cooked when it was ordered; moving it to another station leaves old tickets alone.
ALTER TABLE order_line ADD COLUMN station text NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN done_stations text[] NOT NULL DEFAULT '{}';
-- What is being cooked is little, however long the shop has been open.
CREATE INDEX ticket_live ON ticket (store_id, queued_at) WHERE state IN ('QUEUED', 'PREPARING', 'READY');

CREATE INDEX ticket_cancelled ON ticket (store_id, order_id) WHERE state = 'CANCELLED';

-- ---------------------------------------------------------------- search
CREATE INDEX customer_order_table ON customer_order (store_id, table_no, placed_at) WHERE table_no IS NOT NULL;

-- ---------------------------------------------------------------- what diners tell us
CREATE TABLE feedback (
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    stars integer NOT NULL CHECK (stars BETWEEN 1 AND 5),
    words text NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, order_id),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);
CREATE INDEX feedback_recent ON feedback (store_id, given_at);

-- One consent is good for one message.
CREATE TABLE message_consent (
    store_id uuid NOT NULL,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    diner_id uuid NOT NULL,
    template_id text NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);
CREATE INDEX message_consent_of_order ON message_consent (store_id, order_id);

-- ---------------------------------------------------------------- cash
CREATE TABLE shift (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    drawer_id uuid NOT NULL,
    client_key text NOT NULL,
    device_id uuid,
    staff_id uuid NOT NULL,
    staff_name text NOT NULL,
    opened_at timestamptz NOT NULL,
    opening_float_fen bigint NOT NULL CHECK (opening_float_fen >= 0),
    closed_at timestamptz,
    counted_fen bigint CHECK (counted_fen >= 0),
    words text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT shift_client_key UNIQUE (store_id, drawer_id, client_key),
    CHECK ((closed_at IS NULL) = (counted_fen IS NULL))
);
CREATE UNIQUE INDEX shift_open_once ON shift (store_id, drawer_id) WHERE closed_at IS NULL;
CREATE INDEX shift_recent ON shift (store_id, opened_at);

-- Every note that went into or out of a drawer, by whose hand; never changed afterwards.
CREATE TABLE cash_move (
    store_id uuid NOT NULL,
    id uuid NOT NULL,
    shift_id uuid NOT NULL,
    order_id uuid NOT NULL,
    number text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('TAKEN', 'RETURNED')),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    tendered_fen bigint CHECK (tendered_fen >= amount_fen),
    staff_id uuid NOT NULL,
    staff_name text NOT NULL,
    device_id uuid,
    moved_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT cash_move_once UNIQUE (store_id, number),
    FOREIGN KEY (store_id, shift_id) REFERENCES shift,
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);
CREATE INDEX cash_move_of_shift ON cash_move (store_id, shift_id);

-- ---------------------------------------------------------------- cases decided by two people
ALTER TABLE exception_case ADD COLUMN proposed_action text;
ALTER TABLE exception_case ADD COLUMN proposed_words text;
ALTER TABLE exception_case ADD COLUMN proposed_content text;
ALTER TABLE exception_case ADD COLUMN proposed_by text;
ALTER TABLE exception_case ADD COLUMN proposed_by_id uuid;
ALTER TABLE exception_case ADD COLUMN proposed_at timestamptz;
-- A 补单 is under way: its order is being made in another store's own transaction.
ALTER TABLE exception_case ADD COLUMN executing_at timestamptz;
CREATE INDEX exception_case_resolved ON exception_case (store_id, resolved_at) WHERE state = 'RESOLVED';
CREATE INDEX exception_case_open ON exception_case (store_id, deadline) WHERE state = 'OPEN';
CREATE INDEX unclaimed_of_case ON unclaimed (store_id, case_id);
