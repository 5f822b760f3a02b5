-- What people at a till took off a bill by hand: another price of a line, a discount of a line, one of the whole bill. The sale's own row has the
-- same beside its lines; these are what lists and the audit read.
CREATE TABLE hand_discount (
    id INTEGER PRIMARY KEY,
    sale_id INTEGER NOT NULL,
    -- Which of the bill's.
    number INTEGER NOT NULL CHECK (number > 0),
    member_id INTEGER,
    store_id INTEGER NOT NULL,
    business_day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- By its place in the bill; null for the whole bill.
    line INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('price', 'percent', 'amount')),
    -- The price of one piece, so many percent, or an amount.
    figure INTEGER NOT NULL CHECK (figure >= 0),
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    reason TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    operator_id INTEGER NOT NULL,
    -- Who said yes to what was above that person's limit; null where nobody had to.
    approved_by INTEGER,
    UNIQUE (sale_id, number)
) STRICT;
CREATE INDEX hand_discount_day ON hand_discount (store_id, business_day, id);
CREATE INDEX hand_discount_at ON hand_discount (at, id);
CREATE INDEX hand_discount_member ON hand_discount (member_id, id);

-- Codes that were typed, not scanned from a phone, and took something off a bill.
CREATE TABLE typed_code (
    id INTEGER PRIMARY KEY,
    sale_id INTEGER NOT NULL,
    member_id INTEGER,
    store_id INTEGER NOT NULL,
    business_day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    code TEXT NOT NULL,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    operator_id INTEGER,
    UNIQUE (sale_id, code)
) STRICT;
CREATE INDEX typed_code_day ON typed_code (store_id, business_day, id);
CREATE INDEX typed_code_member ON typed_code (member_id, id);

-- Goods that a store offers to be tapped on its selling page, in its own order.
CREATE TABLE favourite_goods (
    id INTEGER PRIMARY KEY,
    store_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    goods_id INTEGER NOT NULL,
    UNIQUE (store_id, place),
    UNIQUE (store_id, goods_id)
) STRICT;

-- Who takes something off by hand, of the roles that every shop begins with: a cashier up to 20.00 a bill and 200.00 a day alone.
UPDATE role SET rights = rights || ' reduce-price:own:2000:20000' WHERE code = 'cashier';
UPDATE role SET rights = rights || ' reduce-price:own' WHERE code = 'manager';
UPDATE role SET rights = rights || ' reduce-price:region' WHERE code = 'region';
UPDATE role SET rights = rights || ' reduce-price:chain' WHERE code = 'headquarters';
