-- 日结: a closed day of a store keeps what each account came to on it; whatever is posted later belongs to a later day.
CREATE TABLE ledger_book (
    store_id uuid PRIMARY KEY REFERENCES store,
    closed_through date,
    version integer NOT NULL
);

CREATE TABLE day_close (
    store_id uuid NOT NULL REFERENCES store,
    business_day date NOT NULL,
    transactions integer NOT NULL CHECK (transactions >= 0),
    closed_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, business_day)
);

CREATE TABLE day_balance (
    store_id uuid NOT NULL,
    business_day date NOT NULL,
    account text NOT NULL,
    debit_fen bigint NOT NULL CHECK (debit_fen >= 0),
    credit_fen bigint NOT NULL CHECK (credit_fen >= 0),
    PRIMARY KEY (store_id, business_day, account),
    FOREIGN KEY (store_id, business_day) REFERENCES day_close
);

-- What each account came to day by day: closed days by their balances, open ones by their entries.
CREATE VIEW ledger_daily AS
SELECT store_id, business_day, account, debit_fen, credit_fen FROM day_balance
UNION ALL
SELECT t.store_id, t.business_day, e.account, greatest(e.fen, 0), greatest(-e.fen, 0)
FROM store AS s LEFT JOIN ledger_book AS b ON b.store_id = s.store_id
JOIN ledger_transaction AS t ON t.store_id = s.store_id
    AND t.business_day > coalesce(b.closed_through, '-infinity')
CROSS JOIN LATERAL unnest(t.accounts, t.amounts_fen) AS e (account, fen);
