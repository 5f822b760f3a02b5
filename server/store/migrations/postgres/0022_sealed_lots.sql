-- What a day's hash covers: 1, its entries and postings; 2, also the lots that they granted, so that a date or an order of spending
-- that is changed afterwards is found. Days that were sealed before keep their hash.
ALTER TABLE day_seal ADD COLUMN form BIGINT NOT NULL DEFAULT 1;
