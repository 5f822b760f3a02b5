//! Running a query on a connection, in a transaction that reads or by itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{
    Context, StoreError,
    db::tx::{Connection, Tx},
};

/// Runs a query in a transaction that only reads.
pub(crate) fn run_read<T, E: From<StoreError>>(
    connection: &mut dyn Connection,
    context: &Context,
    query: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    connection.begin_read()?;
    let outcome = catch_unwind(AssertUnwindSafe(|| query(&mut Tx::new(connection, context))))
        .unwrap_or_else(|_| Err(E::from(StoreError::Internal("a query panicked".into()))));
    connection.rollback();
    outcome
}

/// Runs the one statement of a query by itself.
pub(crate) fn run_look_up<T, E: From<StoreError>>(
    connection: &mut dyn Connection,
    context: &Context,
    query: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let outcome = catch_unwind(AssertUnwindSafe(|| query(&mut Tx::of_one_query(connection, context))))
        .unwrap_or_else(|_| Err(E::from(StoreError::Internal("a query panicked".into()))));
    connection.rollback();
    outcome
}
