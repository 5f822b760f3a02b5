//! What campaigns and coupons have in common.

use super::explanation::Arithmetic;
use super::pool::{Pool, Scratch};
use super::refusal::Why;

/// What a kind of campaign or coupon does to the goods that it is about.
pub(super) trait Effect {
    /// Whether its figures can be worked with.
    fn makes_sense(&self) -> bool;

    /// Whether the cart meets its condition.
    fn met(&self, pool: &Pool<'_>) -> Result<(), Why>;

    /// What it takes off, and by what weights its lines share that. Less is left of a line, less it takes; never more than the weights.
    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic);

    /// Whether it looks at pieces and not at the sum of its lines alone.
    fn by_piece(&self) -> bool {
        false
    }
}
