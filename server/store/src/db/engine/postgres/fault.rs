//! What an error of PostgreSQL means to a use case.

use sqlx::postgres::PgDatabaseError;

use crate::StoreError;

/// An error in our words.
pub(crate) fn fault(error: &sqlx::Error) -> StoreError {
    let text = error.to_string();
    let Some(database) = error.as_database_error() else {
        return match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => StoreError::Unavailable(text),
            _ => StoreError::Internal(text),
        };
    };
    // Classes and codes: https://www.postgresql.org/docs/15/errcodes-appendix.html
    let code = database.code().unwrap_or_default();
    match code.as_ref() {
        "40001" | "40P01" | "55P03" => StoreError::Conflict,
        code if code.starts_with("23") => StoreError::Constraint(database.constraint().map_or(text, ToOwned::to_owned)),
        // A server that can only be read is a standby, or was made one: another one can be written.
        "25006" | "25P03" | "26000" => StoreError::Unavailable(text),
        _ if is_stale_plan(error) => StoreError::Conflict,
        code if code.starts_with("53") || code.starts_with("58") => StoreError::Storage(text),
        code if code.starts_with("57") || code.starts_with("08") => StoreError::Unavailable(text),
        _ => StoreError::Internal(text),
    }
}

/// Whether nothing more can be expected of the connection that said so.
pub(super) fn is_end_of_connection(error: &sqlx::Error) -> bool {
    let Some(database) = error.as_database_error() else {
        return matches!(
            error,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed
        );
    };
    // The server ends (57P01 to 57P05), ended the session (25P03), can only be read (25006), or does not know what was prepared
    // in this session (26000), which is then another one.
    let code = database.code().unwrap_or_default();
    code.starts_with("57P") || code.starts_with("08") || matches!(code.as_ref(), "25006" | "25P03" | "26000")
}

/// A prepared statement whose columns a newer program has changed: `cached plan must not change result type`. That text is in the
/// server's language, the routine that says it is not.
pub(super) fn is_stale_plan(error: &sqlx::Error) -> bool {
    let Some(database) = error.as_database_error() else {
        return false;
    };
    database
        .try_downcast_ref::<PgDatabaseError>()
        .is_some_and(|found| found.code() == "0A000" && found.routine() == Some("RevalidateCachedQuery"))
}

/// `idle_in_transaction_session_timeout`: what the server had of the transaction is undone, and a `COMMIT` that came later found nothing.
pub(super) fn is_of_a_silent_transaction(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|found| found.code().as_deref() == Some("25P03"))
}
