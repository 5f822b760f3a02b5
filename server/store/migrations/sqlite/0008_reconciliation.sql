-- What a gateway's daily bill says, held against our orders.

CREATE TABLE reconciliation (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    -- The bill's day, such as 20261121.
    day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- The bill's digest, as it was checked; empty where the gateway gives none.
    digest TEXT NOT NULL,
    lines INTEGER NOT NULL,
    matched INTEGER NOT NULL,
    differences INTEGER NOT NULL,
    -- Differences at the edge of the day, which the next day's bill may explain.
    waiting INTEGER NOT NULL,
    paid_fen INTEGER NOT NULL,
    refunded_fen INTEGER NOT NULL,
    fees_fen INTEGER NOT NULL,
    took_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX reconciliation_day ON reconciliation (day, channel);

CREATE TABLE reconciliation_finding (
    id INTEGER PRIMARY KEY,
    reconciliation_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    -- Our number of the order, or of the refund.
    number TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    ours_fen INTEGER,
    theirs_fen INTEGER,
    ours TEXT NOT NULL,
    theirs TEXT NOT NULL,
    at INTEGER
) STRICT;
CREATE INDEX reconciliation_finding_of ON reconciliation_finding (reconciliation_id, id);

-- Our side of a day.
CREATE INDEX top_up_paid ON top_up (channel, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX refund_settled ON refund (channel, settled_at) WHERE settled_at IS NOT NULL;
