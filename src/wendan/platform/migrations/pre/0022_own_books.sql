-- Whoever ends a case settles the differences that it holds.
CREATE INDEX difference_in_case ON difference (store_id, case_id) WHERE case_id IS NOT NULL;
