-- What a member has to show. A session says whether it began with a one-time code; of those that are open nothing is known, so they
-- did not.
ALTER TABLE device ADD COLUMN by_code INTEGER NOT NULL DEFAULT 0 CHECK (by_code IN (0, 1));

-- A question of a till is about one bill: its gross and what leaves the card, in money, in points, or in both.
CREATE TABLE approval_of_bill (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    till_session_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL,
    till TEXT NOT NULL,
    gross_fen INTEGER NOT NULL CHECK (gross_fen >= 0),
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    points INTEGER NOT NULL CHECK (points >= 0),
    -- What the points take off the bill.
    points_fen INTEGER NOT NULL CHECK (points_fen >= 0),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'approved', 'refused', 'used')),
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT NOT NULL DEFAULT '',
    bill TEXT NOT NULL DEFAULT '',
    sale_key TEXT NOT NULL DEFAULT '',
    operator_id INTEGER,
    receipt_number TEXT NOT NULL DEFAULT '',
    CHECK (amount_fen > 0 OR points > 0)
) STRICT;
INSERT INTO approval_of_bill (id, token, member_id, till_session_id, store_id, till, gross_fen, amount_fen, points, points_fen, status,
    asked_at, expires_at, decided_at, decided_by, bill, sale_key, operator_id, receipt_number)
    SELECT id, token, member_id, till_session_id, store_id, till, 0, amount_fen, 0, 0, status,
        asked_at, expires_at, decided_at, decided_by, bill, sale_key, operator_id, receipt_number FROM approval;
DROP TABLE approval;
ALTER TABLE approval_of_bill RENAME TO approval;
CREATE INDEX approval_member ON approval (member_id, id);
CREATE INDEX approval_session ON approval (till_session_id, id);
CREATE INDEX approval_waiting ON approval (member_id, expires_at) WHERE status = 'waiting';

-- A passkey also shows that it is the member who does something by themself. Questions live for minutes: those that are open are
-- asked again.
DROP TABLE passkey_question;
CREATE TABLE passkey_question (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('new', 'sign-in', 'approve', 'prove', 'staff-new', 'staff-sign-in')),
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    address BLOB NOT NULL,
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE INDEX passkey_question_address ON passkey_question (address, asked_at);
