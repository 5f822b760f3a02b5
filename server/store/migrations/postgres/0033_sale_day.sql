-- A year's totals of the sales are read from this index alone: it holds whatever the report adds up.
CREATE INDEX sale_day ON sale (business_day, id) INCLUDE (store_id, gross_fen, discount_fen, points_fen, outside_fen, principal_fen, bonus_fen, points_used,
    points_earned, returned_fen);
