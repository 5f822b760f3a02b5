-- Sales with lines, sales to nobody in particular, and several tenders for one bill.

-- A sale without a member has none, and keeps in which tier a member was.
ALTER TABLE sale ALTER COLUMN member_id DROP NOT NULL;
ALTER TABLE sale ADD COLUMN tier_rank BIGINT;

-- What a sale was asked for and what its price was made of, frozen: lines with their shares, steps, gifts, and what was not used. A plain
-- amount has no row.
CREATE TABLE sale_lines (
    sale_id BIGINT NOT NULL PRIMARY KEY,
    member_id BIGINT,
    -- The form of the body.
    version BIGINT NOT NULL,
    -- The version of the campaigns that it was priced under.
    list_version BIGINT NOT NULL,
    body TEXT NOT NULL CHECK (body <> '')
);

-- The outside money of a sale by how it came in.
CREATE TABLE sale_tender (
    sale_id BIGINT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    member_id BIGINT,
    tender TEXT NOT NULL CHECK (tender <> ''),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (sale_id, number)
);
INSERT INTO sale_tender (sale_id, number, member_id, tender, amount_fen)
    SELECT id, 1, member_id, outside_channel, outside_fen FROM sale WHERE outside_fen > 0 AND outside_channel <> '' ORDER BY id;

-- Pieces of lines that came back.
ALTER TABLE sale_return ALTER COLUMN member_id DROP NOT NULL;
-- How many pieces of each line, as JSON; empty for a part of an amount.
ALTER TABLE sale_return ADD COLUMN pieces TEXT NOT NULL DEFAULT '';
