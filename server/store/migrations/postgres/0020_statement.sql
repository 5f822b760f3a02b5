-- What an entry changes of its member's principal, bonus and points stands in the entry, as it follows from its postings: a
-- statement reads one row for each line. The proof compares the two.
ALTER TABLE entry ADD COLUMN principal_change BIGINT NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN bonus_change BIGINT NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN points_change BIGINT NOT NULL DEFAULT 0;
UPDATE entry SET
    principal_change = (SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM posting p WHERE p.entry_id = entry.id AND p.account = 1),
    bonus_change = (SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM posting p WHERE p.entry_id = entry.id AND p.account = 2),
    points_change = (SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM posting p WHERE p.entry_id = entry.id AND p.account = 3);
-- Its index stays as narrow as it is: an explanation may be longer than a row of an index may be here.
