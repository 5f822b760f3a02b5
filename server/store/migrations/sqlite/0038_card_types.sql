-- Kinds of card with a face and with who gives them out; what they offer and cost are rules. Several cards a member.

ALTER TABLE card_type ADD COLUMN name_en TEXT NOT NULL DEFAULT '';
ALTER TABLE card_type ADD COLUMN kind TEXT NOT NULL DEFAULT 'stored-value' CHECK (kind <> '');
ALTER TABLE card_type ADD COLUMN colour TEXT NOT NULL DEFAULT '#0b7a5b';
ALTER TABLE card_type ADD COLUMN giver TEXT NOT NULL DEFAULT 'desk' CHECK (giver <> '');
-- 1 for the one kind that whoever joins gets.
ALTER TABLE card_type ADD COLUMN on_joining INTEGER NOT NULL DEFAULT 0 CHECK (on_joining IN (0, 1));
ALTER TABLE card_type ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card_type ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card_type ADD COLUMN ended_at INTEGER;
UPDATE card_type SET on_joining = 1 WHERE id = (SELECT MIN(id) FROM card_type);
CREATE UNIQUE INDEX card_type_joining ON card_type (on_joining) WHERE on_joining = 1;

-- The stores that give a kind out; all of them where it has no row.
CREATE TABLE card_type_store (
    card_type_id INTEGER NOT NULL REFERENCES card_type (id),
    store_id INTEGER NOT NULL REFERENCES store (id),
    PRIMARY KEY (card_type_id, store_id)
) STRICT, WITHOUT ROWID;

-- What can be topped up becomes a rule; its first form is the text as it stood here.
INSERT INTO rule (area, scope_kind, scope_id, body, body_version, effective_from, source, reason, at)
SELECT 'packages', 'card-type', id, top_up_rule, 1, 0, 'upgrade', 'taken over from the kind of card',
    CAST(unixepoch('subsec') * 1000 AS INTEGER)
FROM card_type WHERE top_up_rule LIKE '{%' ORDER BY id;
ALTER TABLE card_type DROP COLUMN top_up_rule;

-- What a replacement costs is a matter of the kind of card: the chain's rules about it go on under their new name.
INSERT INTO rule (area, scope_kind, scope_id, body, body_version, effective_from, made_by, source, reason, at)
SELECT 'card-terms', scope_kind, scope_id, json_object('replacement_fee_fen', COALESCE(json_extract(body, '$.replacement_fee_fen'), 300)), 1, effective_from, made_by, source, reason, at
FROM rule WHERE area = 'cards' AND scope_kind = 'chain' ORDER BY id;

-- Which card the member shows and tops up: the one that was chosen last.
ALTER TABLE card ADD COLUMN chosen_at INTEGER NOT NULL DEFAULT 0;
-- 1 for a card beside the member's first one.
ALTER TABLE card ADD COLUMN further INTEGER NOT NULL DEFAULT 0 CHECK (further IN (0, 1));
ALTER TABLE card ADD COLUMN expires_at INTEGER;
-- The month in which its member joined, and up to which year and month its fees were looked at.
ALTER TABLE card ADD COLUMN joined_month INTEGER NOT NULL DEFAULT 1 CHECK (joined_month BETWEEN 1 AND 12);
ALTER TABLE card ADD COLUMN annual_year INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card ADD COLUMN service_month INTEGER NOT NULL DEFAULT 0;
UPDATE card SET
    joined_month = (SELECT CAST(strftime('%m', m.joined_at / 1000, 'unixepoch', '+8 hours') AS INTEGER) FROM member m WHERE m.id = card.member_id),
    annual_year = CAST(strftime('%Y', 'now', '+8 hours') AS INTEGER),
    service_month = CAST(strftime('%Y%m', 'now', '+8 hours') AS INTEGER)
WHERE EXISTS (SELECT 1 FROM member m WHERE m.id = card.member_id);
CREATE INDEX card_annual ON card (card_type_id, joined_month, annual_year, id) WHERE status = 'active';
CREATE INDEX card_service ON card (card_type_id, service_month, id) WHERE status = 'active';

-- What happened to a card is a word of the program.
CREATE TABLE card_event_of_all (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    card_id INTEGER,
    kind TEXT NOT NULL CHECK (kind <> ''),
    at INTEGER NOT NULL,
    operator_id INTEGER,
    store_id INTEGER,
    identification TEXT NOT NULL DEFAULT '',
    entry_id INTEGER,
    -- Of a change: from which kind of card to which.
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO card_event_of_all (id, member_id, card_id, kind, at, operator_id, store_id, identification, entry_id)
    SELECT id, member_id, card_id, kind, at, operator_id, store_id, identification, entry_id FROM card_event;
DROP TABLE card_event;
ALTER TABLE card_event_of_all RENAME TO card_event;
CREATE INDEX card_event_member ON card_event (member_id, id);

-- Under which kind of card a lot was made, and which lots are used first; none for lots that are older than kinds.
ALTER TABLE money_lot ADD COLUMN card_type_id INTEGER;
ALTER TABLE money_lot ADD COLUMN use_rank INTEGER NOT NULL DEFAULT 50;
ALTER TABLE top_up ADD COLUMN card_type_id INTEGER;
