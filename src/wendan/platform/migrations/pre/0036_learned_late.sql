-- outside a transaction
CREATE INDEX CONCURRENTLY ledger_learned_late ON ledger_transaction (store_id) WHERE moved_on IS NOT NULL;
