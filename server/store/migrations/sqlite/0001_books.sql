-- The books. Money is fen, points are whole, time is UTC milliseconds, a day is a number such as 20261122.
-- Columns are INTEGER, TEXT and BLOB only, so that one statement text serves both engines.
-- Rows that belong to a member carry member_id: a distributed PostgreSQL places them together by it.
-- Hot tables have no foreign keys, whose look-ups every sale would pay for; the proof checks the same and more.

-- The shop -----------------------------------------------------------------------------------------------------------

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE store (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE operator (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('cashier', 'manager', 'region', 'headquarters', 'auditor')),
    store_id INTEGER REFERENCES store (id),
    password_hash TEXT NOT NULL,
    wrong_passwords INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE staff_session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    store_id INTEGER NOT NULL REFERENCES store (id),
    till TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX staff_session_operator ON staff_session (operator_id, created_at);

CREATE TABLE card_type (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    spend_order TEXT NOT NULL,
    cap_fen INTEGER NOT NULL,
    cap_counts_bonus INTEGER NOT NULL,
    top_up_rule TEXT NOT NULL
) STRICT;

CREATE TABLE tier (
    rank INTEGER NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    threshold_fen INTEGER NOT NULL,
    points_percent INTEGER NOT NULL,
    discount_percent INTEGER NOT NULL
) STRICT;

-- Who ----------------------------------------------------------------------------------------------------------------

CREATE TABLE member (
    id INTEGER PRIMARY KEY,
    phone TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    birthday TEXT,
    language TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'frozen', 'lost', 'closed')),
    tier_rank INTEGER NOT NULL DEFAULT 0,
    source TEXT NOT NULL DEFAULT '',
    terms_version TEXT NOT NULL DEFAULT '',
    consent_version TEXT,
    consent_at INTEGER,
    no_pin_limit_fen INTEGER NOT NULL,
    home_store_id INTEGER REFERENCES store (id),
    joined_at INTEGER NOT NULL
) STRICT;

