-- A coupon's code is the end of its id, as it is shown and typed at the counter.
CREATE UNIQUE INDEX coupon_code ON coupon (store_id, right(id::text, 10));
