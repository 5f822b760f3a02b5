-- Coupons: their kinds in versions, a row for each that was issued, each use, and batches of codes.

CREATE TABLE coupon_kind (
    id INTEGER PRIMARY KEY,
    -- By which files and commands name it; never changed.
    code TEXT NOT NULL UNIQUE CHECK (code <> ''),
    -- The version under which it is given now.
    version_id INTEGER NOT NULL,
    -- 1: everybody gets one on their birthday.
    on_birthday INTEGER NOT NULL DEFAULT 0 CHECK (on_birthday IN (0, 1)),
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX coupon_kind_birthday ON coupon_kind (id) WHERE on_birthday = 1 AND ended_at IS NULL;

-- What a kind says and does. A change is another version; a coupon keeps the one that it was given under.
CREATE TABLE coupon_version (
    id INTEGER PRIMARY KEY,
    kind_id INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    name TEXT NOT NULL CHECK (name <> ''),
    name_en TEXT NOT NULL DEFAULT '',
    -- JSON: effect, threshold, goods, places, members, days, how long it holds.
    terms TEXT NOT NULL CHECK (terms <> ''),
    made_by INTEGER,
    made_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX coupon_version_of ON coupon_version (kind_id, version);
CREATE TRIGGER coupon_version_is_not_changed BEFORE UPDATE ON coupon_version
BEGIN
    SELECT RAISE(ABORT, 'a version of a coupon is never changed: make another one');
END;
CREATE TRIGGER coupon_version_is_not_deleted BEFORE DELETE ON coupon_version
BEGIN
    SELECT RAISE(ABORT, 'a version of a coupon is never deleted');
END;

CREATE TABLE coupon_batch (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE CHECK (number <> ''),
    kind_id INTEGER NOT NULL,
    pieces INTEGER NOT NULL CHECK (pieces > 0),
    purpose TEXT NOT NULL CHECK (purpose <> ''),
    claim_until INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    voided_by INTEGER,
    voided_at INTEGER,
    void_reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX coupon_batch_kind ON coupon_batch (kind_id, id);

CREATE TABLE coupon (
    id INTEGER PRIMARY KEY,
    kind_id INTEGER NOT NULL,
    version_id INTEGER NOT NULL,
    -- None: a code that nobody has claimed.
    member_id INTEGER,
    state TEXT NOT NULL CHECK (state IN ('open', 'held', 'used', 'expired', 'taken-back', 'given-away')),
    cause TEXT NOT NULL CHECK (cause <> ''),
    reason TEXT NOT NULL DEFAULT '',
    -- For what it is given once, as birthday:3; empty for what may come again.
    occasion TEXT NOT NULL DEFAULT '',
    code TEXT,
    batch_id INTEGER,
    -- The coupon of another member that this one was.
    from_coupon_id INTEGER,
    operator_id INTEGER,
    store_id INTEGER,
    given_at INTEGER NOT NULL,
    valid_from INTEGER,
    -- The last instant; none for ever.
    valid_until INTEGER,
    worth_fen INTEGER NOT NULL CHECK (worth_fen >= 0),
    -- When it was used, expired, taken back or given away.
    ended_at INTEGER,
    end_reason TEXT NOT NULL DEFAULT '',
    ended_by INTEGER,
    CHECK (member_id IS NOT NULL OR code IS NOT NULL),
    CHECK (state <> 'held' OR member_id IS NOT NULL)
) STRICT;
CREATE INDEX coupon_member ON coupon (member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX coupon_held ON coupon (member_id, valid_until, id) WHERE state = 'held';
CREATE UNIQUE INDEX coupon_code ON coupon (code) WHERE code IS NOT NULL;
CREATE UNIQUE INDEX coupon_occasion ON coupon (member_id, occasion) WHERE occasion <> '';
CREATE UNIQUE INDEX coupon_from ON coupon (from_coupon_id) WHERE from_coupon_id IS NOT NULL;
CREATE INDEX coupon_over ON coupon (valid_until, id) WHERE state IN ('open', 'held') AND valid_until IS NOT NULL;
CREATE INDEX coupon_batch_of ON coupon (batch_id, id) WHERE batch_id IS NOT NULL;
CREATE INDEX coupon_given ON coupon (given_at, id);
CREATE INDEX coupon_kind_of ON coupon (kind_id, state);

-- Each use. Counts of uses are counts of these rows.
CREATE TABLE coupon_use (
    id INTEGER PRIMARY KEY,
    coupon_id INTEGER NOT NULL,
    sale_id INTEGER NOT NULL,
    member_id INTEGER,
    store_id INTEGER NOT NULL,
    business_day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- A use takes something off, or it is none.
    saved_fen INTEGER NOT NULL CHECK (saved_fen > 0),
    -- When everything that it was used for had come back.
    back_at INTEGER
) STRICT;
CREATE UNIQUE INDEX coupon_use_once ON coupon_use (coupon_id, sale_id);
-- The second net: a coupon is used in one sale at a time.
CREATE UNIQUE INDEX coupon_use_now ON coupon_use (coupon_id) WHERE back_at IS NULL;
CREATE INDEX coupon_use_sale ON coupon_use (sale_id, coupon_id);
CREATE INDEX coupon_use_member ON coupon_use (member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX coupon_use_at ON coupon_use (at, id);

-- Of a grant of coupons: which kind. Its account is bonus then, and its amount what each coupon is worth.
ALTER TABLE grant_batch ADD COLUMN coupon_kind_id INTEGER;
-- Of an item of the mall that is a coupon, and of an order that gave one.
ALTER TABLE item ADD COLUMN coupon_kind_id INTEGER;
ALTER TABLE redemption ADD COLUMN coupon_id INTEGER;
CREATE INDEX item_coupon ON item (coupon_kind_id, id) WHERE coupon_kind_id IS NOT NULL;

UPDATE role SET rights = rights || ' give-coupons:own:5000:20000' WHERE code = 'manager';
UPDATE role SET rights = rights || ' give-coupons:region:10000:50000' WHERE code = 'region';
UPDATE role SET rights = rights || ' give-coupons:chain:5000:20000' WHERE code = 'call-centre';
UPDATE role SET rights = rights || ' keep-coupons:chain give-coupons:chain' WHERE code = 'headquarters';
UPDATE role SET rights = rights || ' keep-coupons:chain' WHERE code = 'marketing';
