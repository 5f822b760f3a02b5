//! What comes of working it out again.

use huika_domain::{Fen, Points};

/// Days that are looked at.
pub const DAYS: i32 = 30;
/// Rows that are looked at: what is answered while somebody waits reads no more.
pub const ROWS: i64 = 5_000;

/// What a rule would have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What was looked at.
    pub of: Of,
    /// How many of them, [`ROWS`] at most.
    pub count: i64,
    /// How many would have come out differently.
    pub changed: i64,
    /// In which figures.
    pub effects: Vec<Effect>,
}

/// What is worked out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Sales of the scope.
    Sales,
    /// Top-ups that were paid.
    TopUps,
    /// Corrections by hand.
    Corrections,
    /// Nothing that is in the books depends on such a rule.
    Nothing,
}

/// A figure as it is now, and as it would have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Points that members earn.
    Earned(Points, Points),
    /// What the points that were used take off.
    Deducted(Fen, Fen),
    /// What tiers take off.
    Discount(Fen, Fen),
    /// Members among the buyers whom their next purchase would raise.
    TiersUp(i64),
    /// Members among the buyers who have a tier that they would not keep at the end of its period; nobody goes down before.
    TiersDown(i64),
    /// Sales that a person has to look at.
    Watched(i64, i64),
    /// Sales with money of a kind that the shop does not take, and how much that is.
    UnknownTender(i64, Fen),
    /// Top-ups that the card would not have taken.
    AboveCap(i64, i64),
    /// Top-ups that were paid after their order had ended.
    PaidLate(i64, i64),
    /// Corrections that need a second person.
    SecondPerson(i64, i64),
}