-- One row a member, locked by every change to it; the profile stays out of its way.
CREATE TABLE wallet (
    member_id INTEGER NOT NULL PRIMARY KEY,
    principal_fen INTEGER NOT NULL DEFAULT 0 CHECK (principal_fen >= 0),
    bonus_fen INTEGER NOT NULL DEFAULT 0 CHECK (bonus_fen >= 0),
    points INTEGER NOT NULL DEFAULT 0 CHECK (points >= 0),
    -- Points that were taken back after they had been spent; later earning repays them.
    shortfall INTEGER NOT NULL DEFAULT 0 CHECK (shortfall <= 0),
    held_principal_fen INTEGER NOT NULL DEFAULT 0 CHECK (held_principal_fen >= 0),
    held_bonus_fen INTEGER NOT NULL DEFAULT 0 CHECK (held_bonus_fen >= 0),
    held_points INTEGER NOT NULL DEFAULT 0 CHECK (held_points >= 0),
    -- What was spent without PIN or approval on the day named.
    no_pin_day INTEGER NOT NULL DEFAULT 0,
    no_pin_fen INTEGER NOT NULL DEFAULT 0 CHECK (no_pin_fen >= 0),
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Net paid per month: the tier metric is the sum of the last twelve.
CREATE TABLE growth_month (
    member_id INTEGER NOT NULL,
    month INTEGER NOT NULL,
    net_fen INTEGER NOT NULL,
    PRIMARY KEY (member_id, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE card (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    card_type_id INTEGER NOT NULL REFERENCES card_type (id),
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'lost', 'replaced', 'ended')),
    issued_at INTEGER NOT NULL,
    ended_at INTEGER,
    replaced_by_id INTEGER
) STRICT;
CREATE INDEX card_member ON card (member_id, id);

-- A signed-in browser. Only the token's SHA-256 is kept; the code key is sealed.
CREATE TABLE device (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    handle INTEGER NOT NULL UNIQUE CHECK (handle BETWEEN 100000000 AND 999999999),
    code_key BLOB NOT NULL,
    user_agent TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    wrong_codes INTEGER NOT NULL DEFAULT 0,
    wrong_since INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX device_member ON device (member_id, id);

CREATE TABLE one_time_code (
    phone TEXT NOT NULL,
    purpose TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    wrong_tries INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (phone, purpose)
) STRICT;

-- What was sent when, for the limits; the address is kept as a keyed fingerprint.
CREATE TABLE code_send (
    id INTEGER PRIMARY KEY,
    phone TEXT NOT NULL,
    prefix TEXT NOT NULL,
    address BLOB NOT NULL,
    network BLOB NOT NULL,
    sent_at INTEGER NOT NULL
) STRICT;
CREATE INDEX code_send_phone ON code_send (phone, sent_at);
CREATE INDEX code_send_prefix ON code_send (prefix, sent_at);
CREATE INDEX code_send_address ON code_send (address, sent_at);
CREATE INDEX code_send_network ON code_send (network, sent_at);
CREATE INDEX code_send_time ON code_send (sent_at);

-- The ledger: never updated, never deleted ---------------------------------------------------------------------------

CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    -- What this is the one entry of, such as top-up:2026…; the second attempt to post it fails here.
    reference TEXT NOT NULL UNIQUE,
    member_id INTEGER,
    store_id INTEGER,
    operator_id INTEGER,
    at INTEGER NOT NULL,
    business_day INTEGER NOT NULL,
    reverses_id INTEGER,
    -- The facts that the statement's words are made of, as JSON.
    explanation TEXT NOT NULL,
    -- The member's balance and points after this entry: the statement's running columns.
    money_after INTEGER,
    points_after INTEGER
) STRICT;
CREATE INDEX entry_member ON entry (member_id, id);
CREATE INDEX entry_day ON entry (business_day, id);
CREATE INDEX entry_reverses ON entry (reverses_id) WHERE reverses_id IS NOT NULL;

-- Accounts of members: 1 principal, 2 bonus, 3 points, 4 shortfall, 5 held principal, 6 held bonus, 7 held points.
-- Accounts of the shop: 11 sales, 12 clearing, 13 bonus cost, 14 points cost, 15 breakage, 16 opening, 17 adjustment, 18 fees.
CREATE TABLE posting (
    entry_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    account INTEGER NOT NULL,
    commodity INTEGER NOT NULL CHECK (commodity IN (1, 2)),
    member_id INTEGER,
    -- For accounts of the shop: which store, channel or cause.
    party TEXT NOT NULL DEFAULT '',
    lot_id INTEGER,
    amount INTEGER NOT NULL CHECK (amount <> 0),
    -- For accounts of a member: the balance after this line.
    balance_after INTEGER,
    PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE money_lot (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    principal_granted INTEGER NOT NULL CHECK (principal_granted >= 0),
    bonus_granted INTEGER NOT NULL CHECK (bonus_granted >= 0),
    principal_left INTEGER NOT NULL CHECK (principal_left BETWEEN 0 AND principal_granted),
    bonus_left INTEGER NOT NULL CHECK (bonus_left BETWEEN 0 AND bonus_granted),
    spend_order TEXT NOT NULL,
    bonus_expires_at INTEGER,
    rule TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX money_lot_open ON money_lot (member_id, id) WHERE principal_left > 0 OR bonus_left > 0;
CREATE INDEX money_lot_entry ON money_lot (entry_id);
CREATE INDEX money_lot_expiry ON money_lot (bonus_expires_at) WHERE bonus_expires_at IS NOT NULL AND bonus_left > 0;

CREATE TABLE point_lot (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    granted INTEGER NOT NULL CHECK (granted >= 0),
    remaining INTEGER NOT NULL CHECK (remaining BETWEEN 0 AND granted),
    available_from INTEGER NOT NULL,
    expires_at INTEGER,
    rule TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX point_lot_open ON point_lot (member_id, id) WHERE remaining > 0;
CREATE INDEX point_lot_entry ON point_lot (entry_id);
CREATE INDEX point_lot_expiry ON point_lot (expires_at) WHERE expires_at IS NOT NULL AND remaining > 0;

-- Top-ups ------------------------------------------------------------------------------------------------------------

CREATE TABLE top_up (
    id INTEGER PRIMARY KEY,
    -- Our number at the gateway, and the key under which anybody may see the status.
    number TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    method TEXT NOT NULL,
    merchant TEXT NOT NULL,
    app TEXT NOT NULL,
    currency TEXT NOT NULL,
    principal_fen INTEGER NOT NULL CHECK (principal_fen > 0),
    bonus_fen INTEGER NOT NULL CHECK (bonus_fen >= 0),
    points INTEGER NOT NULL DEFAULT 0 CHECK (points >= 0),
    rule TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'paid', 'paid-late', 'closed', 'quarantined')),
    opened_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    paid_at INTEGER,
    transaction_id TEXT,
    entry_id INTEGER,
    -- Where the browser goes to pay, as the gateway answered: redirect, qr or jsapi, its target, and until when it holds.
    pay_kind TEXT NOT NULL DEFAULT '',
    pay_target TEXT NOT NULL DEFAULT '',
    pay_until INTEGER NOT NULL DEFAULT 0,
    -- When the poller looks next; null when nothing more is expected.
    poll_at INTEGER,
    polls INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX top_up_member ON top_up (member_id, id);
CREATE INDEX top_up_poll ON top_up (poll_at) WHERE poll_at IS NOT NULL;
CREATE UNIQUE INDEX top_up_transaction ON top_up (channel, transaction_id) WHERE transaction_id IS NOT NULL;

-- What a gateway said that was not believed, for a human to look at.
CREATE TABLE payment_alarm (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    number TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    at INTEGER NOT NULL,
    settled_at INTEGER
) STRICT;
CREATE INDEX payment_alarm_open ON payment_alarm (at) WHERE settled_at IS NULL;

-- The till -----------------------------------------------------------------------------------------------------------

-- A step of a device's code that was scanned is used up, also when the sale then fails.
CREATE TABLE code_use (
    handle INTEGER NOT NULL,
    step INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL,
    till TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (handle, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE till_session (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL,
    till TEXT NOT NULL,
    operator_id INTEGER,
    -- 'spend' after a rotating code, 'identify' after a printed number.
    rights TEXT NOT NULL CHECK (rights IN ('spend', 'identify')),
    opened_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX till_session_member ON till_session (member_id, id);

CREATE TABLE sale (
    id INTEGER PRIMARY KEY,
    receipt_number TEXT NOT NULL UNIQUE,
    entry_id INTEGER NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
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
    returned_fen INTEGER NOT NULL DEFAULT 0 CHECK (returned_fen BETWEEN 0 AND gross_fen)
) STRICT;
CREATE INDEX sale_member ON sale (member_id, id);
CREATE INDEX sale_store_day ON sale (store_id, business_day, id);

-- The points mall ----------------------------------------------------------------------------------------------------

CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    picture TEXT NOT NULL DEFAULT '',
    points INTEGER NOT NULL CHECK (points > 0),
    stock INTEGER NOT NULL CHECK (stock >= 0),
    member_limit INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER
) STRICT;
CREATE INDEX item_shown ON item (position, id) WHERE ended_at IS NULL;

CREATE TABLE redemption (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL UNIQUE,
    points INTEGER NOT NULL CHECK (points > 0),
    status TEXT NOT NULL CHECK (status IN ('ready', 'collected', 'cancelled')),
    at INTEGER NOT NULL,
    collected_at INTEGER,
    store_id INTEGER
) STRICT;
CREATE INDEX redemption_member ON redemption (member_id, id);
CREATE INDEX redemption_item ON redemption (member_id, item_id);

-- Doing things once --------------------------------------------------------------------------------------------------

-- The first answer to a command, under the key that came with it.
CREATE TABLE request (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_time ON request (at);

-- Effects outside of the books, written with what caused them.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    -- Sealed; emptied once it was delivered.
    payload BLOB NOT NULL,
    due_at INTEGER,
    expires_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    done_at INTEGER,
    outcome TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE due_at IS NOT NULL;

-- Who does a recurring job, and until when nobody else may.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL,
    -- When the job last came to its end.
    done_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE proof (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    postings INTEGER NOT NULL,
    differences INTEGER NOT NULL,
    took_ms INTEGER NOT NULL
) STRICT;
