-- What counts towards a member's tier, a row for each day on which something did: derived from postings, and recomputed by the proof. The
-- newest day is counted in the wallet, which a sale writes anyway.
CREATE TABLE member_day (
    member_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    -- Paid net: principal and outside money, less what came back of that day's sales.
    net_fen INTEGER NOT NULL DEFAULT 0,
    -- Topped up without bonus, less what was paid back of that day's top-ups.
    topped_up_fen INTEGER NOT NULL DEFAULT 0,
    -- Points that purchases earned, less what was taken back.
    earned INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (member_id, day)
) STRICT, WITHOUT ROWID;
ALTER TABLE wallet ADD COLUMN sums_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wallet ADD COLUMN day_net_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wallet ADD COLUMN day_topped_up_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wallet ADD COLUMN day_earned INTEGER NOT NULL DEFAULT 0;
-- So much of the metric has at least to come before the member can rise, under the rule with this mark. Nothing is read for a tier before.
ALTER TABLE wallet ADD COLUMN tier_left INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wallet ADD COLUMN tier_mark INTEGER NOT NULL DEFAULT 0;

INSERT INTO member_day (member_id, day, net_fen, topped_up_fen, earned)
SELECT member_id, day, SUM(net), SUM(topped_up), SUM(earned) FROM (
    SELECT e.member_id, COALESCE(o.business_day, e.business_day) AS day,
        CASE WHEN p.account IN (1, 12) THEN -p.amount ELSE 0 END AS net, 0 AS topped_up,
        CASE WHEN p.account IN (3, 4) AND (p.amount > 0) = (e.kind = 'sale') THEN p.amount ELSE 0 END AS earned
    FROM entry e JOIN posting p ON p.entry_id = e.id LEFT JOIN entry o ON o.id = e.reverses_id AND e.kind = 'return'
    WHERE e.kind IN ('sale', 'return') AND e.member_id IS NOT NULL AND p.account IN (1, 3, 4, 12)
    UNION ALL
    SELECT e.member_id, e.business_day, 0, p.amount, 0 FROM entry e JOIN posting p ON p.entry_id = e.id
    WHERE e.kind = 'top-up' AND p.account = 1
    UNION ALL
    SELECT e.member_id, o.business_day, 0, p.amount, 0 FROM entry e JOIN posting p ON p.entry_id = e.id
    JOIN money_lot l ON l.id = p.lot_id JOIN entry o ON o.id = l.entry_id
    WHERE e.kind = 'refund' AND p.account IN (1, 5) AND o.kind = 'top-up'
) counted GROUP BY member_id, day HAVING SUM(net) <> 0 OR SUM(topped_up) <> 0 OR SUM(earned) <> 0;

-- What was counted by months is counted by days now.
ALTER TABLE wallet DROP COLUMN growth_month;
ALTER TABLE wallet DROP COLUMN growth_fen;
DROP TABLE growth_month;

-- tier_rank is what holds: the higher one of what was earned and what was given by hand.
ALTER TABLE member ADD COLUMN earned_rank INTEGER NOT NULL DEFAULT 0;
-- The last day of its period; 0 for the lowest tier, which has none.
ALTER TABLE member ADD COLUMN earned_until INTEGER NOT NULL DEFAULT 0;
-- The day since which the tier that holds does; 0 for since they joined.
ALTER TABLE member ADD COLUMN tier_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN hand_rank INTEGER;
ALTER TABLE member ADD COLUMN hand_until INTEGER NOT NULL DEFAULT 0;
-- Whoever has a tier keeps it for a period from now on.
UPDATE member SET earned_rank = tier_rank,
    earned_until = CAST(strftime('%Y%m%d', 'now', 'start of month', '+13 months', '-1 day') AS INTEGER)
WHERE tier_rank > 0;
CREATE INDEX member_earned_until ON member (earned_until, id) WHERE earned_until > 0;
CREATE INDEX member_hand_until ON member (hand_until, id) WHERE hand_until > 0;

-- Each change of a member's tier, the oldest first.
CREATE TABLE tier_change (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    day INTEGER NOT NULL,
    from_rank INTEGER NOT NULL,
    to_rank INTEGER NOT NULL,
    -- What the tier was called then.
    tier TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause <> ''),
    -- The metric of the rule's window at that time, in hundredths.
    counted INTEGER NOT NULL,
    -- The last day that it holds for; 0 for no end.
    until_day INTEGER NOT NULL,
    entry_id INTEGER,
    operator_id INTEGER,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX tier_change_member ON tier_change (member_id, id);
CREATE INDEX tier_change_entry ON tier_change (entry_id) WHERE entry_id IS NOT NULL;

-- What was given for a tier: once for each member. Without an entry: brought from an older system, where it was given.
CREATE TABLE tier_gift (
    member_id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    day INTEGER NOT NULL,
    points INTEGER NOT NULL,
    entry_id INTEGER,
    PRIMARY KEY (member_id, rank)
) STRICT, WITHOUT ROWID;

-- That a tier will end on a day: nobody goes down before this was sent, and so many days ago.
CREATE TABLE tier_notice (
    member_id INTEGER NOT NULL,
    until_day INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    -- The message that is on its way; none once it was sent, or was not.
    outbox_id INTEGER,
    sent_at INTEGER,
    PRIMARY KEY (member_id, until_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX tier_notice_open ON tier_notice (outbox_id) WHERE outbox_id IS NOT NULL;

-- Friends who came on somebody's word, and what came of it.
CREATE TABLE referral (
    id INTEGER PRIMARY KEY,
    -- Who came.
    member_id INTEGER NOT NULL UNIQUE,
    -- Who sent them.
    referrer_id INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    -- The day on which the first purchase has to be made at the latest.
    until_day INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state <> ''),
    -- Why nothing is given.
    why TEXT NOT NULL DEFAULT '',
    -- The first purchase.
    sale_entry_id INTEGER,
    rewarded_at INTEGER,
    rewarded_month INTEGER NOT NULL DEFAULT 0,
    friend_points INTEGER NOT NULL DEFAULT 0,
    referrer_points INTEGER NOT NULL DEFAULT 0,
    friend_entry_id INTEGER,
    referrer_entry_id INTEGER,
    taken_back_at INTEGER
) STRICT;
CREATE INDEX referral_referrer ON referral (referrer_id, id);
CREATE INDEX referral_month ON referral (referrer_id, rewarded_month) WHERE rewarded_month > 0;
CREATE INDEX referral_open ON referral (id) WHERE state IN ('due', 'returned');
CREATE INDEX referral_sale ON referral (sale_entry_id) WHERE sale_entry_id IS NOT NULL;
-- Of phone numbers that a reward was given for: a fingerprint, so that an account that is closed and made anew brings none again.
CREATE TABLE referral_phone (
    id INTEGER PRIMARY KEY,
    fingerprint BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL
) STRICT;

UPDATE role SET rights = rights || ' assign-tiers:region' WHERE code = 'region';
UPDATE role SET rights = rights || ' assign-tiers:chain' WHERE code = 'headquarters';
