-- 商家优惠: what of a bill the merchant's own promotions at the channel paid, so that it is not settled.
ALTER TABLE bill ADD COLUMN promoted_fen bigint NOT NULL DEFAULT 0;
ALTER TABLE bill_share ADD COLUMN promoted_fen bigint NOT NULL DEFAULT 0;
