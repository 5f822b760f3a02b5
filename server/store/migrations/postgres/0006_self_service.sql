-- Approvals that complete the sale they were asked for, and sessions that say where they are and why they ended.

-- The bill as it was asked about, as JSON; when the till gave its sale a key, the member's yes makes the sale under it.
ALTER TABLE approval ADD COLUMN bill TEXT NOT NULL DEFAULT '';
ALTER TABLE approval ADD COLUMN sale_key TEXT NOT NULL DEFAULT '';
ALTER TABLE approval ADD COLUMN operator_id BIGINT;
ALTER TABLE approval ADD COLUMN receipt_number TEXT NOT NULL DEFAULT '';
-- Every page asks whether a question waits: few do.
CREATE INDEX approval_waiting ON approval (member_id, expires_at) WHERE status = 'waiting';

-- The network that a session was last seen in, shortened, and the reason why it ended.
ALTER TABLE device ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN ended_why TEXT NOT NULL DEFAULT '';
