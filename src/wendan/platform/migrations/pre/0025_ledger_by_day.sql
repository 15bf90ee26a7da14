-- outside a transaction
CREATE INDEX CONCURRENTLY ledger_of_day ON ledger_transaction (store_id, business_day);
