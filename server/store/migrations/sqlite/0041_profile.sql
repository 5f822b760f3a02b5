-- What members say about themselves beside name and birthday, as far as the shop asks.
CREATE TABLE member_profile (
    member_id INTEGER NOT NULL PRIMARY KEY,
    gender TEXT NOT NULL DEFAULT '',
    -- A day that they keep, as 2015-05-20.
    anniversary TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    changed_at INTEGER NOT NULL
) STRICT;

-- Numbers of documents: sealed, found by a fingerprint under the server's secret.
CREATE TABLE member_document (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    sealed BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    -- The last four signs, by which a counter compares.
    tail TEXT NOT NULL,
    at INTEGER NOT NULL,
    operator_id INTEGER
) STRICT;
CREATE UNIQUE INDEX member_document_one ON member_document (member_id, kind);
CREATE INDEX member_document_number ON member_document (fingerprint);

-- Who agreed for a member who is not old enough to do so.
CREATE TABLE member_guardian (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    at INTEGER NOT NULL,
    -- None: on the member's own phone.
    operator_id INTEGER,
    store_id INTEGER
) STRICT;
CREATE INDEX member_guardian_member ON member_guardian (member_id, id);
