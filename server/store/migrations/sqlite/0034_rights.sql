-- What operators may do: roles are sets of rights that the shop edits, limits of a day, and what waits for a second person.

CREATE TABLE role (
    id INTEGER PRIMARY KEY,
    -- As it stands with the operators who have it; never changed.
    code TEXT NOT NULL UNIQUE CHECK (code <> ''),
    -- What the shop calls it; empty for what the program calls it.
    name TEXT NOT NULL,
    -- How far the post itself reaches: one store, stores and regions, or the chain.
    post TEXT NOT NULL CHECK (post IN ('own', 'region', 'chain')),
    -- Whose rows it sees, by its rights: for statements that decide row by row.
    sight TEXT NOT NULL CHECK (sight IN ('stores', 'chain')),
    -- A word a right: capability, reach, the most at once and the most a day.
    rights TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
-- What every shop begins with.
INSERT INTO role (code, name, post, sight, rights, made_at) VALUES
    ('cashier', '', 'own', 'stores', 'sell:own serve-cards:own correct-money:own correct-points:own', 0),
    ('manager', '', 'own', 'stores', 'sell:own serve-cards:own see-office:own refund:own correct-money:own correct-points:own approve:own appoint:own keep-tills:own', 0),
    ('region', '', 'region', 'stores', 'see-office:region refund:region correct-money:region correct-points:region approve:region appoint:region keep-tills:region', 0),
    ('headquarters', '', 'chain', 'chain', 'see-office:chain see-shop:chain refund:chain correct-money:chain correct-points:chain approve:chain appoint:chain keep-tills:chain keep-stores:chain set-rules:chain settle-payments:chain grant:chain bring-in:chain keep-accounts:chain edit-roles:chain run-shop:chain', 0),
    ('finance', '', 'chain', 'chain', 'see-office:chain see-shop:chain refund:chain approve:chain settle-payments:chain', 0),
    ('auditor', '', 'chain', 'chain', 'see-office:chain see-shop:chain', 0),
    ('call-centre', '', 'chain', 'chain', 'serve-cards:chain see-office:chain', 0),
    ('marketing', '', 'chain', 'chain', 'see-office:chain see-shop:chain grant:chain', 0);

-- What was changed about a role, by whom and why.
CREATE TABLE role_change (
    id INTEGER PRIMARY KEY,
    role_id INTEGER NOT NULL REFERENCES role (id),
    at INTEGER NOT NULL,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    name_was TEXT NOT NULL,
    name TEXT NOT NULL,
    rights_was TEXT NOT NULL,
    rights TEXT NOT NULL
) STRICT;
CREATE INDEX role_change_role ON role_change (role_id, id);
CREATE TRIGGER role_change_is_not_changed BEFORE UPDATE ON role_change
BEGIN
    SELECT RAISE(ABORT, 'the history of a role is never changed');
END;
CREATE TRIGGER role_change_is_not_deleted BEFORE DELETE ON role_change
BEGIN
    SELECT RAISE(ABORT, 'the history of a role is never deleted');
END;

-- The role of an operator is one of those, by its code.
ALTER TABLE operator RENAME COLUMN role TO role_before;
ALTER TABLE operator ADD COLUMN role TEXT NOT NULL DEFAULT '';
UPDATE operator SET role = role_before;
ALTER TABLE operator DROP COLUMN role_before;
CREATE INDEX operator_role ON operator (role, id);

-- What an operator did alone under a right with limits: the sum of a day is what they have used of it.
CREATE TABLE right_use (
    id INTEGER PRIMARY KEY,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    capability TEXT NOT NULL,
    day INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    -- What was done, by its number.
    reference TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX right_use_day ON right_use (operator_id, capability, day, amount);

-- What waits for a second person, and what that person said.
CREATE TABLE sign_off (
    id INTEGER PRIMARY KEY,
    -- What it is about, by its number.
    kind TEXT NOT NULL CHECK (kind <> ''),
    subject TEXT NOT NULL,
    -- Whose matter it is; none for headquarters'.
    store_id INTEGER REFERENCES store (id),
    member_id INTEGER,
    -- In fen or points.
    amount INTEGER NOT NULL,
    asked_by INTEGER NOT NULL REFERENCES operator (id),
    asked_at INTEGER NOT NULL,
    -- Who was asked; none for anybody who may.
    chosen_id INTEGER REFERENCES operator (id),
    decision TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'approved', 'refused', 'withdrawn')),
    decided_by INTEGER REFERENCES operator (id),
    decided_at INTEGER,
    UNIQUE (kind, subject)
) STRICT;
CREATE INDEX sign_off_open ON sign_off (id) WHERE decision = '';
CREATE INDEX sign_off_chosen ON sign_off (chosen_id, id) WHERE decision = '';
CREATE INDEX sign_off_asked ON sign_off (asked_by, id) WHERE decision = '';
-- What waited before there was this list.
INSERT INTO sign_off (kind, subject, store_id, member_id, amount, asked_by, asked_at)
    SELECT 'correction', a.number, m.home_store_id, a.member_id, ABS(a.amount), a.asked_by, a.asked_at
    FROM adjustment a JOIN member m ON m.id = a.member_id WHERE a.status = 'waiting';
INSERT INTO sign_off (kind, subject, store_id, member_id, amount, asked_by, asked_at)
    SELECT 'refund', r.number, r.store_id, r.member_id, r.amount_fen, r.operator_id, r.opened_at
    FROM refund r WHERE r.status = 'counter' AND r.why = 'review' AND r.operator_id IS NOT NULL;
