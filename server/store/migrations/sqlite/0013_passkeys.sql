-- Passkeys (WebAuthn) of members and of operators, and the questions that wait for an answer of one.

CREATE TABLE passkey (
    id INTEGER PRIMARY KEY,
    member_id INTEGER,
    operator_id INTEGER REFERENCES operator (id),
    key_id BLOB NOT NULL UNIQUE,
    -- Public key and flags, as the library writes them.
    kept TEXT NOT NULL,
    -- What the authenticator counted last; one that counts must go up.
    counter INTEGER NOT NULL CHECK (counter >= 0),
    name TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER,
    CHECK ((member_id IS NULL) <> (operator_id IS NULL))
);
CREATE INDEX passkey_member ON passkey (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX passkey_operator ON passkey (operator_id) WHERE operator_id IS NOT NULL;

-- A question hangs on a cookie, of which this holds the SHA-256, and is taken away by the first answer to it.
CREATE TABLE passkey_question (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('new', 'sign-in', 'approve', 'staff-new', 'staff-sign-in')),
    -- Whom and what it is about: nobody may answer for another, nor with a yes to something else.
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    -- From where it was asked, as a keyed fingerprint, for the limit.
    address BLOB NOT NULL,
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE INDEX passkey_question_address ON passkey_question (address, asked_at);
