-- Tills of our own: browsers that were paired with a code from the office.

CREATE TABLE till_device (
    id INTEGER PRIMARY KEY,
    store_id INTEGER NOT NULL REFERENCES store (id),
    -- What it is called on pages and receipts.
    name TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES operator (id),
    made_at INTEGER NOT NULL,
    -- The code that pairs it, until it was used or its time has run out.
    code_hash BLOB UNIQUE,
    code_expires_at INTEGER NOT NULL,
    -- What the paired browser's cookie holds.
    token_hash BLOB UNIQUE,
    paired_at INTEGER,
    last_used_at INTEGER,
    ended_at INTEGER
) STRICT;
CREATE INDEX till_device_store ON till_device (store_id, id);
