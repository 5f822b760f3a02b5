-- What a member has to show. A session says whether it began with a one-time code; of those that are open nothing is known, so they
-- did not.
ALTER TABLE device ADD COLUMN by_code BIGINT NOT NULL DEFAULT 0 CHECK (by_code IN (0, 1));

-- A question of a till is about one bill: its gross and what leaves the card, in money, in points, or in both.
ALTER TABLE approval ADD COLUMN gross_fen BIGINT NOT NULL DEFAULT 0 CHECK (gross_fen >= 0);
ALTER TABLE approval ADD COLUMN points BIGINT NOT NULL DEFAULT 0 CHECK (points >= 0);
-- What the points take off the bill.
ALTER TABLE approval ADD COLUMN points_fen BIGINT NOT NULL DEFAULT 0 CHECK (points_fen >= 0);
ALTER TABLE approval DROP CONSTRAINT approval_amount_fen_check;
ALTER TABLE approval ADD CONSTRAINT approval_amount_fen_check CHECK (amount_fen >= 0);
ALTER TABLE approval ADD CONSTRAINT approval_takes_something CHECK (amount_fen > 0 OR points > 0);
ALTER TABLE approval ALTER COLUMN gross_fen DROP DEFAULT;
ALTER TABLE approval ALTER COLUMN points DROP DEFAULT;
ALTER TABLE approval ALTER COLUMN points_fen DROP DEFAULT;

-- A passkey also shows that it is the member who does something by themself.
ALTER TABLE passkey_question DROP CONSTRAINT passkey_question_purpose_check;
ALTER TABLE passkey_question ADD CONSTRAINT passkey_question_purpose_check
    CHECK (purpose IN ('new', 'sign-in', 'approve', 'prove', 'staff-new', 'staff-sign-in'));
