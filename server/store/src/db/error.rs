//! What can go wrong between a use case and its database, in words that say whose turn it is.

use huika_domain::ErrorCode;

use crate::rules::UnreadableRule;

/// An error of the database, never of a business rule. Every use case's own error type has a variant that carries it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// More work is waiting than the queue may hold. Nothing was done; the same request may be sent again.
    #[error("busy: too many changes are waiting, try again")]
    Busy,
    /// Another server's transaction was in the way, also after several tries. Nothing was done.
    #[error("conflict: another change was in the way, try again")]
    Conflict,
    /// A unique, foreign-key or CHECK constraint refused the row; the name is the constraint's or the column list's.
    #[error("constraint violated: {0}")]
    Constraint(String),
    /// The disk is full or read-only, or reading or writing it failed. Nothing of this change is in the books.
    #[error("storage fault: {0}")]
    Storage(String),
    /// The connection broke, or a sync failed, while a commit was under way: whether the change is in the books is not known. Send the
    /// same request with the same key again; it is applied at most once.
    #[error("it is not known whether this was committed: {0}")]
    Unknown(String),
    /// The database cannot be reached.
    #[error("database not available: {0}")]
    Unavailable(String),
    /// A text holds U+0000, which PostgreSQL keeps in no column. It is refused on both engines, before the database hears of it.
    #[error("a text holds U+0000")]
    Text,
    /// The session on whose behalf it was has ended meanwhile. Nothing was done.
    #[error("the session is over")]
    SessionOver,
    /// A row does not hold what the program expects of it.
    #[error("unexpected value in the database: {0}")]
    Decode(String),
    /// The database's schema is newer than this program, or its migrations were changed afterwards.
    #[error("schema: {0}")]
    Schema(String),
    /// The database, or what stands before it, cannot hold the books, for a reason that its operator can mend.
    #[error("this database cannot be used: {0}")]
    Unfit(String),
    /// A statement that the engine refuses, or a use case that panicked: a fault of the program.
    #[error("internal error: {0}")]
    Internal(String),
}

impl StoreError {
    /// Whether the same transaction may succeed when it is simply run again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict | Self::Unavailable(_))
    }
}

impl StoreError {
    /// A stable code for addresses and words: whether to try again, or that it is our fault.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Busy | Self::Conflict | Self::Unavailable(_) => ErrorCode::Busy.as_str(),
            Self::Unknown(_) => ErrorCode::UnknownOutcome.as_str(),
            Self::Storage(_) => ErrorCode::Storage.as_str(),
            Self::Text => ErrorCode::NotAText.as_str(),
            Self::SessionOver => ErrorCode::SignedOut.as_str(),
            Self::Constraint(_) | Self::Decode(_) | Self::Schema(_) | Self::Unfit(_) | Self::Internal(_) => {
                ErrorCode::Internal.as_str()
            }
        }
    }
}

impl StoreError {
    /// That a rule in the database is not one that this program reads. No `From`: with a second one, the error of a closure that only
    /// says `?` could not be inferred.
    pub(crate) fn of_rule(error: &UnreadableRule) -> Self {
        Self::Decode(error.to_string())
    }
}
