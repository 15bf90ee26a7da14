-- Stored value, eat now and pay later, and what a cashier confirms besides cash.

-- ---------------------------------------------------------------- orders that buy no meal
ALTER TABLE customer_order ADD COLUMN purpose text NOT NULL DEFAULT 'MEAL'
    CONSTRAINT customer_order_purpose CHECK (purpose IN ('MEAL', 'TOP_UP', 'REPAYMENT'));
CREATE INDEX customer_order_of_value ON customer_order (store_id, confirmed_at) WHERE purpose <> 'MEAL';

-- ---------------------------------------------------------------- members' accounts
-- A merchant's stores share them, so the rows are head office's. BALANCE is what a member paid in, CREDIT what they
-- owe (a negative balance, down to their limit).
CREATE TABLE value_account (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    merchant_id uuid NOT NULL REFERENCES merchant,
    member_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('BALANCE', 'CREDIT')),
    balance_fen bigint NOT NULL,
    limit_fen bigint NOT NULL CHECK (limit_fen >= 0),
    is_open boolean NOT NULL,
    opened_at timestamptz NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT value_account_of_member UNIQUE (store_id, merchant_id, member_id, kind),
    CONSTRAINT value_account_never_negative CHECK (balance_fen + limit_fen >= 0),
    CONSTRAINT value_account_limit CHECK (kind = 'CREDIT' OR limit_fen = 0)
);
CREATE INDEX value_account_owing ON value_account (store_id, merchant_id, balance_fen);
CREATE INDEX value_account_by_member ON value_account (store_id, member_id);

-- Every movement of value, once per number: a payment's number is taken by its payment or by the tombstone of a close,
-- never by both. `refunded_fen` is what of a payment, top-up or gift has gone the other way again.
CREATE TABLE value_move (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    account_id uuid,
    number text NOT NULL,
    kind text NOT NULL CHECK (kind IN
        ('TOP_UP', 'GIFT', 'PAYMENT', 'REFUND', 'REPAYMENT', 'TAKEN_BACK', 'GIFT_BACK', 'CLOSED')),
    amount_fen bigint NOT NULL,
    refunded_fen bigint NOT NULL,
    of_id uuid,
    due_at timestamptz,
    moved_at timestamptz NOT NULL,
    words text NOT NULL,
    order_store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    PRIMARY KEY (store_id, id),
    CONSTRAINT value_move_once UNIQUE (store_id, number),
    FOREIGN KEY (store_id, account_id) REFERENCES value_account,
    FOREIGN KEY (store_id, of_id) REFERENCES value_move,
    CONSTRAINT value_move_refunds_never_negative CHECK (refunded_fen BETWEEN 0 AND abs(amount_fen)),
    CONSTRAINT value_move_direction CHECK (CASE
        WHEN kind = 'CLOSED' THEN amount_fen = 0 AND account_id IS NULL
        WHEN kind IN ('PAYMENT', 'TAKEN_BACK', 'GIFT_BACK') THEN amount_fen < 0 AND account_id IS NOT NULL
        ELSE amount_fen > 0 AND account_id IS NOT NULL END),
    CONSTRAINT value_move_gives_back CHECK ((kind IN ('REFUND', 'TAKEN_BACK', 'GIFT_BACK')) = (of_id IS NOT NULL))
);
CREATE INDEX value_move_of_account ON value_move (store_id, account_id, moved_at);
CREATE INDEX value_move_of_order ON value_move (store_id, order_id);
CREATE INDEX value_move_given_back ON value_move (store_id, of_id) WHERE of_id IS NOT NULL;

-- ---------------------------------------------------------------- cards at the counter
-- A card payment is confirmed by the slip of the store's own terminal; its numbers begin again every day.
ALTER TABLE cash_move ADD COLUMN channel text NOT NULL DEFAULT 'cash';
ALTER TABLE cash_move ADD COLUMN voucher text;
ALTER TABLE cash_move ADD COLUMN terminal_no text;
ALTER TABLE cash_move ADD COLUMN business_day date;
ALTER TABLE cash_move ADD CONSTRAINT cash_move_slip CHECK (channel = 'cash'
    OR (voucher IS NOT NULL AND terminal_no IS NOT NULL AND business_day IS NOT NULL)) NOT VALID;
ALTER TABLE cash_move VALIDATE CONSTRAINT cash_move_slip;
CREATE UNIQUE INDEX cash_move_voucher ON cash_move (store_id, terminal_no, business_day, voucher)
    WHERE voucher IS NOT NULL;
