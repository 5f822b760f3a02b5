-- A member's open lots of points are read together by every redemption and on the first page, and lie far from each other in
-- their table: so the index carries all that is read.
DROP INDEX point_lot_open;
CREATE INDEX point_lot_open ON point_lot (member_id, id, granted, remaining, available_from, expires_at, created_at)
    WHERE emptied = 0;
