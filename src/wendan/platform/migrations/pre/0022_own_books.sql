-- Whoever ends a case settles the differences that it holds.
CREATE INDEX difference_in_case ON difference (store_id, case_id) WHERE case_id IS NOT NULL;

-- Drawers and members' accounts have a bill of each day like every channel. Whose it is where the account is the house's
-- own: the store with its drawers, the merchant with its members.
ALTER TABLE bill ADD COLUMN of_id uuid;
ALTER TABLE bill DROP CONSTRAINT bill_once;
ALTER TABLE bill ADD CONSTRAINT bill_once UNIQUE NULLS NOT DISTINCT (store_id, channel, account, day, of_id);
CREATE INDEX cash_move_of_day ON cash_move (store_id, moved_at);
CREATE INDEX value_move_of_day ON value_move (store_id, moved_at);
-- P6 looks at these every minute, and they are few.
CREATE INDEX difference_of_drawers ON difference (store_id) WHERE category = 'drawer-differs';
