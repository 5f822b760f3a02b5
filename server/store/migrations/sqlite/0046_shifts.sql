-- Whose movement an entry is: 'counter' of the built-in counter, which names its shift; 'till' of another maker's till, which has none;
-- 'elsewhere' of a phone, a gateway, the office or a job; 'before' of a program that did not know shifts.
ALTER TABLE entry ADD COLUMN origin TEXT NOT NULL DEFAULT 'before' CHECK (origin IN ('counter', 'till', 'elsewhere', 'before'));
ALTER TABLE entry ADD COLUMN shift_id INTEGER CHECK ((shift_id IS NOT NULL) = (origin = 'counter'));
-- The business day that its time belongs to, where that was closed already and it stands on a later one.
ALTER TABLE entry ADD COLUMN own_day INTEGER CHECK (own_day < business_day);
-- A store's day is read for its close and its audit, and a shift for its figures: what a drawer pays out may stand in another store's.
CREATE INDEX entry_store_day ON entry (store_id, business_day, id) WHERE store_id IS NOT NULL;
CREATE INDEX entry_shift ON entry (shift_id, id) WHERE shift_id IS NOT NULL;

-- Who answers for the drawer of a till, from opening to close. What should lie in it is no column: it is added up from the entries.
CREATE TABLE shift (
    id INTEGER PRIMARY KEY,
    store_id INTEGER NOT NULL REFERENCES store (id),
    till TEXT NOT NULL,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    -- Opened by the first movement at a till that need not be asked.
    automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
    business_day INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    -- The shift before at this till, and what the books had in its drawer when it closed.
    previous_id INTEGER REFERENCES shift (id),
    carried_fen INTEGER NOT NULL,
    -- The float, counted by denomination; none where nobody counted.
    float_fen INTEGER CHECK (float_fen >= 0),
    float_pieces TEXT NOT NULL DEFAULT '',
    closed_at INTEGER,
    closed_by INTEGER REFERENCES operator (id),
    -- How it ended: 'own', 'handed-over', 'forced', 'cut-off' or 'replaced'; empty while it is open.
    ending TEXT NOT NULL DEFAULT '' CHECK (ending IN ('', 'own', 'handed-over', 'forced', 'cut-off', 'replaced')),
    CHECK ((closed_at IS NULL) = (ending = '')),
    CHECK (automatic = 0 OR float_fen IS NULL)
) STRICT;
-- One drawer a till, and one drawer a person.
CREATE UNIQUE INDEX shift_open_till ON shift (store_id, till) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX shift_open_person ON shift (operator_id) WHERE closed_at IS NULL AND automatic = 0;
CREATE INDEX shift_till ON shift (store_id, till, id);
CREATE INDEX shift_day ON shift (store_id, business_day, id);
CREATE INDEX shift_open ON shift (business_day, id) WHERE closed_at IS NULL;

