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
    used_at INTEGER,
    -- Its receipt.
    used_by TEXT NOT NULL DEFAULT ''
) STRICT;
-- One bill is paid by one attempt at a time.
CREATE UNIQUE INDEX pay_code_open ON pay_code (subject) WHERE state IN ('asked', 'waiting', 'reversing');
CREATE INDEX pay_code_subject ON pay_code (subject, id);
CREATE INDEX pay_code_poll ON pay_code (poll_at) WHERE poll_at IS NOT NULL;
CREATE INDEX pay_code_hash ON pay_code (code_hash, opened_at);
CREATE INDEX pay_code_paid ON pay_code (channel, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX pay_code_member ON pay_code (member_id, id);
CREATE INDEX pay_code_used ON pay_code (used_by) WHERE used_by <> '';
CREATE UNIQUE INDEX pay_code_transaction ON pay_code (channel, transaction_id) WHERE transaction_id IS NOT NULL;

-- Money of a sale that a wallet had paid by its code, on its way back after goods were returned.
CREATE TABLE pay_code_refund (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    pay_code TEXT NOT NULL,
    return_number TEXT NOT NULL,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'failed')),
    opened_at INTEGER NOT NULL,
    settled_at INTEGER,
    transaction_id TEXT
) STRICT;
CREATE UNIQUE INDEX pay_code_refund_return ON pay_code_refund (return_number, pay_code);

-- Sales that are being made at a counter, and those that were set aside: lines and who it is, as JSON, and never a right to spend, which is the
-- scan's alone.
CREATE TABLE parked_sale (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    store_id INTEGER NOT NULL,
    till TEXT NOT NULL,
    operator_id INTEGER NOT NULL,
    member_id INTEGER,
    -- The scan that says who it is; empty when nobody was scanned, and while the sale is set aside.
    session TEXT NOT NULL,
    body TEXT NOT NULL CHECK (body <> ''),
    state TEXT NOT NULL CHECK (state IN ('open', 'parked', 'sold', 'void')),
    opened_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    receipt_number TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX parked_sale_till ON parked_sale (store_id, till, id);
CREATE INDEX parked_sale_parked ON parked_sale (store_id, changed_at) WHERE state = 'parked';
CREATE INDEX parked_sale_member ON parked_sale (member_id, id);
