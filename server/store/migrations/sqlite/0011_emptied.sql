-- A lot's place in an index depends on flags that change when it is emptied, not on amounts that every spend changes: so a
-- spend that leaves something in its lot touches no index.
ALTER TABLE money_lot ADD COLUMN emptied INTEGER NOT NULL DEFAULT 0
    CHECK (emptied = 0 OR (principal_left = 0 AND bonus_left = 0));
ALTER TABLE money_lot ADD COLUMN bonus_emptied INTEGER NOT NULL DEFAULT 0 CHECK (bonus_emptied = 0 OR bonus_left = 0);
ALTER TABLE point_lot ADD COLUMN emptied INTEGER NOT NULL DEFAULT 0 CHECK (emptied = 0 OR remaining = 0);
UPDATE money_lot SET emptied = 1 WHERE principal_left = 0 AND bonus_left = 0;
UPDATE money_lot SET bonus_emptied = 1 WHERE bonus_left = 0;
UPDATE point_lot SET emptied = 1 WHERE remaining = 0;

DROP INDEX money_lot_open;
CREATE INDEX money_lot_open ON money_lot (member_id, id) WHERE emptied = 0;
DROP INDEX money_lot_expiry;
CREATE INDEX money_lot_expiry ON money_lot (bonus_expires_at) WHERE bonus_expires_at IS NOT NULL AND bonus_emptied = 0;
DROP INDEX point_lot_open;
CREATE INDEX point_lot_open ON point_lot (member_id, id) WHERE emptied = 0;
DROP INDEX point_lot_expiry;
CREATE INDEX point_lot_expiry ON point_lot (expires_at) WHERE expires_at IS NOT NULL AND emptied = 0;

-- How many of an item a member has had is counted among the member's orders; one index serves both.
DROP INDEX redemption_item;
DROP INDEX redemption_member;
CREATE INDEX redemption_member ON redemption (member_id, id, item_id);
