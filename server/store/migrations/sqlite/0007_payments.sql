-- A member may ask for a refund without an operator; what no gateway can pay waits for a person at the counter.

CREATE TABLE refund_new (
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
    status TEXT NOT NULL CHECK (status IN ('open', 'counter', 'paid', 'failed')),
    -- Null when the member asked.
    operator_id INTEGER,
    opened_at INTEGER NOT NULL,
    settled_at INTEGER,
    transaction_id TEXT,
    -- Why it waits at the counter: too-late, abnormal, no-answer.
    why TEXT NOT NULL DEFAULT '',
    -- How the money went back.
    way TEXT NOT NULL DEFAULT 'gateway' CHECK (way IN ('gateway', 'bank')),
    -- What the operator wrote who paid it by bank, or gave it up.
    reason TEXT NOT NULL DEFAULT '',
    settled_by INTEGER
) STRICT;
INSERT INTO refund_new (id, number, top_up_id, member_id, hold_id, channel, kind, amount_fen, bonus_fen, points, status,
    operator_id, opened_at, settled_at, transaction_id)
    SELECT id, number, top_up_id, member_id, hold_id, channel, kind, amount_fen, bonus_fen, points, status,
    operator_id, opened_at, settled_at, transaction_id FROM refund;
DROP TABLE refund;
ALTER TABLE refund_new RENAME TO refund;
CREATE UNIQUE INDEX refund_open ON refund (top_up_id) WHERE status IN ('open', 'counter');
CREATE INDEX refund_top_up ON refund (top_up_id, id);
-- What is under way, the oldest first, for the office and for whoever gives up asking.
CREATE INDEX refund_under_way ON refund (status, opened_at) WHERE status IN ('open', 'counter');

-- Why an order ended unpaid: cancelled, expired, gateway.
ALTER TABLE top_up ADD COLUMN closed_why TEXT NOT NULL DEFAULT '';

-- Who a member is to an app inside WeChat; paying there needs it.
CREATE TABLE member_openid (
    member_id INTEGER NOT NULL,
    app TEXT NOT NULL,
    openid TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (member_id, app)
) STRICT, WITHOUT ROWID;
