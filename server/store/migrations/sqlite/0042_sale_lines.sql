-- Sales with lines, sales to nobody in particular, and several tenders for one bill.

-- A sale without a member has none, and keeps in which tier a member was.
CREATE TABLE sale_of_all (
    id INTEGER PRIMARY KEY,
    receipt_number TEXT NOT NULL UNIQUE,
    entry_id INTEGER NOT NULL UNIQUE,
    member_id INTEGER,
    store_id INTEGER NOT NULL,
    till TEXT NOT NULL,
    operator_id INTEGER,
    at INTEGER NOT NULL,
    business_day INTEGER NOT NULL,
    gross_fen INTEGER NOT NULL CHECK (gross_fen > 0),
    discount_fen INTEGER NOT NULL CHECK (discount_fen >= 0),
    points_used INTEGER NOT NULL CHECK (points_used >= 0),
    points_fen INTEGER NOT NULL CHECK (points_fen >= 0),
    principal_fen INTEGER NOT NULL CHECK (principal_fen >= 0),
    bonus_fen INTEGER NOT NULL CHECK (bonus_fen >= 0),
    outside_fen INTEGER NOT NULL CHECK (outside_fen >= 0),
    outside_channel TEXT NOT NULL DEFAULT '',
    points_earned INTEGER NOT NULL CHECK (points_earned >= 0),
    returned_fen INTEGER NOT NULL DEFAULT 0 CHECK (returned_fen BETWEEN 0 AND gross_fen),
    rules_version INTEGER,
    rules_at INTEGER,
    tier_rank INTEGER
) STRICT;
INSERT INTO sale_of_all (id, receipt_number, entry_id, member_id, store_id, till, operator_id, at, business_day, gross_fen, discount_fen,
    points_used, points_fen, principal_fen, bonus_fen, outside_fen, outside_channel, points_earned, returned_fen, rules_version, rules_at)
    SELECT id, receipt_number, entry_id, member_id, store_id, till, operator_id, at, business_day, gross_fen, discount_fen, points_used,
    points_fen, principal_fen, bonus_fen, outside_fen, outside_channel, points_earned, returned_fen, rules_version, rules_at FROM sale;
DROP TABLE sale;
ALTER TABLE sale_of_all RENAME TO sale;
CREATE INDEX sale_member ON sale (member_id, id);
CREATE INDEX sale_store_day ON sale (store_id, business_day, id);
CREATE INDEX sale_day ON sale (business_day, id, store_id, gross_fen, discount_fen, points_fen, outside_fen, principal_fen, bonus_fen, points_used,
    points_earned, returned_fen);

-- What a sale was asked for and what its price was made of, frozen: lines with their shares, steps, gifts, and what was not used. A plain
-- amount has no row.
CREATE TABLE sale_lines (
    sale_id INTEGER NOT NULL PRIMARY KEY,
    member_id INTEGER,
    -- The form of the body.
    version INTEGER NOT NULL,
    -- The version of the campaigns that it was priced under.
    list_version INTEGER NOT NULL,
    body TEXT NOT NULL CHECK (body <> '')
) STRICT;

-- The outside money of a sale by how it came in.
CREATE TABLE sale_tender (
    sale_id INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    member_id INTEGER,
    tender TEXT NOT NULL CHECK (tender <> ''),
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (sale_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO sale_tender (sale_id, number, member_id, tender, amount_fen)
    SELECT id, 1, member_id, outside_channel, outside_fen FROM sale WHERE outside_fen > 0 AND outside_channel <> '' ORDER BY id;

-- Pieces of lines that came back.
CREATE TABLE sale_return_of_all (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    sale_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL UNIQUE,
    member_id INTEGER,
    store_id INTEGER NOT NULL,
    operator_id INTEGER,
    at INTEGER NOT NULL,
    -- The goods that came back, at their prices before discounts.
    gross_fen INTEGER NOT NULL CHECK (gross_fen > 0),
    -- The till's own name for the line of goods, or empty; a line that is named comes back once.
    line TEXT NOT NULL DEFAULT '',
    -- What went back to which source and lot, as JSON: what a later return of the same sale counts from.
    given_back TEXT NOT NULL,
    -- How many pieces of each line, as JSON; empty for a part of an amount.
    pieces TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO sale_return_of_all (id, number, sale_id, entry_id, member_id, store_id, operator_id, at, gross_fen, line, given_back)
    SELECT id, number, sale_id, entry_id, member_id, store_id, operator_id, at, gross_fen, line, given_back FROM sale_return;
DROP TABLE sale_return;
ALTER TABLE sale_return_of_all RENAME TO sale_return;
CREATE INDEX sale_return_sale ON sale_return (sale_id, id);
CREATE UNIQUE INDEX sale_return_line ON sale_return (sale_id, line) WHERE line <> '';
CREATE INDEX sale_return_at ON sale_return (at, id);
