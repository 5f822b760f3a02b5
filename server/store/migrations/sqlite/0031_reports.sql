-- Lists and reports.

-- Each list is read in the order of an index.
CREATE INDEX refund_opened ON refund (opened_at, id);
CREATE INDEX top_up_opened ON top_up (opened_at, id);
CREATE INDEX sale_return_at ON sale_return (at, id);
CREATE INDEX payment_alarm_at ON payment_alarm (at, id);
CREATE INDEX reconciliation_order ON reconciliation (day, id);

-- Large exports, each made in the background by whichever server takes it first.
CREATE TABLE export (
    id INTEGER PRIMARY KEY,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    report TEXT NOT NULL,
    -- Its filters, as an address has them.
    query TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('xlsx', 'csv')),
    language TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    rows_total INTEGER NOT NULL,
    rows_done INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    asked_at INTEGER NOT NULL,
    -- Which server makes it, and until when the others leave it alone.
    server TEXT NOT NULL DEFAULT '',
    lease_until INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER,
    -- Until when the file is kept; null when there is none.
    expires_at INTEGER,
    downloads INTEGER NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX export_operator ON export (operator_id, id);
CREATE INDEX export_under_way ON export (id) WHERE state IN ('waiting', 'running');
CREATE INDEX export_expires ON export (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE export_part (
    id INTEGER PRIMARY KEY,
    export_id INTEGER NOT NULL,
    part INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX export_part_of ON export_part (export_id, part);

-- Filters that an operator has saved under a name.
CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    report TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_view_name ON saved_view (operator_id, report, name);

-- What was taken out of the books as a file is written down with what else operators do.
CREATE TABLE staff_act_new (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    -- Where, for what was done at a counter.
    store_id INTEGER REFERENCES store (id),
    kind TEXT NOT NULL CHECK (kind IN ('sessions-ended', 'stores-assigned', 'second-step-reset', 'password-changed', 'exported')),
    -- About whom.
    member_id INTEGER,
    about_operator_id INTEGER REFERENCES operator (id),
    -- The document that was shown.
    identification TEXT NOT NULL DEFAULT '',
    -- Why, or what it is now.
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO staff_act_new (id, at, operator_id, store_id, kind, member_id, about_operator_id, identification, detail)
    SELECT id, at, operator_id, store_id, kind, member_id, about_operator_id, identification, detail FROM staff_act;
DROP TABLE staff_act;
ALTER TABLE staff_act_new RENAME TO staff_act;
CREATE INDEX staff_act_member ON staff_act (member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX staff_act_about ON staff_act (about_operator_id, id) WHERE about_operator_id IS NOT NULL;
CREATE INDEX staff_act_at ON staff_act (at, id);
