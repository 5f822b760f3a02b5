//! Point lots: what one earning left behind.

use crate::{LotId, Millis, Points};
use serde::{Deserialize, Serialize};

/// Points of one earning: granted, remaining, from when and until when they can be used (RULES, points: representation).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointLot {
    /// Which lot.
    pub id: LotId,
    /// Points earned.
    pub granted: Points,
    /// Points not yet spent, expired or taken back.
    pub remaining: Points,
    /// From this instant on they can be used; before it they are pending.
    pub available_from: Millis,
    /// The last instant at which they can be used.
    pub expires_at: Option<Millis>,
    /// When they were earned.
    pub created_at: Millis,
}

impl PointLot {
    /// Whether its time is over.
    fn is_expired(&self, now: Millis) -> bool {
        self.expires_at.is_some_and(|last| now > last)
    }

    /// Whether its time has come and is not over.
    fn is_usable(&self, now: Millis) -> bool {
        self.remaining.is_positive() && self.available_from <= now && !self.is_expired(now)
    }
}

/// What is taken from one lot of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointDraw {
    /// From which lot.
    pub lot: LotId,
    /// How many.
    pub points: Points,
}

/// The points do not cover what is wanted. Nothing is taken, and the caller is told (RULES, points: short of points).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{wanted} points are wanted and {available} can be used")]
pub struct PointShortage {
    /// What was asked for.
    pub wanted: Points,
    /// What can be used now.
    pub available: Points,
}

impl PointShortage {
    /// How many are missing.
    pub fn missing(self) -> Points {
        Points::new(self.wanted.get().saturating_sub(self.available.get()))
    }
}

/// Points of a member at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointBalance {
    /// Can be used now.
    pub usable: Points,
    /// Can be used later: shown with their date.
    pub pending: Points,
}

/// What can be used now and what later; numbers that would not fit stay at the largest one.
pub fn point_balance(lots: &[PointLot], now: Millis) -> PointBalance {
    let mut sum = PointBalance::default();
    for lot in lots
        .iter()
        .filter(|lot| lot.remaining.is_positive() && !lot.is_expired(now))
    {
        let part = if lot.is_usable(now) {
            &mut sum.usable
        } else {
            &mut sum.pending
        };
        *part = Points::new(part.get().saturating_add(lot.remaining.get()));
    }
    sum
}

/// Points that can be used now.
pub fn usable_points(lots: &[PointLot], now: Millis) -> Points {
    point_balance(lots, now).usable
}

/// Which lots pay a number of points: soonest expiry first, then oldest; what never expires comes last (RULES, points:
/// order of use). Pending and expired lots give nothing, even if the job that expires them did not run.
///
/// # Errors
/// `PointShortage` when the usable lots do not cover it, or when it is below zero.
pub fn plan_points(lots: &[PointLot], wanted: Points, now: Millis) -> Result<Vec<PointDraw>, PointShortage> {
    let shortage = PointShortage {
        wanted,
        available: usable_points(lots, now),
    };
    if wanted.is_negative() || shortage.available < wanted {
        return Err(shortage);
    }
    let mut usable: Vec<&PointLot> = lots.iter().filter(|lot| lot.is_usable(now)).collect();
    usable.sort_by_key(|lot| (lot.expires_at.is_none(), lot.expires_at, lot.created_at, lot.id));
    let mut missing = wanted.get();
    let mut draws = Vec::new();
    for lot in usable {
        if missing == 0 {
            break;
        }
        let taken = missing.min(lot.remaining.get());
        missing -= taken;
        draws.push(PointDraw {
            lot: lot.id,
            points: Points::new(taken),
        });
    }
    Ok(draws)
}

/// What expires now: the *remaining* points of every lot whose time is over, never what was already spent (RULES, points:
/// expiry and example). Once this has been taken there is nothing left to expire, so running it again changes nothing.
pub fn plan_expiry(lots: &[PointLot], now: Millis) -> Vec<PointDraw> {
    lots.iter()
        .filter(|lot| lot.remaining.is_positive() && lot.is_expired(now))
        .map(|lot| PointDraw {
            lot: lot.id,
            points: lot.remaining,
        })
        .collect()
}

/// When points of this member expire next, and how many at that instant: what a page warns of.
pub fn next_expiry(lots: &[PointLot], now: Millis) -> Option<(Millis, Points)> {
    let living = || {
        lots.iter()
            .filter(|lot| lot.remaining.is_positive() && !lot.is_expired(now))
    };
    let at = living().filter_map(|lot| lot.expires_at).min()?;
    let points = living()
        .filter(|lot| lot.expires_at == Some(at))
        .fold(0_i64, |sum, lot| sum.saturating_add(lot.remaining.get()));
    Some((at, Points::new(points)))
}

#[cfg(test)]
mod tests;
