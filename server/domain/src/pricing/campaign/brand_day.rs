//! Brand day: a percentage for members on what a brand offers.

use crate::BrandId;
use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Scratch, percent_of};
use crate::pricing::refusal::Why;
use serde::{Deserialize, Serialize};

/// A percentage on one brand, for members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandDay {
    /// Which brand.
    pub brand: BrandId,
    /// So many percent off.
    pub percent: u8,
}

impl Effect for BrandDay {
    fn makes_sense(&self) -> bool {
        (1..=100).contains(&self.percent)
    }

    fn met(&self, _: &Pool<'_>) -> Result<(), Why> {
        Ok(())
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        percent_of(pool.all(scratch), self.percent, None)
    }
}
