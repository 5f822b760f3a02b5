-- What members have agreed to receive and have taken back, each with its time. The last row is what holds; member.consent_version and
-- consent_at are that row, for whoever sends offers.
CREATE TABLE consent (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    given INTEGER NOT NULL CHECK (given IN (0, 1)),
    -- The text that was agreed to.
    version TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_member ON consent (member_id, id);
INSERT INTO consent (member_id, given, version, at)
    SELECT id, 1, consent_version, consent_at FROM member WHERE consent_version IS NOT NULL AND consent_at IS NOT NULL;

-- The sale that a scan ended with, so that whoever comes back to it finds the receipt.
ALTER TABLE till_session ADD COLUMN sale_id INTEGER;
