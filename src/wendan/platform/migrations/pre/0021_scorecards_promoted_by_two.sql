-- A challenger is promoted by two people: what the first one said, and who that was.
ALTER TABLE risk_scorecard ADD COLUMN proposed_words text;
ALTER TABLE risk_scorecard ADD COLUMN proposed_by text;
ALTER TABLE risk_scorecard ADD COLUMN proposed_by_id uuid;
ALTER TABLE risk_scorecard ADD COLUMN proposed_at timestamptz;
ALTER TABLE risk_scorecard ADD CONSTRAINT risk_scorecard_proposal_is_whole
    CHECK (num_nonnulls(proposed_words, proposed_by, proposed_by_id, proposed_at) IN (0, 4));
