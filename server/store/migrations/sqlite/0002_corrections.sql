-- What the first books lacked: returns, corrections, grants to many, gifts, holds, refunds, sealed days, totals by day.

CREATE TABLE sale_return (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    sale_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL,
    operator_id INTEGER,
    at INTEGER NOT NULL,
    -- The goods that came back, at their prices before discounts.
    gross_fen INTEGER NOT NULL CHECK (gross_fen > 0),
    -- The till's own name for the line of goods, or empty; a line that is named comes back once.
    line TEXT NOT NULL DEFAULT '',
    -- What went back to which source and lot, as JSON: what a later return of the same sale counts from.
    given_back TEXT NOT NULL
) STRICT;
CREATE INDEX sale_return_sale ON sale_return (sale_id, id);
CREATE UNIQUE INDEX sale_return_line ON sale_return (sale_id, line) WHERE line <> '';

-- What of a lot lapsed: a return does not ask for points that fell to the shop already.
ALTER TABLE point_lot ADD COLUMN lapsed INTEGER NOT NULL DEFAULT 0;

CREATE TABLE adjustment (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    -- 1 principal, 2 bonus, 3 points.
    account INTEGER NOT NULL CHECK (account IN (1, 2, 3)),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    reason TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'posted', 'refused')),
    asked_by INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    decided_by INTEGER,
    decided_at INTEGER,
    entry_id INTEGER
) STRICT;
CREATE INDEX adjustment_waiting ON adjustment (asked_at) WHERE status = 'waiting';
CREATE INDEX adjustment_member ON adjustment (member_id, id);

CREATE TABLE gift (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    giver_id INTEGER NOT NULL,
    taker_id INTEGER NOT NULL CHECK (taker_id <> giver_id),
    points INTEGER NOT NULL CHECK (points > 0),
    business_day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    given_entry_id INTEGER NOT NULL UNIQUE,
    taken_entry_id INTEGER NOT NULL UNIQUE
) STRICT;
CREATE INDEX gift_giver_day ON gift (giver_id, business_day);

-- One row a grant to many; the cursor says how far it is.
CREATE TABLE grant_batch (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    -- 2 bonus, 3 points.
    account INTEGER NOT NULL CHECK (account IN (2, 3)),
    amount INTEGER NOT NULL CHECK (amount > 0),
    expires_at INTEGER,
    reason TEXT NOT NULL,
    -- 1 for all members up to last_member, 0 for those listed in grant_member.
    everybody INTEGER NOT NULL,
    last_member INTEGER NOT NULL,
    cursor_member INTEGER NOT NULL DEFAULT 0,
    granted INTEGER NOT NULL DEFAULT 0,
    asked_by INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    done_at INTEGER
) STRICT;
CREATE INDEX grant_batch_open ON grant_batch (id) WHERE done_at IS NULL;

CREATE TABLE grant_member (
    batch_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    PRIMARY KEY (batch_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE hold (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'released', 'taken')),
    entry_id INTEGER NOT NULL UNIQUE,
    closed_entry_id INTEGER,
    at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX hold_member ON hold (member_id, id);
CREATE INDEX hold_open ON hold (at) WHERE status = 'open';

CREATE TABLE refund (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    top_up_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    hold_id INTEGER NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('in-full', 'principal-left')),
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    bonus_fen INTEGER NOT NULL CHECK (bonus_fen >= 0),
    -- Points of the top-up that were taken back with it.
    points INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL CHECK (status IN ('open', 'paid', 'failed')),
    operator_id INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    settled_at INTEGER,
    transaction_id TEXT
) STRICT;
CREATE UNIQUE INDEX refund_open ON refund (top_up_id) WHERE status = 'open';
CREATE INDEX refund_top_up ON refund (top_up_id, id);

-- Sealed days. A row of entry_seal has 8 bytes for the entry and 8 for each of its postings, so that what was changed
-- can be named; the day's hash covers the rows in full and the day before.
CREATE TABLE entry_seal (
    entry_id INTEGER PRIMARY KEY,
    business_day INTEGER NOT NULL,
    marks BLOB NOT NULL
) STRICT;
CREATE INDEX entry_seal_day ON entry_seal (business_day, entry_id);

CREATE TABLE day_seal (
    business_day INTEGER NOT NULL PRIMARY KEY,
    entries INTEGER NOT NULL,
    postings INTEGER NOT NULL,
    -- How far the sealing has come; it goes on after this entry.
    last_entry INTEGER NOT NULL,
    hash BLOB NOT NULL,
    previous BLOB NOT NULL,
    -- Null while it is under way.
    sealed_at INTEGER
) STRICT;

-- Totals of sealed days, by which months and years are added up.
CREATE TABLE day_total (
    business_day INTEGER NOT NULL,
    kind TEXT NOT NULL,
    account INTEGER NOT NULL,
    commodity INTEGER NOT NULL,
    party TEXT NOT NULL,
    lines INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (business_day, kind, account, commodity, party)
) STRICT, WITHOUT ROWID;
