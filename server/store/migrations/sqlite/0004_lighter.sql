-- Fewer pages for each sale to change.

-- Nothing looks sales up by member: a statement reads entries.
DROP INDEX sale_member;

-- Answers are long and keys are random: kept in the key's own tree, each answer dirtied a page of its own. Here they are
-- appended, and only the short index is random.
CREATE TABLE answered (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
INSERT INTO answered (scope, key, fingerprint, answer, at) SELECT scope, key, fingerprint, answer, at FROM request ORDER BY at;
DROP TABLE request;
ALTER TABLE answered RENAME TO request;
CREATE UNIQUE INDEX request_key ON request (scope, key);
CREATE INDEX request_time ON request (at);
