//! Member day: a percentage and more points, on the days that its window names.

use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Scratch, percent_of};
use crate::pricing::refusal::Why;
use serde::{Deserialize, Serialize};

/// What members get on their day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberDay {
    /// So many percent off; 0 for points alone.
    pub percent: u8,
    /// What points are multiplied by, in percent: 200 for twice as many, 100 for none more.
    pub points_percent: u16,
}

impl Effect for MemberDay {
    fn makes_sense(&self) -> bool {
        self.percent <= 100 && (self.percent > 0 || self.points_percent > 100)
    }

    fn met(&self, _: &Pool<'_>) -> Result<(), Why> {
        Ok(())
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        percent_of(pool.all(scratch), self.percent, None)
    }
}
