-- Members in the office: names by their parts, tags, notes of the staff, segments, and what their list looks them up by.

-- Every two signs of a name that stand beside each other, folded, and the last one alone, each with its place.
CREATE TABLE member_name_gram (
    gram TEXT NOT NULL,
    member_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (gram, member_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_name_gram_member ON member_name_gram (member_id);

-- Whether a name can be found by its parts. Whoever changes a name changes this as well: what is not done with it, a job does.
ALTER TABLE member ADD COLUMN name_indexed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX member_name_waits ON member (id) WHERE name_indexed = 0 AND name <> '';
CREATE TRIGGER member_renamed AFTER UPDATE OF name ON member WHEN NEW.name <> OLD.name
BEGIN
    DELETE FROM member_name_gram WHERE member_id = NEW.id;
    UPDATE member SET name_indexed = 0 WHERE id = NEW.id;
END;

-- The list of members stands in the order of their joining, and each of these narrows it.
CREATE INDEX member_joined ON member (joined_at, id);
CREATE INDEX member_home ON member (home_store_id, joined_at, id);
CREATE INDEX member_tier ON member (tier_rank, joined_at, id);
CREATE INDEX member_status ON member (status, joined_at, id);
CREATE INDEX member_source ON member (source, joined_at, id);
-- Month and day of the solar calendar, or of the lunar one with a dash before them.
CREATE INDEX member_birthday ON member (substr(birthday, 6), id) WHERE birthday IS NOT NULL;

-- How often somebody has bought and when last, and what they have paid net in all: the wallet is written by every sale anyway.
ALTER TABLE wallet ADD COLUMN visits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wallet ADD COLUMN last_visit_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wallet ADD COLUMN spent_fen INTEGER NOT NULL DEFAULT 0;
UPDATE wallet SET
    visits = (SELECT COUNT(*) FROM entry e WHERE e.member_id = wallet.member_id AND e.kind = 'sale'),
    last_visit_at = COALESCE((SELECT MAX(e.at) FROM entry e WHERE e.member_id = wallet.member_id AND e.kind = 'sale'), 0),
    spent_fen = growth_fen + COALESCE((SELECT SUM(g.net_fen) FROM growth_month g WHERE g.member_id = wallet.member_id), 0);

-- Words that members are marked with. One that has ended marks nobody any more.
CREATE TABLE tag (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    made_by INTEGER NOT NULL REFERENCES operator (id),
    made_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX tag_name ON tag (name) WHERE ended_at IS NULL;

CREATE TABLE member_tag (
    id INTEGER PRIMARY KEY,
    tag_id INTEGER NOT NULL REFERENCES tag (id),
    member_id INTEGER NOT NULL,
    -- By a person, or by a rule.
    given_by_rule INTEGER NOT NULL CHECK (given_by_rule IN (0, 1)),
    given_by INTEGER REFERENCES operator (id),
    since INTEGER NOT NULL,
    until INTEGER,
    taken_by INTEGER REFERENCES operator (id)
) STRICT;
CREATE UNIQUE INDEX member_tag_once ON member_tag (tag_id, member_id) WHERE until IS NULL;
CREATE INDEX member_tag_member ON member_tag (member_id, id);

-- What the staff should know when they serve somebody.
CREATE TABLE member_note (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    text TEXT NOT NULL CHECK (text <> ''),
    made_by INTEGER NOT NULL REFERENCES operator (id),
    made_at INTEGER NOT NULL,
    ended_by INTEGER REFERENCES operator (id),
    ended_at INTEGER
) STRICT;
CREATE INDEX member_note_member ON member_note (member_id, id) WHERE ended_at IS NULL;

-- Conditions on members under a name, as the address of their list has them; who they hold of is looked up when it is asked.
CREATE TABLE segment (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    query TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES operator (id),
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX segment_name ON segment (name) WHERE ended_at IS NULL;

-- Corrections are listed by when they were asked for.
CREATE INDEX adjustment_at ON adjustment (asked_at, id);

-- Who looks after members, and who takes them out of the books as a file, of the roles that every shop begins with.
UPDATE role SET rights = rights || ' keep-members:own' WHERE code = 'manager';
UPDATE role SET rights = rights || ' keep-members:region' WHERE code = 'region';
UPDATE role SET rights = rights || ' keep-members:chain' WHERE code = 'call-centre';
UPDATE role SET rights = rights || ' keep-members:chain export-members:chain' WHERE code = 'headquarters';
