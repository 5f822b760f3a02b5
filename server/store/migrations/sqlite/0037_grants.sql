-- Grants to many that are looked at before they begin, and whom they do not reach.

-- A draft names its members and waits for whoever made it; above a limit a second person approves it; then it runs. One that was given up has
-- an end and has reached nobody.
ALTER TABLE grant_batch ADD COLUMN state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('draft', 'waiting', 'running', 'dropped'));
-- For how many members it was meant, those that are refused not among them.
ALTER TABLE grant_batch ADD COLUMN takers INTEGER NOT NULL DEFAULT 0;
-- The segment that they come from; empty for a list.
ALTER TABLE grant_batch ADD COLUMN segment TEXT NOT NULL DEFAULT '';
ALTER TABLE grant_batch ADD COLUMN confirmed_at INTEGER;
ALTER TABLE grant_batch ADD COLUMN decided_by INTEGER;
ALTER TABLE grant_batch ADD COLUMN decided_at INTEGER;
DROP INDEX grant_batch_open;
CREATE INDEX grant_batch_open ON grant_batch (id) WHERE done_at IS NULL AND state = 'running';
CREATE INDEX grant_batch_asked ON grant_batch (asked_at, id);

-- Who is not reached, and why: what was typed names nobody, or somebody who cannot have it.
CREATE TABLE grant_refusal (
    id INTEGER PRIMARY KEY,
    batch_id INTEGER NOT NULL,
    member_id INTEGER,
    -- The line of the list, from 1; 0 for a member of a segment.
    line INTEGER NOT NULL,
    -- What was typed there, phones masked.
    typed TEXT NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('unknown', 'twice', 'not-active', 'own-account'))
) STRICT;
CREATE INDEX grant_refusal_batch ON grant_refusal (batch_id, id);
CREATE INDEX grant_refusal_member ON grant_refusal (member_id) WHERE member_id IS NOT NULL;
