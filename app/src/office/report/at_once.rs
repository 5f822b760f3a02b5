//! How large a file is made while somebody waits for it.

/// Files of more rows are made in the background (OFFICE, 5: others' requests ran out of time at 20,000 to 40,000 rows).
pub const AT_ONCE_ROWS: i64 = 10_000;

/// Whether a file of so many rows is made in the background.
pub fn too_many_rows(rows: i64) -> bool {
    rows > AT_ONCE_ROWS
}
