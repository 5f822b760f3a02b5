-- What staff show besides their password, and which stores they see.

-- The authenticator app's secret (RFC 6238), sealed. A new one waits in totp_next until a code of it was typed. Tries are counted
-- for it and for recovery codes together.
CREATE TABLE operator_factor (
    operator_id INTEGER NOT NULL PRIMARY KEY REFERENCES operator (id),
    totp BLOB,
    totp_next BLOB,
    totp_next_until INTEGER NOT NULL DEFAULT 0,
    -- The newest step that was used: each works once.
    last_step INTEGER NOT NULL DEFAULT 0,
    wrong_tries INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER NOT NULL DEFAULT 0
);

-- Codes for the day on which the phone is gone, as keyed fingerprints; each works once.
CREATE TABLE recovery_code (
    id INTEGER PRIMARY KEY,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    fingerprint BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER,
    UNIQUE (operator_id, fingerprint)
);

-- A password that was right, on its way to the second step.
CREATE TABLE staff_step (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    store_id INTEGER NOT NULL REFERENCES store (id),
    till TEXT NOT NULL,
    at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

-- Argon2id of the PIN that opens a till again which nobody has used for a while.
CREATE TABLE operator_pin (
    operator_id INTEGER NOT NULL PRIMARY KEY REFERENCES operator (id),
    hash TEXT NOT NULL,
    wrong_tries INTEGER NOT NULL DEFAULT 0,
    set_at INTEGER NOT NULL
);

-- The stores of a region.
CREATE TABLE operator_store (
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    store_id INTEGER NOT NULL REFERENCES store (id),
    PRIMARY KEY (operator_id, store_id)
);
