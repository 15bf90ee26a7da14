-- Several workers carry letters: each takes those that nobody else is carrying.
ALTER TABLE outbox ADD COLUMN leased_until timestamptz;
