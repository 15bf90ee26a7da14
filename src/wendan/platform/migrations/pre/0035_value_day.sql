-- 起息日: the day on which money moved, where we learned of it on a later one. What is posted already stays where it stands:
-- payouts have paid it there.
ALTER TABLE ledger_transaction ADD COLUMN moved_on date;
