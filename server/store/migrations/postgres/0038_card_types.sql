-- Kinds of card with a face and with who gives them out; what they offer and cost are rules. Several cards a member.

ALTER TABLE card_type ADD COLUMN name_en TEXT NOT NULL DEFAULT '';
ALTER TABLE card_type ADD COLUMN kind TEXT NOT NULL DEFAULT 'stored-value' CHECK (kind <> '');
ALTER TABLE card_type ADD COLUMN colour TEXT NOT NULL DEFAULT '#0b7a5b';
ALTER TABLE card_type ADD COLUMN giver TEXT NOT NULL DEFAULT 'desk' CHECK (giver <> '');
-- 1 for the one kind that whoever joins gets.
ALTER TABLE card_type ADD COLUMN on_joining BIGINT NOT NULL DEFAULT 0 CHECK (on_joining IN (0, 1));
ALTER TABLE card_type ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE card_type ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE card_type ADD COLUMN ended_at BIGINT;
UPDATE card_type SET on_joining = 1 WHERE id = (SELECT MIN(id) FROM card_type);
CREATE UNIQUE INDEX card_type_joining ON card_type (on_joining) WHERE on_joining = 1;

-- The stores that give a kind out; all of them where it has no row.
CREATE TABLE card_type_store (
    card_type_id BIGINT NOT NULL REFERENCES card_type (id),
    store_id BIGINT NOT NULL REFERENCES store (id),
    PRIMARY KEY (card_type_id, store_id)
);

-- What can be topped up becomes a rule; its first form is the text as it stood here.
INSERT INTO rule (area, scope_kind, scope_id, body, body_version, effective_from, source, reason, at)
SELECT 'packages', 'card-type', id, top_up_rule, 1, 0, 'upgrade', 'taken over from the kind of card',
    CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT)
FROM card_type WHERE top_up_rule LIKE '{%' ORDER BY id;
ALTER TABLE card_type DROP COLUMN top_up_rule;

-- What a replacement costs is a matter of the kind of card: the chain's rules about it go on under their new name.
INSERT INTO rule (area, scope_kind, scope_id, body, body_version, effective_from, made_by, source, reason, at)
SELECT 'card-terms', scope_kind, scope_id, CAST(json_build_object('replacement_fee_fen', COALESCE(CAST(CAST(body AS json) ->> 'replacement_fee_fen' AS BIGINT), 300)) AS TEXT), 1, effective_from, made_by, source, reason, at
FROM rule WHERE area = 'cards' AND scope_kind = 'chain' ORDER BY id;

-- Which card the member shows and tops up: the one that was chosen last.
ALTER TABLE card ADD COLUMN chosen_at BIGINT NOT NULL DEFAULT 0;
-- 1 for a card beside the member's first one.
ALTER TABLE card ADD COLUMN further BIGINT NOT NULL DEFAULT 0 CHECK (further IN (0, 1));
ALTER TABLE card ADD COLUMN expires_at BIGINT;
-- The month in which its member joined, and up to which year and month its fees were looked at.
ALTER TABLE card ADD COLUMN joined_month BIGINT NOT NULL DEFAULT 1 CHECK (joined_month BETWEEN 1 AND 12);
ALTER TABLE card ADD COLUMN annual_year BIGINT NOT NULL DEFAULT 0;
ALTER TABLE card ADD COLUMN service_month BIGINT NOT NULL DEFAULT 0;
UPDATE card SET
    joined_month = CAST(EXTRACT(MONTH FROM to_timestamp(m.joined_at / 1000) AT TIME ZONE 'Asia/Shanghai') AS BIGINT),
    annual_year = CAST(EXTRACT(YEAR FROM now() AT TIME ZONE 'Asia/Shanghai') AS BIGINT),
    service_month = CAST(to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYYMM') AS BIGINT)
FROM member m WHERE m.id = card.member_id;
CREATE INDEX card_annual ON card (card_type_id, joined_month, annual_year, id) WHERE status = 'active';
CREATE INDEX card_service ON card (card_type_id, service_month, id) WHERE status = 'active';

-- What happened to a card is a word of the program.
ALTER TABLE card_event DROP CONSTRAINT card_event_kind_check;
ALTER TABLE card_event ADD CONSTRAINT card_event_kind_check CHECK (kind <> '');
-- Of a change: from which kind of card to which.
ALTER TABLE card_event ADD COLUMN detail TEXT NOT NULL DEFAULT '';

-- Under which kind of card a lot was made, and which lots are used first; none for lots that are older than kinds.
ALTER TABLE money_lot ADD COLUMN card_type_id BIGINT;
ALTER TABLE money_lot ADD COLUMN use_rank BIGINT NOT NULL DEFAULT 50;
ALTER TABLE top_up ADD COLUMN card_type_id BIGINT;
