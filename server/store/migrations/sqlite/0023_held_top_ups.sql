-- What a gateway took back of a payment without a refund of ours: a dispute, or a refund that was made in its console. The reference is
-- the gateway's number of it; empty while only a sum was told. No amount where the gateway did not say how much.
CREATE TABLE payment_reversal (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    reference TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('refund', 'dispute')),
    top_up_id INTEGER NOT NULL,
    amount_fen INTEGER CHECK (amount_fen > 0),
    status TEXT NOT NULL CHECK (status IN ('open', 'done', 'withdrawn')),
    at INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX payment_reversal_reference ON payment_reversal (channel, reference) WHERE reference <> '';
CREATE INDEX payment_reversal_top_up ON payment_reversal (top_up_id, id);

-- A top-up of which what is left is set aside until a person decides, in one or several rows of hold.
CREATE TABLE held_top_up (
    id INTEGER PRIMARY KEY,
    top_up_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('dispute', 'console-refund', 'above-cap')),
    at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by INTEGER,
    decision TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'released', 'taken', 'refunded')),
    -- Of what was taken: what the gateway had taken, and the points that went with it.
    gone_fen INTEGER NOT NULL DEFAULT 0 CHECK (gone_fen >= 0),
    points INTEGER NOT NULL DEFAULT 0 CHECK (points >= 0),
    note TEXT NOT NULL DEFAULT ''
) STRICT;
-- Once at a time, however many reasons there are.
CREATE UNIQUE INDEX held_top_up_once ON held_top_up (top_up_id) WHERE decided_at IS NULL;
CREATE INDEX held_top_up_member ON held_top_up (member_id) WHERE decided_at IS NULL;
CREATE INDEX held_top_up_waiting ON held_top_up (id) WHERE decided_at IS NULL;
CREATE INDEX held_top_up_all ON held_top_up (top_up_id, id);
ALTER TABLE hold ADD COLUMN held_top_up_id INTEGER;
CREATE INDEX hold_held_top_up ON hold (held_top_up_id) WHERE held_top_up_id IS NOT NULL;

-- What is open counts towards the cap when another order is opened.
CREATE INDEX top_up_open ON top_up (member_id) WHERE status = 'open';
