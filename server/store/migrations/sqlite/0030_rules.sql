-- What the shop decides, as rows that are never changed: the newest one that has begun holds for its scope.

CREATE TABLE rule (
    id INTEGER PRIMARY KEY,
    -- The area, whose values the body holds as JSON.
    area TEXT NOT NULL,
    scope_kind TEXT NOT NULL CHECK (scope_kind IN ('chain', 'region', 'store', 'card-type')),
    -- 0 for the chain.
    scope_id INTEGER NOT NULL CHECK ((scope_kind = 'chain') = (scope_id = 0)),
    -- None: the scope has no rule of its own from then on, and the next wider one holds.
    body TEXT CHECK (body IS NOT NULL OR scope_kind <> 'chain'),
    body_version INTEGER NOT NULL CHECK (body_version > 0),
    effective_from INTEGER NOT NULL,
    made_by INTEGER REFERENCES operator (id),
    source TEXT NOT NULL CHECK (source IN ('page', 'command', 'start', 'upgrade')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX rule_scope ON rule (area, scope_kind, scope_id, effective_from, id);
CREATE INDEX rule_area ON rule (area, id);

CREATE TRIGGER rule_is_not_changed BEFORE UPDATE ON rule
BEGIN
    SELECT RAISE(ABORT, 'a rule is never changed: make another one');
END;
CREATE TRIGGER rule_is_not_deleted BEFORE DELETE ON rule
BEGIN
    SELECT RAISE(ABORT, 'a rule is never deleted: make another one');
END;

-- What each kind of card may hold, and in which order that is used, becomes a rule of its own.
INSERT INTO rule (area, scope_kind, scope_id, body, body_version, effective_from, source, reason, at)
SELECT 'stored-value', 'card-type', id,
    json_object(
        'cap_fen', cap_fen,
        'cap_counts_bonus', json(CASE WHEN cap_counts_bonus = 0 THEN 'false' ELSE 'true' END),
        'order', CASE WHEN spend_order LIKE 'bonus-at-most:%' THEN 'bonus-at-most' ELSE spend_order END,
        'bonus_percent', CASE WHEN spend_order LIKE 'bonus-at-most:%' THEN CAST(substr(spend_order, 15) AS INTEGER) ELSE 50 END),
    1, 0, 'upgrade', 'taken over from the kind of card', CAST(unixepoch('subsec') * 1000 AS INTEGER)
FROM card_type ORDER BY id;
ALTER TABLE card_type DROP COLUMN spend_order;
ALTER TABLE card_type DROP COLUMN cap_fen;
ALTER TABLE card_type DROP COLUMN cap_counts_bonus;

-- What was quoted keeps its rules: the highest number that was in force when the session or the order was opened.
ALTER TABLE till_session ADD COLUMN rules_version INTEGER;
ALTER TABLE top_up ADD COLUMN rules_version INTEGER;
-- A sale names what it was made under, and the moment at which that was in force.
ALTER TABLE sale ADD COLUMN rules_version INTEGER;
ALTER TABLE sale ADD COLUMN rules_at INTEGER;
ALTER TABLE money_lot ADD COLUMN rules_version INTEGER;
ALTER TABLE point_lot ADD COLUMN rules_version INTEGER;
