-- What a payout had beyond all receivables pays one that turns up later, with the booking of another payout: a day may get
-- several parts of one payout. A version that does not know it names none, and its part is the only one.
ALTER TABLE payout_part ADD COLUMN placed_with uuid NOT NULL DEFAULT gen_random_uuid();
UPDATE payout_part SET placed_with = payout_id;
ALTER TABLE payout_part DROP CONSTRAINT payout_part_pkey, ADD PRIMARY KEY (store_id, payout_id, day, placed_with);
CREATE INDEX payout_beyond ON payout (store_id, channel, account) WHERE beyond_fen > 0;
