//! A rule in the database that this program cannot read.

/// The body of a rule is none of its area: something else than this program has written it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rule {id} of {area}: {reason}")]
pub struct UnreadableRule {
    /// Its number.
    pub id: i64,
    /// Its area.
    pub area: &'static str,
    /// What is wrong with it.
    pub reason: String,
}