-- What was counted at the end of a shift. Who counts again leaves both.
CREATE TABLE shift_count (
    id INTEGER PRIMARY KEY,
    shift_id INTEGER NOT NULL REFERENCES shift (id),
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    at INTEGER NOT NULL,
    -- Pieces by denomination, and the total of each other tender, as JSON.
    pieces TEXT NOT NULL,
    tenders TEXT NOT NULL,
    cash_fen INTEGER NOT NULL CHECK (cash_fen >= 0),
    -- By how much the drawer differed from the books.
    difference_fen INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX shift_count_shift ON shift_count (shift_id, id);

-- The Z slips, numbered by till.
CREATE TABLE z_slip (
    id INTEGER PRIMARY KEY,
    shift_id INTEGER NOT NULL UNIQUE REFERENCES shift (id),
    store_id INTEGER NOT NULL REFERENCES store (id),
    till TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    at INTEGER NOT NULL,
    business_day INTEGER NOT NULL,
    -- What the books had in the drawer, and what was counted; none where nobody counted.
    expected_fen INTEGER NOT NULL,
    counted_fen INTEGER,
    -- The whole slip as JSON.
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX z_slip_number ON z_slip (store_id, till, number);
CREATE INDEX z_slip_day ON z_slip (store_id, business_day, id);
CREATE INDEX z_slip_days ON z_slip (business_day, id);
CREATE TRIGGER z_slip_is_not_changed BEFORE UPDATE ON z_slip
BEGIN
    SELECT RAISE(ABORT, 'a Z slip is never changed');
END;
CREATE TRIGGER z_slip_is_not_deleted BEFORE DELETE ON z_slip
BEGIN
    SELECT RAISE(ABORT, 'a Z slip is never deleted');
END;

-- When somebody last began to close a day of the store: whoever writes it waits for what is being posted there, and keeps the rest out.
ALTER TABLE store ADD COLUMN day_held_at INTEGER NOT NULL DEFAULT 0;
-- Business days of stores on which nothing more is posted. A day closes everything before it as well.
CREATE TABLE day_close (
    id INTEGER PRIMARY KEY,
    store_id INTEGER NOT NULL REFERENCES store (id),
    business_day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    -- Whether open shifts were closed with it, which nobody counted.
    forced INTEGER NOT NULL CHECK (forced IN (0, 1)),
    reason TEXT NOT NULL DEFAULT '',
    -- What of members' principal, bonus and points the entries of this store had left outstanding when the day was over.
    principal_fen INTEGER NOT NULL,
    bonus_fen INTEGER NOT NULL,
    points INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX day_close_one ON day_close (store_id, business_day);
CREATE TRIGGER day_close_stays BEFORE UPDATE ON day_close
BEGIN
    SELECT RAISE(ABORT, 'a closed day stays closed');
END;
CREATE TRIGGER day_close_is_not_deleted BEFORE DELETE ON day_close
BEGIN
    SELECT RAISE(ABORT, 'a closed day stays closed');
END;

-- The use cases ask before; these are the net below.
CREATE TRIGGER entry_on_a_closed_day BEFORE INSERT ON entry WHEN NEW.store_id IS NOT NULL AND EXISTS
    (SELECT 1 FROM day_close WHERE store_id = NEW.store_id AND business_day >= NEW.business_day)
BEGIN
    SELECT RAISE(ABORT, 'entry-on-a-closed-day');
END;
CREATE TRIGGER entry_in_a_closed_shift BEFORE INSERT ON entry WHEN NEW.shift_id IS NOT NULL AND EXISTS
    (SELECT 1 FROM shift WHERE id = NEW.shift_id AND closed_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'entry-in-a-closed-shift');
END;

-- The daily audit: each line ticked by who read it, and a second signature.
CREATE TABLE audit_tick (
    id INTEGER PRIMARY KEY,
    store_id INTEGER NOT NULL REFERENCES store (id),
    business_day INTEGER NOT NULL,
    line TEXT NOT NULL CHECK (line <> ''),
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    at INTEGER NOT NULL,
    -- What the line said when it was ticked.
    figures TEXT NOT NULL,
    comment TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX audit_tick_day ON audit_tick (store_id, business_day, line, id);
CREATE INDEX audit_tick_days ON audit_tick (business_day, id);
CREATE TABLE audit_sign (
    id INTEGER PRIMARY KEY,
    store_id INTEGER NOT NULL REFERENCES store (id),
    business_day INTEGER NOT NULL,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    at INTEGER NOT NULL,
    comment TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX audit_sign_one ON audit_sign (store_id, business_day);

-- An order of the mall is handed out by its code, by somebody, somewhere, once. Those that wait get one.
ALTER TABLE redemption ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE redemption ADD COLUMN collected_by INTEGER;
ALTER TABLE redemption ADD COLUMN collected_till TEXT NOT NULL DEFAULT '';
ALTER TABLE redemption ADD COLUMN cancelled_at INTEGER;
UPDATE redemption SET code = printf('%08d', abs(random() % 100000000)) WHERE status = 'ready';
CREATE INDEX redemption_code ON redemption (code, id) WHERE code <> '';
CREATE INDEX redemption_collected ON redemption (store_id, collected_at, id) WHERE collected_at IS NOT NULL;

-- What the audit of a day reads.
CREATE INDEX card_event_at ON card_event (at, id);
CREATE INDEX watched_sale_day ON watched_sale (store_id, business_day, id);

-- Who closes a store's day and others' shifts, and who reads and signs its audit, of the roles that every shop begins with.
UPDATE role SET rights = rights || ' close-days:own audit-days:own' WHERE code = 'manager';
UPDATE role SET rights = rights || ' close-days:region audit-days:region' WHERE code = 'region';
UPDATE role SET rights = rights || ' close-days:chain audit-days:chain' WHERE code = 'headquarters';
UPDATE role SET rights = rights || ' audit-days:chain' WHERE code IN ('finance', 'auditor');
