-- The gateways' bills as they came, so that a reconciliation can be repeated after the gateway has forgotten the day.
CREATE TABLE bill_file (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    -- The bill's day, such as 20261121.
    day INTEGER NOT NULL,
    -- Which of the day's files, such as trade or funds.
    kind TEXT NOT NULL,
    -- The digest that the gateway named, or else ours.
    digest TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    -- Packed as it was sent.
    content BLOB NOT NULL
) STRICT;
-- The same file fetched twice is kept once; another one of the same day beside it.
CREATE UNIQUE INDEX bill_file_of ON bill_file (day, channel, kind, digest);
