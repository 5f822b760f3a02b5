-- What is left of a lot of points stands in a table of its own, the member's open lots beside each other; a lot that is empty has
-- no row there. What was granted is never changed. So a redemption changes one page of the member's lots, where it had
-- changed the lot in its table, far from the member's others, and an index that carried the same.
CREATE TABLE open_point_lot (
    member_id INTEGER NOT NULL,
    lot_id INTEGER NOT NULL,
    remaining INTEGER NOT NULL CHECK (remaining BETWEEN 1 AND granted),
    -- Of the lot, so that a spend reads nothing else.
    granted INTEGER NOT NULL,
    available_from INTEGER NOT NULL,
    expires_at INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (member_id, lot_id)
) STRICT, WITHOUT ROWID;
INSERT INTO open_point_lot (member_id, lot_id, remaining, granted, available_from, expires_at, created_at)
    SELECT member_id, id, remaining, granted, available_from, expires_at, created_at FROM point_lot
    WHERE remaining > 0 ORDER BY member_id, id;
-- By lot as well: most lots of a year end in the same instant, and a new one comes behind them.
CREATE INDEX open_point_lot_expiry ON open_point_lot (expires_at, lot_id) WHERE expires_at IS NOT NULL;

DROP INDEX point_lot_open;
DROP INDEX point_lot_expiry;
ALTER TABLE point_lot DROP COLUMN emptied;
ALTER TABLE point_lot DROP COLUMN remaining;
