-- What a member decides by themself: the payment PIN, approvals of large spends, the life of the card. And the tills' keys.

-- Argon2id of the payment PIN. A reset by one-time code may be used only after `usable_from`: a cooling-off in which the
-- owner of a stolen phone number can still object.
CREATE TABLE member_pin (
    member_id INTEGER NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    wrong_tries INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER NOT NULL DEFAULT 0,
    usable_from INTEGER NOT NULL,
    set_at INTEGER NOT NULL
) STRICT;

-- A spend above the member's limit, which the till waits for and the member decides on the phone.
CREATE TABLE approval (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    till_session_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL,
    till TEXT NOT NULL,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'approved', 'refused', 'used')),
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX approval_member ON approval (member_id, id);
CREATE INDEX approval_session ON approval (till_session_id, id);

-- What happened to a card, with the instant from which it was in force: the member's receipt.
CREATE TABLE card_event (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    card_id INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('lost', 'found', 'frozen', 'unfrozen', 'replaced')),
    at INTEGER NOT NULL,
    operator_id INTEGER,
    store_id INTEGER,
    identification TEXT NOT NULL DEFAULT '',
    entry_id INTEGER
) STRICT;
CREATE INDEX card_event_member ON card_event (member_id, id);

-- A till's key: its SHA-256, for one store, shown once.
CREATE TABLE till_key (
    id INTEGER PRIMARY KEY,
    key_hash BLOB NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    name TEXT NOT NULL,
    store_id INTEGER NOT NULL REFERENCES store (id),
    till TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    ended_at INTEGER
) STRICT;
CREATE INDEX till_key_store ON till_key (store_id, id);
