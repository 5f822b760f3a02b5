-- What one person of the staff alone may not do: second persons, keys that leaked, and their own account.

-- When a till's key was used last, to a few minutes.
ALTER TABLE till_key ADD COLUMN last_used_at INTEGER;

-- The operator's own member account, which they neither serve nor correct. None where nobody has said it.
ALTER TABLE operator ADD COLUMN member_id INTEGER;

-- The second person of a refund that one alone may not pay.
ALTER TABLE refund ADD COLUMN approved_by INTEGER;
ALTER TABLE refund ADD COLUMN approved_at INTEGER;
-- What staff began is shown to the member.
CREATE INDEX refund_by_staff ON refund (member_id, id) WHERE operator_id IS NOT NULL;

-- Large sales of which only a till says that they were paid.
CREATE TABLE watched_sale (
    id INTEGER PRIMARY KEY,
    sale_id INTEGER NOT NULL UNIQUE,
    member_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL,
    till TEXT NOT NULL,
    business_day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- Why it alarms; empty for one that is only counted.
    reason TEXT NOT NULL CHECK (reason IN ('', 'large-earning', 'many-large')),
    -- The number of the hold in which its points wait; empty when none do.
    hold TEXT NOT NULL DEFAULT '',
    decision TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'released', 'taken')),
    decided_by INTEGER,
    decided_at INTEGER,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX watched_sale_member ON watched_sale (member_id, business_day);
CREATE INDEX watched_sale_till ON watched_sale (store_id, till, business_day);
CREATE INDEX watched_sale_open ON watched_sale (id) WHERE reason <> '' AND decision = '';
CREATE INDEX watched_sale_decided ON watched_sale (id) WHERE decision <> '';
