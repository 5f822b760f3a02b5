-- Consent is given for a purpose and a channel, in the words that stood beside the box, and each row says until when it held. A row that
-- was not taken back is what holds; nobody gives one twice.
DROP INDEX consent_member;
ALTER TABLE consent RENAME TO consent_before;
CREATE TABLE consent (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose <> ''),
    channel TEXT NOT NULL CHECK (channel <> ''),
    -- What the wording was called, and the wording itself, in the language in which it was shown.
    version TEXT NOT NULL,
    wording TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    given_via TEXT NOT NULL,
    withdrawn_at INTEGER CHECK (withdrawn_at >= given_at),
    withdrawn_via TEXT NOT NULL DEFAULT ''
) STRICT;
-- One box was about offers by message.
INSERT INTO consent (member_id, purpose, channel, version, wording, given_at, given_via, withdrawn_at, withdrawn_via)
    SELECT b.member_id, 'offers', 'sms', b.version, '', b.at, 'phone',
        (SELECT MIN(n.at) FROM consent_before n WHERE n.member_id = b.member_id AND n.id > b.id AND n.given = 0), ''
    FROM consent_before b WHERE b.given = 1 ORDER BY b.id;
UPDATE consent SET withdrawn_via = 'phone' WHERE withdrawn_at IS NOT NULL;
DROP TABLE consent_before;
CREATE INDEX consent_member ON consent (member_id, id);
CREATE UNIQUE INDEX consent_in_force ON consent (member_id, purpose, channel) WHERE withdrawn_at IS NULL;
CREATE INDEX consent_at ON consent (given_at, id);
ALTER TABLE member DROP COLUMN consent_version;
ALTER TABLE member DROP COLUMN consent_at;

-- A member asked for the account to be closed. Until it is due, signing in keeps it.
CREATE TABLE closing (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'done')),
    asked_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    -- What stood on the card and was given up in so many words; nothing of the money where nothing stood there.
    given_up_fen INTEGER NOT NULL CHECK (given_up_fen >= 0),
    -- How the card stood, for whoever stays.
    status_before TEXT NOT NULL,
    ended_at INTEGER,
    -- Why one that is due is not carried out.
    why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX closing_waiting ON closing (member_id) WHERE state = 'waiting';
CREATE INDEX closing_due ON closing (due_at, id) WHERE state = 'waiting';
CREATE INDEX closing_member ON closing (member_id, id);
CREATE INDEX closing_asked ON closing (asked_at, id);

-- A copy of everything about them that a member may fetch on this browser for a while.
CREATE TABLE data_copy (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    device_id INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    fetched_at INTEGER
) STRICT;
CREATE INDEX data_copy_member ON data_copy (member_id, asked_at);

-- Sessions are forgotten in the order in which they were over.
CREATE INDEX device_over ON device (COALESCE(ended_at, expires_at));
CREATE INDEX staff_session_over ON staff_session (COALESCE(ended_at, expires_at));
