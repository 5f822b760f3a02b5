-- Pictures of goods and of cards' faces, tables of goods that wait to be written, posts besides somebody's own, and what cards owe.

-- By the digest of what is kept. They are checked and made small before they come here.

CREATE TABLE picture (
    -- SHA-256 of the content, in hexadecimal digits.
    digest TEXT NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
    content BLOB NOT NULL,
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    made_by INTEGER NOT NULL REFERENCES operator (id),
    made_at INTEGER NOT NULL
) STRICT;

-- Empty for none.
ALTER TABLE goods ADD COLUMN picture TEXT NOT NULL DEFAULT '';
ALTER TABLE card_type ADD COLUMN picture TEXT NOT NULL DEFAULT '';
CREATE INDEX goods_picture ON goods (picture) WHERE picture <> '';
CREATE INDEX card_type_picture ON card_type (picture) WHERE picture <> '';

-- A table of goods that somebody sent: looked at first, and written when they say so.
CREATE TABLE goods_import (
    id INTEGER PRIMARY KEY,
    -- The file's own name, for whoever sent it.
    name TEXT NOT NULL,
    -- The cells, as JSON; empty once they are written.
    cells TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES operator (id),
    made_at INTEGER NOT NULL,
    done_at INTEGER,
    made INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    same INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What somebody is there for besides their own post, from a day on and until another one: a role, and where. Rights add up.
CREATE TABLE operator_post (
    id INTEGER PRIMARY KEY,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    role TEXT NOT NULL,
    from_day INTEGER NOT NULL,
    -- The first day on which it is over; none without an end.
    until_day INTEGER CHECK (until_day > from_day),
    -- Whether its days are now. Set when the day begins, by whoever finds that it has begun.
    in_force INTEGER NOT NULL DEFAULT 0 CHECK (in_force IN (0, 1)),
    reason TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES operator (id),
    made_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX operator_post_of ON operator_post (operator_id, id);
CREATE INDEX operator_post_open ON operator_post (id) WHERE ended_at IS NULL;
CREATE INDEX operator_post_now ON operator_post (operator_id, id) WHERE in_force = 1;
-- Where, as it was said: stores and regions.
CREATE TABLE operator_post_place (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES operator_post (id),
    store_id INTEGER REFERENCES store (id),
    region_id INTEGER REFERENCES region (id)
) STRICT;
CREATE INDEX operator_post_place_of ON operator_post_place (post_id, id);
CREATE INDEX operator_post_place_region ON operator_post_place (region_id) WHERE region_id IS NOT NULL;
-- The stores in which posts are in force on this day: those of their regions among them.
CREATE TABLE operator_post_store (
    post_id INTEGER NOT NULL REFERENCES operator_post (id),
    operator_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL REFERENCES store (id),
    PRIMARY KEY (post_id, store_id)
) STRICT;
CREATE INDEX operator_post_store_of ON operator_post_store (operator_id, store_id);

-- What of a fee of the year found no balance, and the day on which it was asked for last.
ALTER TABLE card ADD COLUMN annual_owed_fen INTEGER NOT NULL DEFAULT 0 CHECK (annual_owed_fen >= 0);
ALTER TABLE card ADD COLUMN annual_asked_day INTEGER NOT NULL DEFAULT 0;
CREATE INDEX card_owed ON card (id) WHERE annual_owed_fen > 0;
