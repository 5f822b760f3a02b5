-- What is left of a lot of points stands in a table of its own, the member's open lots beside each other; a lot that is empty has
-- no row there. What was granted is never changed. So a redemption changes one row and no index, where it had changed the
-- lot in its table and an index that carried the same.
-- A server that has not been stopped must not spend points between the copying and the end of the step.
LOCK TABLE point_lot IN ACCESS EXCLUSIVE MODE;
CREATE TABLE open_point_lot (
    member_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    remaining BIGINT NOT NULL,
    -- Of the lot, so that a spend reads nothing else.
    granted BIGINT NOT NULL,
    available_from BIGINT NOT NULL,
    expires_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, lot_id),
    CHECK (remaining BETWEEN 1 AND granted)
) WITH (fillfactor = 80);
INSERT INTO open_point_lot (member_id, lot_id, remaining, granted, available_from, expires_at, created_at)
    SELECT member_id, id, remaining, granted, available_from, expires_at, created_at FROM point_lot
    WHERE remaining > 0 ORDER BY member_id, id;
CREATE INDEX open_point_lot_expiry ON open_point_lot (expires_at, lot_id) WHERE expires_at IS NOT NULL;

DROP INDEX point_lot_open;
DROP INDEX point_lot_expiry;
ALTER TABLE point_lot DROP COLUMN emptied;
ALTER TABLE point_lot DROP COLUMN remaining;
ALTER TABLE point_lot RESET (fillfactor);
