-- The tree of the chain with its dates, the leaving of staff, and how they come in.

-- What a store says about itself, and since when it is closed.
ALTER TABLE store ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE store ADD COLUMN hours TEXT NOT NULL DEFAULT '';
ALTER TABLE store ADD COLUMN map_link TEXT NOT NULL DEFAULT '';
ALTER TABLE store ADD COLUMN closed_at INTEGER;

CREATE TABLE region (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

-- In which region a store is from a business day on, until the day before another one; none for a store without a row.
CREATE TABLE store_region (
    store_id INTEGER NOT NULL REFERENCES store (id),
    region_id INTEGER NOT NULL REFERENCES region (id),
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    PRIMARY KEY (store_id, from_day),
    CHECK (until_day > from_day)
) STRICT;
CREATE INDEX store_region_region ON store_region (region_id, from_day);

-- The regions that an operator leads. Their stores of today stand in operator_store as well, with their region.
CREATE TABLE operator_region (
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    region_id INTEGER NOT NULL REFERENCES region (id),
    PRIMARY KEY (operator_id, region_id)
) STRICT;
-- None for a store that was assigned by itself.
ALTER TABLE operator_store ADD COLUMN region_id INTEGER;

-- Links by which an operator sets a password: the first one, or another one for a password that was forgotten. At most one is open.
CREATE TABLE staff_invitation (
    id INTEGER PRIMARY KEY,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    token_hash BLOB NOT NULL UNIQUE,
    made_by INTEGER NOT NULL REFERENCES operator (id),
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- Used, or replaced by another one, or taken back.
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX staff_invitation_open ON staff_invitation (operator_id) WHERE ended_at IS NULL;

-- What somebody who leaves has begun.
CREATE INDEX approval_operator ON approval (operator_id, expires_at) WHERE status = 'waiting';
CREATE INDEX till_session_operator ON till_session (operator_id, expires_at) WHERE ended_at IS NULL;
CREATE INDEX till_key_operator ON till_key (created_by) WHERE ended_at IS NULL;
CREATE INDEX operator_store_of ON operator (store_id, id);

-- What was done by whom about whom: the kinds are those of the program, and each act is a store's matter or the shop's.
CREATE TABLE staff_act_of_all (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    -- Whose matter it is: the store where it was done, or which it is about; none for the shop's.
    store_id INTEGER REFERENCES store (id),
    kind TEXT NOT NULL CHECK (kind <> ''),
    -- About whom.
    member_id INTEGER,
    about_operator_id INTEGER REFERENCES operator (id),
    -- The document that was shown.
    identification TEXT NOT NULL DEFAULT '',
    -- What it was before, where something was changed.
    was TEXT NOT NULL DEFAULT '',
    -- Why, or what it is now.
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO staff_act_of_all (id, at, operator_id, store_id, kind, member_id, about_operator_id, identification, detail)
    SELECT id, at, operator_id, store_id, kind, member_id, about_operator_id, identification, detail FROM staff_act;
DROP TABLE staff_act;
ALTER TABLE staff_act_of_all RENAME TO staff_act;
CREATE INDEX staff_act_member ON staff_act (member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX staff_act_about ON staff_act (about_operator_id, id) WHERE about_operator_id IS NOT NULL;
CREATE INDEX staff_act_at ON staff_act (at, id);
CREATE INDEX staff_act_by ON staff_act (operator_id, at, id);
CREATE INDEX staff_act_kind ON staff_act (kind, at, id);
CREATE INDEX staff_act_store ON staff_act (store_id, at, id);
