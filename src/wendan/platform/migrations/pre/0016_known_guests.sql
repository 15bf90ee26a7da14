-- A guest's browser on its way to WeChat's page and back (网页授权): one way at a time for a guest in a store.
CREATE TABLE page_authorisation (
    store_id uuid NOT NULL REFERENCES store,
    diner_id uuid NOT NULL,
    appid text NOT NULL,
    state text NOT NULL,
    begun_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    version integer NOT NULL,
    PRIMARY KEY (store_id, diner_id)
);

-- What was ordered, in both languages of the menu; empty where the menu has no English word, and before this migration.
ALTER TABLE order_line ADD COLUMN name_en text NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN choices_en text[] NOT NULL DEFAULT '{}';
