-- What does not fit about a payment: how often it was said, and what a person made of it.
ALTER TABLE payment_alarm ADD COLUMN last_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment_alarm ADD COLUMN times BIGINT NOT NULL DEFAULT 1;
ALTER TABLE payment_alarm ADD COLUMN settled_by BIGINT;
ALTER TABLE payment_alarm ADD COLUMN note TEXT NOT NULL DEFAULT '';
UPDATE payment_alarm SET last_at = at;
-- The same said again is counted and not listed again.
CREATE INDEX payment_alarm_number ON payment_alarm (number) WHERE settled_at IS NULL;

-- The part of the bonus that is for being the member's first top-up; it is given once, whichever of several orders is paid first.
ALTER TABLE top_up ADD COLUMN first_fen BIGINT NOT NULL DEFAULT 0;
