//! Bonus by amount.

use serde::{Deserialize, Serialize};

use super::TopUpError;
use crate::{Fen, Points};

/// The bonus of one segment of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BonusGrant {
    /// So much, whatever the amount inside the segment.
    Fixed(Fen),
    /// So many thousandths of the amount, rounded down to the fen.
    PerMille(u32),
}

/// From this amount on the table gives this bonus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BonusSegment {
    /// The smallest amount of the segment.
    pub from: Fen,
    /// Its bonus in money.
    pub bonus: BonusGrant,
    /// Its bonus in points.
    #[serde(default)]
    pub points: Points,
}

/// Bonus by amount: segments that rise strictly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<BonusSegment>", into = "Vec<BonusSegment>")]
pub struct BonusTable(Vec<BonusSegment>);

impl BonusTable {
    /// A table that gives nothing.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// A table whose segments rise strictly, begin above zero and take nothing away.
    pub fn new(segments: Vec<BonusSegment>) -> Result<Self, TopUpError> {
        let rising = segments.windows(2).all(|pair| pair[0].from < pair[1].from);
        let sensible = segments.iter().all(|segment| {
            let gives = match segment.bonus {
                BonusGrant::Fixed(bonus) => !bonus.is_negative(),
                BonusGrant::PerMille(_) => true,
            };
            segment.from.is_positive() && gives && !segment.points.is_negative()
        });
        if rising && sensible {
            Ok(Self(segments))
        } else {
            Err(TopUpError::BadRule)
        }
    }

    /// Its segments.
    pub fn segments(&self) -> &[BonusSegment] {
        &self.0
    }

    /// The segment an amount falls into: the last one that it reaches.
    pub fn segment(&self, amount: Fen) -> Option<&BonusSegment> {
        self.0.iter().rev().find(|segment| segment.from <= amount)
    }

    /// The points for an amount.
    pub fn points(&self, amount: Fen) -> Points {
        self.segment(amount).map_or(Points::ZERO, |segment| segment.points)
    }

    /// The bonus for an amount.
    ///
    /// # Errors
    /// `BadRule` when it does not fit.
    pub fn bonus(&self, amount: Fen) -> Result<Fen, TopUpError> {
        match self.segment(amount).map(|segment| segment.bonus) {
            None => Ok(Fen::ZERO),
            Some(grant) => grant.on(amount),
        }
    }
}

impl Default for BonusTable {
    /// 100.00 gives 12.00, 300.00 gives 40.00, 500.00 gives 80.00, 1,000.00 gives 200.00.
    fn default() -> Self {
        let segments = [(10_000, 1_200), (30_000, 4_000), (50_000, 8_000), (100_000, 20_000)];
        Self(
            segments
                .map(|(from, bonus)| BonusSegment {
                    from: Fen::new(from),
                    bonus: BonusGrant::Fixed(Fen::new(bonus)),
                    points: Points::ZERO,
                })
                .to_vec(),
        )
    }
}

impl TryFrom<Vec<BonusSegment>> for BonusTable {
    type Error = TopUpError;

    fn try_from(segments: Vec<BonusSegment>) -> Result<Self, TopUpError> {
        Self::new(segments)
    }
}

impl From<BonusTable> for Vec<BonusSegment> {
    fn from(table: BonusTable) -> Self {
        table.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_does_not_rise_or_takes_away_is_refused() {
        let segment = |from, bonus| BonusSegment {
            from: Fen::new(from),
            bonus: BonusGrant::Fixed(Fen::new(bonus)),
            points: Points::ZERO,
        };
        assert_eq!(
            BonusTable::new(vec![segment(200, 1), segment(100, 2)]),
            Err(TopUpError::BadRule)
        );
        assert_eq!(
            BonusTable::new(vec![segment(100, 1), segment(100, 2)]),
            Err(TopUpError::BadRule)
        );
        assert_eq!(BonusTable::new(vec![segment(0, 1)]), Err(TopUpError::BadRule));
        assert_eq!(BonusTable::new(vec![segment(100, -1)]), Err(TopUpError::BadRule));
    }

    #[test]
    fn a_segment_can_give_thousandths_of_the_amount() {
        let segment = BonusSegment {
            from: Fen::new(100),
            bonus: BonusGrant::PerMille(125),
            points: Points::ZERO,
        };
        let table = BonusTable::new(vec![segment]).expect("a table");
        assert_eq!(table.bonus(Fen::new(999)), Ok(Fen::new(124)));
    }
}
