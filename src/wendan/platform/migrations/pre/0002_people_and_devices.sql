-- Staff who sign in with a role, the devices they work on, and who changed what (catalogue F1-F3, I6).

CREATE TABLE device (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('pos', 'kds', 'kiosk', 'tablet', 'printer', 'scanner')),
    name text NOT NULL,
    member_id uuid,
    station text NOT NULL,
    address text,
    backup_of uuid,
    pairing_hash text,
    pairing_until timestamptz,
    key_hash text,
    paired_at timestamptz,
    last_seen_at timestamptz,
    health jsonb,
    retired_at timestamptz,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, backup_of) REFERENCES device
);
CREATE INDEX device_by_id ON device (id);
CREATE INDEX device_by_key ON device (key_hash) WHERE key_hash IS NOT NULL;
CREATE INDEX device_by_pairing ON device (pairing_hash) WHERE pairing_hash IS NOT NULL;

-- People are head office's rows: whoever moves to another store stays the same person.
CREATE TABLE staff_member (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    works_at uuid NOT NULL REFERENCES store,
    merchant_id uuid NOT NULL REFERENCES merchant,
    login text NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('hq', 'manager', 'cashier', 'kitchen', 'finance', 'support', 'auditor')),
    password_hash text NOT NULL,
    second_factor text,
    second_factor_is_on boolean NOT NULL,
    second_factor_step bigint NOT NULL,
    failed_times integer NOT NULL,
    locked_until timestamptz,
    is_active boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id)
);
-- One name, one person, in the whole cell: it is typed before anybody knows to which store it belongs.
CREATE UNIQUE INDEX staff_member_login ON staff_member (login);
CREATE UNIQUE INDEX staff_member_by_id ON staff_member (id);
CREATE INDEX staff_member_of_merchant ON staff_member (merchant_id, created_at);

CREATE TABLE staff_session (
    store_id uuid NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    token_hash text NOT NULL,
    device_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, member_id) REFERENCES staff_member
);
CREATE INDEX staff_session_lookup ON staff_session (token_hash) WHERE ended_at IS NULL;
CREATE INDEX staff_session_of_member ON staff_session (store_id, member_id, created_at);

-- A machine's key acts with a role too; what it was called before (audience) goes with post/0001.
ALTER TABLE staff_token ADD COLUMN merchant_id uuid;
ALTER TABLE staff_token ADD COLUMN role text NOT NULL DEFAULT 'manager';
ALTER TABLE staff_token ALTER COLUMN audience DROP NOT NULL;
UPDATE staff_token SET role = 'hq' WHERE audience = 'office';

CREATE TABLE audit_entry (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    merchant_id uuid,
    at timestamptz NOT NULL,
    staff_id uuid NOT NULL,
    staff_name text NOT NULL,
    role text NOT NULL,
    device_id uuid,
    device_name text,
    action text NOT NULL,
    subject text NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (store_id, id)
);
CREATE INDEX audit_entry_of_merchant ON audit_entry (merchant_id, at);
