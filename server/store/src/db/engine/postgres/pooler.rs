//! Whether a pooler stands before a PostgreSQL that shares connections, found out by two of them.

use super::Postgres;
use crate::{StoreError, db::tx::Connection as _};

/// Looks so often whether two connections share what should be each one's own.
const ROUNDS: usize = 4;

/// Refuses a pooler that lends a connection for a transaction only. Prepared statements, `LISTEN` and settings belong to a session; there,
/// they end up in somebody else's, and an answer may be given before it is on disk.
///
/// A connection of our own has a process of PostgreSQL to itself: two of them never have the same one, and none changes it.
pub(crate) fn require_own_sessions(url: &str) -> Result<(), StoreError> {
    let (mut one, mut other) = (Postgres::open(url)?, Postgres::open(url)?);
    for _ in 0..ROUNDS {
        let first = one.process()?;
        // Where each statement is lent a connection there are no transactions.
        let is_shared = match other.begin_read().and_then(|()| other.process()) {
            // While the other one holds what it was lent, a pooler has to lend this one something else.
            Ok(beside) => beside == first || one.process()? != first,
            Err(error) => one.process().map_err(|_| error).map(|_| true)?,
        };
        other.rollback();
        if is_shared {
            return Err(StoreError::Unfit(
                "a pooler stands before it that gives each transaction another connection (PgBouncer: pool_mode = transaction or \
                 statement); use pool_mode = session, or PostgreSQL itself"
                    .into(),
            ));
        }
    }
    Ok(())
}
