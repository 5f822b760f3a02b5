-- Topping up at a counter: where, by whom, who sold it, and whether an invoice was made out. Null for what a member does on the phone.
ALTER TABLE top_up ADD COLUMN store_id INTEGER;
ALTER TABLE top_up ADD COLUMN till TEXT NOT NULL DEFAULT '';
ALTER TABLE top_up ADD COLUMN operator_id INTEGER;
ALTER TABLE top_up ADD COLUMN sold_by INTEGER;
ALTER TABLE top_up ADD COLUMN invoiced INTEGER NOT NULL DEFAULT 0 CHECK (invoiced IN (0, 1));

-- A refund may be paid out at a counter, by the tender that the top-up came in by.
ALTER TABLE refund RENAME COLUMN way TO way_before;
ALTER TABLE refund ADD COLUMN way TEXT NOT NULL DEFAULT 'gateway' CHECK (way IN ('gateway', 'bank', 'counter'));
UPDATE refund SET way = way_before;
ALTER TABLE refund DROP COLUMN way_before;

-- An attempt to be paid by the code of a customer's own wallet. The code itself is nowhere: its fingerprint tells a second scan apart.
CREATE TABLE pay_code (
    id INTEGER PRIMARY KEY,
    -- Our number at the gateway, used up by the attempt. For a top-up it is the top-up's own.
    number TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('top-up', 'sale')),
    -- What is paid: the top-up, or the sale that is being made.
    subject TEXT NOT NULL,
    member_id INTEGER,
    channel TEXT NOT NULL,
    merchant TEXT NOT NULL,
    app TEXT NOT NULL,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    store_id INTEGER NOT NULL,
    till TEXT NOT NULL,
    operator_id INTEGER NOT NULL,
    code_hash BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'waiting', 'paid', 'reversing', 'unpaid', 'returned', 'quarantined')),
    -- What the gateway said when it refused: dead-code, payer or set-up.
    refusal TEXT NOT NULL DEFAULT '',
    opened_at INTEGER NOT NULL,
    paid_at INTEGER,
    transaction_id TEXT,
    ended_at INTEGER,
    -- When the gateway is asked next, and how often it was; null when nothing more is expected.
    poll_at INTEGER,
    polls INTEGER NOT NULL DEFAULT 0,
    -- The sale that this money paid; null as long as none has used it.
    used_at INTEGER
) STRICT;
-- One bill is paid by one attempt at a time.
CREATE UNIQUE INDEX pay_code_open ON pay_code (subject) WHERE state IN ('asked', 'waiting', 'reversing');
CREATE INDEX pay_code_subject ON pay_code (subject, id);
CREATE INDEX pay_code_poll ON pay_code (poll_at) WHERE poll_at IS NOT NULL;
CREATE INDEX pay_code_hash ON pay_code (code_hash, opened_at);
CREATE INDEX pay_code_paid ON pay_code (channel, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX pay_code_member ON pay_code (member_id, id);
CREATE UNIQUE INDEX pay_code_transaction ON pay_code (channel, transaction_id) WHERE transaction_id IS NOT NULL;
