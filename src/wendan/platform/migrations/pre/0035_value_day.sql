-- 起息日: the day on which money moved, where we learned of it on a later one. What is posted already stays where it stands:
-- payouts have paid it there.
ALTER TABLE ledger_transaction ADD COLUMN moved_on date;
-- When money moved that leads to no order, where the channel said so: its order may be entered again on a later day.
ALTER TABLE unclaimed ADD COLUMN happened_at timestamptz;
