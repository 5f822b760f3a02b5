-- Two accounts of one person become one: what was asked for, who approved it, and where an account that ended leads.

CREATE TABLE member_merge (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    -- The account that ends, and the one that stays.
    from_id INTEGER NOT NULL,
    into_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'refused')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    asked_by INTEGER NOT NULL REFERENCES operator (id),
    asked_at INTEGER NOT NULL,
    decided_by INTEGER REFERENCES operator (id),
    decided_at INTEGER,
    -- Of the account that ends and of the one that stays; none where nothing was on it.
    out_entry_id INTEGER,
    in_entry_id INTEGER,
    CHECK (from_id <> into_id)
) STRICT;
CREATE INDEX member_merge_from ON member_merge (from_id, id);
CREATE INDEX member_merge_into ON member_merge (into_id, id);
CREATE UNIQUE INDEX member_merge_waiting ON member_merge (from_id) WHERE state = 'waiting';

-- The account that this one was merged into; where that one is merged as well, the one that stays in the end.
ALTER TABLE member ADD COLUMN merged_into INTEGER;
CREATE INDEX member_merged_into ON member (merged_into) WHERE merged_into IS NOT NULL;

UPDATE role SET rights = rights || ' merge-members:region' WHERE code = 'region';
UPDATE role SET rights = rights || ' merge-members:chain' WHERE code = 'headquarters';

-- Of whom all notes are, those that were removed among them, when an account is merged or erased.
CREATE INDEX member_note_all ON member_note (member_id, id);
