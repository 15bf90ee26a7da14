-- The store's channels that were ill or shut when a payment began: nobody could prefer them, so nothing is learnt of them.
ALTER TABLE payment ADD COLUMN away text[] NOT NULL DEFAULT '{}';
