-- Goods that come back beyond the shop's terms, without a receipt, or for other goods.

-- Which of the shop's terms was set aside; empty for none. Why, and who said yes besides whoever took the goods back.
ALTER TABLE sale_return ADD COLUMN exception TEXT NOT NULL DEFAULT '';
ALTER TABLE sale_return ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE sale_return ADD COLUMN approved_by INTEGER REFERENCES operator (id);
-- The sale that was made of it in the same act.
ALTER TABLE sale_return ADD COLUMN exchange_sale_id INTEGER REFERENCES sale (id);
CREATE INDEX sale_return_exchange ON sale_return (exchange_sale_id) WHERE exchange_sale_id IS NOT NULL;

-- Goods that came back without a receipt. Nobody's account moves: what they bring is handed out.
CREATE TABLE loose_return (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    entry_id INTEGER NOT NULL UNIQUE REFERENCES entry (id),
    store_id INTEGER NOT NULL REFERENCES store (id),
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    at INTEGER NOT NULL,
    goods_id INTEGER NOT NULL REFERENCES goods (id),
    -- What they were called that day.
    name TEXT NOT NULL,
    pieces INTEGER NOT NULL CHECK (pieces > 0),
    -- Of one piece: the lowest price, and what it brought.
    lowest_fen INTEGER NOT NULL CHECK (lowest_fen > 0),
    price_fen INTEGER NOT NULL CHECK (price_fen BETWEEN 1 AND lowest_fen),
    amount_fen INTEGER NOT NULL CHECK (amount_fen = price_fen * pieces),
    tender TEXT NOT NULL CHECK (tender <> ''),
    reason TEXT NOT NULL CHECK (reason <> ''),
    approved_by INTEGER REFERENCES operator (id)
) STRICT;
CREATE INDEX loose_return_at ON loose_return (at, id);

-- A return that waits for a second person.
CREATE TABLE return_wish (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    store_id INTEGER NOT NULL REFERENCES store (id),
    till TEXT NOT NULL,
    asked_by INTEGER NOT NULL REFERENCES operator (id),
    asked_at INTEGER NOT NULL,
    -- What comes back, as JSON.
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'refused')),
    decided_by INTEGER REFERENCES operator (id),
    decided_at INTEGER,
    -- The return that came of it.
    return_number TEXT NOT NULL DEFAULT '',
    CHECK ((state = 'done') = (return_number <> ''))
) STRICT;

-- The lowest of the prices that goods had until an instant.
CREATE TABLE goods_price (
    id INTEGER PRIMARY KEY,
    goods_id INTEGER NOT NULL REFERENCES goods (id),
    lowest_fen INTEGER NOT NULL CHECK (lowest_fen >= 0),
    until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX goods_price_until ON goods_price (goods_id, until_at);

-- Who sold a card that was given out, and whether its fee was invoiced.
ALTER TABLE card_event ADD COLUMN sold_by INTEGER REFERENCES operator (id);
ALTER TABLE card_event ADD COLUMN invoiced INTEGER NOT NULL DEFAULT 0 CHECK (invoiced IN (0, 1));

UPDATE role SET rights = rights || ' return-late:own return-without-receipt:own' WHERE code = 'manager';
UPDATE role SET rights = rights || ' return-late:region return-without-receipt:region' WHERE code = 'region';
UPDATE role SET rights = rights || ' return-late:chain return-without-receipt:chain' WHERE code = 'headquarters';
