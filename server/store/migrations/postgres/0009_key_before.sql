-- The key that a phone's page was drawn with when the phone asked for one of its own: what the page shows stays good for a moment.
ALTER TABLE device ADD COLUMN key_before BYTEA;
ALTER TABLE device ADD COLUMN key_before_until BIGINT NOT NULL DEFAULT 0;
