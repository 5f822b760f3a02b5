-- A member may ask for a refund without an operator; what no gateway can pay waits for a person at the counter.

ALTER TABLE refund ALTER COLUMN operator_id DROP NOT NULL;
ALTER TABLE refund DROP CONSTRAINT refund_status_check;
ALTER TABLE refund ADD CONSTRAINT refund_status_check CHECK (status IN ('open', 'counter', 'paid', 'failed'));
-- Why it waits at the counter: too-late, abnormal, no-answer.
ALTER TABLE refund ADD COLUMN why TEXT NOT NULL DEFAULT '';
-- How the money went back.
ALTER TABLE refund ADD COLUMN way TEXT NOT NULL DEFAULT 'gateway' CHECK (way IN ('gateway', 'bank'));
-- What the operator wrote who paid it by bank, or gave it up.
ALTER TABLE refund ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE refund ADD COLUMN settled_by BIGINT;
DROP INDEX refund_open;
CREATE UNIQUE INDEX refund_open ON refund (top_up_id) WHERE status IN ('open', 'counter');
-- What is under way, the oldest first, for the office and for whoever gives up asking.
CREATE INDEX refund_under_way ON refund (status, opened_at) WHERE status IN ('open', 'counter');

-- Why an order ended unpaid: cancelled, expired, gateway.
ALTER TABLE top_up ADD COLUMN closed_why TEXT NOT NULL DEFAULT '';

-- Who a member is to an app inside WeChat; paying there needs it.
CREATE TABLE member_openid (
    member_id BIGINT NOT NULL,
    app TEXT NOT NULL,
    openid TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (member_id, app)
);
