//! What the frame shows beside the page itself.

use huika_store::{staff::StaffSession, waiting::Waiting};

use super::scope::Scope;

/// Whether the stores that a page shows can be chosen in the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scoped {
    /// The page shows what belongs to no single store.
    No,
    /// The page shows the chosen store alone.
    Yes,
}

/// What the frame shows beside the page itself.
#[derive(Debug, Clone)]
pub struct Around {
    pub session: StaffSession,
    pub waiting: Waiting,
    pub scope: Scope,
    pub scoped: Scoped,
}
