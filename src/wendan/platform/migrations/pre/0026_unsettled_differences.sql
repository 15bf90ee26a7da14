-- outside a transaction
CREATE INDEX CONCURRENTLY difference_unsettled ON difference (channel, account, day) WHERE state IN ('OPEN', 'WAITING', 'IN_CASE');
