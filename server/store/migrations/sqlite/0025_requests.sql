-- A one-time code belongs to the request that it was sent for, wrong guesses are counted by who makes them, and what was sent twice is
-- answered once.

-- A code works in the browser that asked for it only: token_hash is the SHA-256 of what that browser's cookie holds. Codes live for
-- minutes, so none is carried over.
DROP TABLE one_time_code;
CREATE TABLE one_time_code (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    phone TEXT NOT NULL,
    purpose TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    wrong_tries INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX one_time_code_phone ON one_time_code (phone, sent_at);

-- Wrong codes and passwords, and until when the next one is not looked at. A bucket is a keyed fingerprint of what is counted
-- together: an address, a log-in tried by strangers, a log-in tried in one browser that knows it.
CREATE TABLE guess (
    bucket BLOB NOT NULL PRIMARY KEY,
    wrong INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    wait_until INTEGER NOT NULL
) STRICT;
CREATE INDEX guess_time ON guess (last_at);
ALTER TABLE operator DROP COLUMN wrong_passwords;
ALTER TABLE operator DROP COLUMN locked_until;

-- Rows that are locked while something is counted which no single row stands for, such as the messages of a day.
CREATE TABLE gate (
    name TEXT NOT NULL PRIMARY KEY
) STRICT;

-- The answers to forms, sealed, for the moment in which the same form may arrive again. The fingerprint is of everything that was sent.
CREATE TABLE sent_form (
    id INTEGER PRIMARY KEY,
    fingerprint BLOB NOT NULL UNIQUE,
    answer BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
