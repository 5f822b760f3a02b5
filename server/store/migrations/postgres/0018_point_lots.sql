-- Room in each page for the next version of a row.
ALTER TABLE point_lot SET (fillfactor = 80);
