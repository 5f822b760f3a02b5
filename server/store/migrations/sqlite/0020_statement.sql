-- What an entry changes of its member's principal, bonus and points stands in the entry, as it follows from its postings: a
-- statement reads one row for each line. The proof compares the two.
ALTER TABLE entry ADD COLUMN principal_change INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN bonus_change INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN points_change INTEGER NOT NULL DEFAULT 0;
UPDATE entry SET
    principal_change = (SELECT COALESCE(SUM(p.amount), 0) FROM posting p WHERE p.entry_id = entry.id AND p.account = 1),
    bonus_change = (SELECT COALESCE(SUM(p.amount), 0) FROM posting p WHERE p.entry_id = entry.id AND p.account = 2),
    points_change = (SELECT COALESCE(SUM(p.amount), 0) FROM posting p WHERE p.entry_id = entry.id AND p.account = 3);

-- A member's entries lie far from each other in their table, one page each; the index carries all that a statement shows, so a
-- page of a statement is one or two pages of the file, however large that is.
DROP INDEX entry_member;
CREATE INDEX entry_member ON entry (member_id, id, kind, at, store_id, explanation, principal_change, bonus_change,
    points_change, money_after, points_after);
