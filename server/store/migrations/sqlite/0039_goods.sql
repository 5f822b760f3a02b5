-- Goods and services: categories of three levels at most, brands, prices, barcodes, and by which parts of a name they are found.

CREATE TABLE goods_category (
    id INTEGER PRIMARY KEY,
    -- Without a foreign key: a backup is copied row by row, and a parent that was renamed may come after its child.
    parent_id INTEGER,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    name TEXT NOT NULL CHECK (name <> ''),
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX goods_category_name ON goods_category (COALESCE(parent_id, 0), name);

CREATE TABLE brand (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE goods (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind <> ''),
    category_id INTEGER REFERENCES goods_category (id),
    brand_id INTEGER REFERENCES brand (id),
    unit TEXT NOT NULL,
    -- Digits with their leading zeros; empty for none.
    barcode TEXT NOT NULL DEFAULT '',
    list_fen INTEGER NOT NULL CHECK (list_fen > 0),
    -- None: the list price.
    member_fen INTEGER CHECK (member_fen BETWEEN 0 AND list_fen),
    dealer1_fen INTEGER CHECK (dealer1_fen BETWEEN 0 AND list_fen),
    dealer2_fen INTEGER CHECK (dealer2_fen BETWEEN 0 AND list_fen),
    dealer3_fen INTEGER CHECK (dealer3_fen BETWEEN 0 AND list_fen),
    no_discount INTEGER NOT NULL DEFAULT 0 CHECK (no_discount IN (0, 1)),
    no_points INTEGER NOT NULL DEFAULT 0 CHECK (no_points IN (0, 1)),
    -- On sale from an instant on, until the instant before another one.
    sold_from INTEGER NOT NULL,
    sold_until INTEGER CHECK (sold_until > sold_from),
    created_at INTEGER NOT NULL,
    -- When it was changed last; no two changes have the same, so that a till can ask for what came after one.
    changed_at INTEGER NOT NULL UNIQUE
) STRICT;
CREATE INDEX goods_category_of ON goods (category_id, id) WHERE category_id IS NOT NULL;
CREATE INDEX goods_brand_of ON goods (brand_id, id) WHERE brand_id IS NOT NULL;
CREATE INDEX goods_barcode ON goods (barcode, id) WHERE barcode <> '';
-- The second net: of goods that are on sale without an end no two have one barcode.
CREATE UNIQUE INDEX goods_barcode_on_sale ON goods (barcode) WHERE barcode <> '' AND sold_until IS NULL;

-- The signs and pairs of signs by which a name is found.
CREATE TABLE goods_gram (
    gram TEXT NOT NULL,
    goods_id INTEGER NOT NULL,
    PRIMARY KEY (gram, goods_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX goods_gram_of ON goods_gram (goods_id);
