//! What was in force when something was quoted.

use huika_domain::Millis;

/// A moment of the rules. The highest number alone would not tell it: a rule that was made earlier may come into force later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleMark {
    /// The highest number of what was in force.
    pub version: i64,
    /// When.
    pub at: Millis,
}
