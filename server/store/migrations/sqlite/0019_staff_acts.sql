-- Whose store's a refund is, and what operators did about sessions and about each other.

-- None for the shop's own: nobody of a store asked for it, and the member is at home in none.
ALTER TABLE refund ADD COLUMN store_id INTEGER REFERENCES store (id);
UPDATE refund SET store_id = COALESCE((SELECT o.store_id FROM operator o WHERE o.id = refund.operator_id),
    (SELECT m.home_store_id FROM member m WHERE m.id = refund.member_id));
CREATE INDEX refund_store ON refund (store_id, id);

CREATE TABLE staff_act (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    -- Where, for what was done at a counter.
    store_id INTEGER REFERENCES store (id),
    kind TEXT NOT NULL CHECK (kind IN ('sessions-ended', 'stores-assigned', 'second-step-reset', 'password-changed')),
    -- About whom.
    member_id INTEGER,
    about_operator_id INTEGER REFERENCES operator (id),
    -- The document that was shown.
    identification TEXT NOT NULL DEFAULT '',
    -- Why, or what it is now.
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX staff_act_member ON staff_act (member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX staff_act_about ON staff_act (about_operator_id, id) WHERE about_operator_id IS NOT NULL;
