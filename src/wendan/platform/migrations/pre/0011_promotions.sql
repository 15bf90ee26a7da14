-- Coupons: given for a cause, carried by attempts to pay, used once; and what the guarantee fund has given (C3, D2, D3).

-- What a coupon takes off is decided by the attempt that carries it; here stands who may use it, where and until when.
CREATE TABLE coupon (
    store_id uuid NOT NULL REFERENCES store,
    id uuid NOT NULL,
    merchant_id uuid NOT NULL REFERENCES merchant,
    diner_id uuid NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    min_spend_fen bigint NOT NULL CHECK (min_spend_fen >= 0),
    valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL CHECK (valid_until > valid_from),
    origin text NOT NULL CHECK (origin IN ('rung', 'make-good', 'manual')),
    origin_key text NOT NULL,
    cause_order_id uuid,
    drawn_on date,
    state text NOT NULL CHECK (state IN ('ISSUED', 'HELD', 'USED', 'EXPIRED', 'WITHDRAWN')),
    version integer NOT NULL,
    order_id uuid,
    issued_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, id),
    FOREIGN KEY (store_id, cause_order_id) REFERENCES customer_order,
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order,
    CHECK ((state IN ('HELD', 'USED')) = (order_id IS NOT NULL))
);
-- One cause, one coupon, whatever is retried.
CREATE UNIQUE INDEX coupon_origin_once ON coupon (store_id, origin_key);
CREATE INDEX coupon_of_diner ON coupon (store_id, diner_id, issued_at);
CREATE INDEX coupon_of_order ON coupon (store_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX coupon_drawn ON coupon (store_id, drawn_on) WHERE drawn_on IS NOT NULL;

-- The discount belongs to the attempt: what is asked of the channel is the order's total less this.
ALTER TABLE payment
    ADD COLUMN coupon_id uuid,
    ADD COLUMN discount_fen bigint NOT NULL DEFAULT 0 CHECK (discount_fen >= 0),
    ADD CONSTRAINT payment_discount_by_coupon CHECK ((discount_fen > 0) = (coupon_id IS NOT NULL)),
    ADD FOREIGN KEY (store_id, coupon_id) REFERENCES coupon;
-- Two kept payments with one coupon are impossible, whatever the program decides.
CREATE UNIQUE INDEX payment_coupon_used_once ON payment (store_id, coupon_id)
    WHERE fate = 'KEPT' AND coupon_id IS NOT NULL;

-- What a store has given by way of apology, by business day and by month: whoever spends writes both rows again.
CREATE TABLE compensation_spent (
    store_id uuid NOT NULL REFERENCES store,
    period text NOT NULL CHECK (period IN ('day', 'month')),
    starts_on date NOT NULL,
    spent_fen bigint NOT NULL CHECK (spent_fen >= 0),
    version integer NOT NULL,
    PRIMARY KEY (store_id, period, starts_on)
);

-- The page of a closed order: when it was last open, and what its customer wants if money still comes (D4).
CREATE TABLE late_wish (
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    wish text CHECK (wish IN ('meal', 'money')),
    heard_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, order_id),
    FOREIGN KEY (store_id, order_id) REFERENCES customer_order
);

-- Who answered first, and when: five minutes are promised (D3). What a machine resolves was answered by nobody.
ALTER TABLE exception_case
    ADD COLUMN responded_at timestamptz,
    ADD COLUMN responded_by text,
    ADD CONSTRAINT exception_case_responded CHECK ((responded_at IS NULL) = (responded_by IS NULL));
