-- The month that runs is counted in the wallet, which a sale writes anyway; growth_month keeps the months before.
ALTER TABLE wallet ADD COLUMN growth_month INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wallet ADD COLUMN growth_fen INTEGER NOT NULL DEFAULT 0;
