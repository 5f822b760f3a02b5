-- How a member came: on whose word, by whose hand, and since when they hold the membership themself.

-- The member's own code, drawn when it is first asked for; and the member whose code they joined with.
ALTER TABLE member ADD COLUMN referral_code TEXT;
ALTER TABLE member ADD COLUMN referred_by INTEGER;
-- Which operator entered them at a counter, and when they showed that the phone is theirs. Who joins by themself shows it at once.
ALTER TABLE member ADD COLUMN entered_by INTEGER;
ALTER TABLE member ADD COLUMN claimed_at INTEGER;
-- How often the member has corrected their birthday.
ALTER TABLE member ADD COLUMN birthday_corrections INTEGER NOT NULL DEFAULT 0;
-- Who at a counter corrected it last, from which document, and when.
ALTER TABLE member ADD COLUMN birthday_operator_id INTEGER;
ALTER TABLE member ADD COLUMN birthday_document TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN birthday_at INTEGER;
UPDATE member SET claimed_at = joined_at WHERE terms_version <> '';
CREATE UNIQUE INDEX member_referral_code ON member (referral_code) WHERE referral_code IS NOT NULL;
CREATE INDEX member_referred_by ON member (referred_by) WHERE referred_by IS NOT NULL;
