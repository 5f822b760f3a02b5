-- Campaigns as versioned rows. What is in force stands among the rules (area `campaign:NUMBER`), with a number of their series.

CREATE TABLE campaign (
    id INTEGER PRIMARY KEY,
    -- Of its newest version, for lists.
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind <> ''),
    stage TEXT NOT NULL CHECK (stage IN ('draft', 'test', 'on', 'paused', 'ended')),
    first_day INTEGER,
    last_day INTEGER CHECK (last_day >= first_day),
    -- The number of its newest version, from 1.
    version INTEGER NOT NULL CHECK (version > 0),
    -- When it was first on.
    begun_at INTEGER,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX campaign_stage ON campaign (stage, id);

-- What a campaign says, a row a change.
CREATE TABLE campaign_version (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    version INTEGER NOT NULL CHECK (version > 0),
    -- As JSON.
    body TEXT NOT NULL,
    made_by INTEGER REFERENCES operator (id),
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX campaign_version_of ON campaign_version (campaign_id, version);

-- What became of it: made, tried, on, paused, on again, ended.
CREATE TABLE campaign_step (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    version INTEGER NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('draft', 'test', 'on', 'paused', 'ended')),
    made_by INTEGER REFERENCES operator (id),
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX campaign_step_of ON campaign_step (campaign_id, id);

-- One sale's use of a campaign. Uses are counted as rows; one that was given back keeps its row and its place.
CREATE TABLE campaign_use (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    version INTEGER NOT NULL,
    sale_id INTEGER NOT NULL,
    member_id INTEGER,
    store_id INTEGER NOT NULL,
    business_day INTEGER NOT NULL,
    -- The how-many-th of this member, and of this member on this day; none without a member.
    nth INTEGER CHECK (nth > 0),
    nth_of_day INTEGER CHECK (nth_of_day > 0),
    -- What it took off and what its gifts are worth.
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    -- The places of the lines that carried it, as a JSON array.
    lines TEXT NOT NULL,
    at INTEGER NOT NULL,
    released_at INTEGER
) STRICT;
CREATE UNIQUE INDEX campaign_use_sale ON campaign_use (sale_id, campaign_id);
CREATE UNIQUE INDEX campaign_use_nth ON campaign_use (campaign_id, member_id, nth);
CREATE UNIQUE INDEX campaign_use_nth_of_day ON campaign_use (campaign_id, member_id, business_day, nth_of_day);
CREATE INDEX campaign_use_day ON campaign_use (campaign_id, business_day, released_at, amount_fen);
CREATE INDEX campaign_use_store ON campaign_use (campaign_id, store_id, released_at);
CREATE INDEX campaign_use_at ON campaign_use (at, id);
CREATE INDEX campaign_use_member ON campaign_use (member_id, id);

-- What is left of a budget, in slices, so that many tills share it. With what was used, they add up to the budget.
CREATE TABLE campaign_slice (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    slice INTEGER NOT NULL CHECK (slice >= 0),
    left_fen INTEGER NOT NULL CHECK (left_fen >= 0),
    PRIMARY KEY (campaign_id, slice)
) STRICT;

-- A campaign worked through the last month's sales, made in the background by whichever server takes it first.
CREATE TABLE campaign_replay (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    version INTEGER NOT NULL,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    sales_total INTEGER NOT NULL,
    sales_done INTEGER NOT NULL DEFAULT 0,
    -- The figures as JSON; empty before they are complete.
    result TEXT NOT NULL DEFAULT '',
    server TEXT NOT NULL DEFAULT '',
    lease_until INTEGER NOT NULL DEFAULT 0,
    asked_at INTEGER NOT NULL,
    ended_at INTEGER,
    why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX campaign_replay_of ON campaign_replay (campaign_id, id);
CREATE INDEX campaign_replay_under_way ON campaign_replay (id) WHERE state IN ('waiting', 'running');

-- Groups of offers by which is decided what goes with what.
CREATE TABLE stack_group (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    mode TEXT NOT NULL CHECK (mode IN ('best', 'stack', 'exclusive')),
    made_at INTEGER NOT NULL
) STRICT;

-- Two groups that do not go together, the one with the lower number first.
CREATE TABLE stack_apart (
    one_id INTEGER NOT NULL REFERENCES stack_group (id),
    other_id INTEGER NOT NULL REFERENCES stack_group (id),
    CHECK (one_id <= other_id),
    PRIMARY KEY (one_id, other_id)
) STRICT;

UPDATE role SET rights = rights || ' run-campaigns:chain' WHERE code IN ('headquarters', 'marketing');
