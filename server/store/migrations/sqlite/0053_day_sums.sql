-- Sums of business days by store, made when a day is sealed, so that reports over months and years add up some rows a day and not every entry.

-- What was changed of what the shop owes its members. What is set aside is owed still.
CREATE TABLE liability_day (
    business_day INTEGER NOT NULL,
    -- Where it happened, and where the lot came from that was granted or drawn; 0 for no store.
    store_id INTEGER NOT NULL,
    origin_store_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    principal_fen INTEGER NOT NULL,
    bonus_fen INTEGER NOT NULL,
    -- Points that came and points that went: a sale does both.
    points_up INTEGER NOT NULL CHECK (points_up >= 0),
    points_down INTEGER NOT NULL CHECK (points_down <= 0),
    PRIMARY KEY (business_day, store_id, origin_store_id, kind)
) STRICT, WITHOUT ROWID;

-- What was sold and what came in.
CREATE TABLE store_day (
    business_day INTEGER NOT NULL,
    -- 0 for no store.
    store_id INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    sales INTEGER NOT NULL,
    due_fen INTEGER NOT NULL,
    discount_fen INTEGER NOT NULL,
    by_points_fen INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    returned_fen INTEGER NOT NULL,
    top_ups INTEGER NOT NULL,
    redemptions INTEGER NOT NULL,
    -- Money from outside, by whichever channel, and out again.
    money_in_fen INTEGER NOT NULL,
    money_out_fen INTEGER NOT NULL,
    fees_fen INTEGER NOT NULL,
    PRIMARY KEY (business_day, store_id)
) STRICT, WITHOUT ROWID;

-- Of the entries that are sealed already.
INSERT INTO liability_day (business_day, store_id, origin_store_id, kind, principal_fen, bonus_fen, points_up, points_down)
    SELECT d.business_day, COALESCE(d.store_id, 0), COALESCE(w.store_id, 0), d.kind,
        CAST(SUM(CASE WHEN p.account IN (1, 5) THEN p.amount ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN p.account IN (2, 6) THEN p.amount ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN p.account IN (3, 7) AND p.amount > 0 THEN p.amount ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN p.account IN (3, 7) AND p.amount < 0 THEN p.amount ELSE 0 END) AS BIGINT)
    FROM entry_seal z JOIN entry d ON d.id = z.entry_id
    JOIN posting p ON p.entry_id = d.id AND p.account IN (1, 2, 3, 5, 6, 7)
    LEFT JOIN money_lot ml ON ml.id = p.lot_id AND p.commodity = 1
    LEFT JOIN point_lot pl ON pl.id = p.lot_id AND p.commodity = 2
    LEFT JOIN entry w ON w.id = COALESCE(ml.entry_id, pl.entry_id)
    GROUP BY d.business_day, COALESCE(d.store_id, 0), COALESCE(w.store_id, 0), d.kind;
INSERT INTO store_day (business_day, store_id, entries, sales, due_fen, discount_fen, by_points_fen, returns, returned_fen, top_ups,
    redemptions, money_in_fen, money_out_fen, fees_fen)
    SELECT d.business_day, COALESCE(d.store_id, 0), COUNT(*),
        CAST(SUM(CASE WHEN d.kind = 'sale' THEN 1 ELSE 0 END) AS BIGINT),
        CAST(COALESCE(SUM(s.gross_fen), 0) AS BIGINT),
        CAST(COALESCE(SUM(s.discount_fen), 0) AS BIGINT),
        CAST(COALESCE(SUM(s.points_fen), 0) AS BIGINT),
        CAST(SUM(CASE WHEN d.kind = 'return' THEN 1 ELSE 0 END) AS BIGINT),
        CAST(COALESCE(SUM(r.gross_fen), 0) AS BIGINT),
        CAST(SUM(CASE WHEN d.kind = 'top-up' THEN 1 ELSE 0 END) AS BIGINT),
        CAST(SUM(CASE WHEN d.kind = 'redemption' THEN 1 ELSE 0 END) AS BIGINT),
        CAST(COALESCE(SUM((SELECT SUM(-p.amount) FROM posting p WHERE p.entry_id = d.id AND p.account = 12 AND p.amount < 0)), 0) AS BIGINT),
        CAST(COALESCE(SUM((SELECT SUM(p.amount) FROM posting p WHERE p.entry_id = d.id AND p.account = 12 AND p.amount > 0)), 0) AS BIGINT),
        CAST(COALESCE(SUM((SELECT SUM(p.amount) FROM posting p WHERE p.entry_id = d.id AND p.account = 18)), 0) AS BIGINT)
    FROM entry_seal z JOIN entry d ON d.id = z.entry_id
    LEFT JOIN sale s ON s.entry_id = d.id LEFT JOIN sale_return r ON r.entry_id = d.id
    GROUP BY d.business_day, COALESCE(d.store_id, 0);

-- Lists in the order of an index, and what an entry belongs to.
CREATE INDEX redemption_at ON redemption (at, id);
CREATE INDEX top_up_entry ON top_up (entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX adjustment_entry ON adjustment (entry_id) WHERE entry_id IS NOT NULL;
