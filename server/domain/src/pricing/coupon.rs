//! Coupons that a member holds.

use super::buyer::Buyer;
use super::condition::{Moment, Place, What, Who, Window};
use super::effect::Effect;
use super::explanation::{Arithmetic, Step};
use super::pool::{Pool, Run, Scratch, bounded, percent_of, pieces_of, take_pieces};
use super::refusal::{Missing, Reason, Why};
use crate::{CouponId, Fen, Millis, StackGroupId};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// One coupon with its terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coupon {
    /// Which.
    pub id: CouponId,
    /// Its place within its step, and its priority where two are as good: the lower one first.
    pub rank: i32,
    /// What decides with which others it goes.
    pub group: Option<StackGroupId>,
    /// When it holds within its validity.
    pub window: Window,
    /// For whom and where.
    pub who: Who,
    /// On which goods.
    pub what: What,
    /// From goods for so much on, measured after all campaigns.
    pub from: Fen,
    /// Not before this instant.
    pub valid_from: Option<Millis>,
    /// The last instant.
    pub valid_until: Option<Millis>,
    /// It was used, given away or taken back.
    pub used: bool,
    /// What it is worth to whoever keeps it.
    pub worth: Fen,
    /// The code that is typed for it, where it has one.
    pub code: Option<String>,
    /// What it does.
    pub kind: CouponKind,
}

/// What a coupon does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CouponKind {
    /// So many percent off.
    Percent {
        /// So many.
        percent: u8,
        /// At most so much.
        most: Option<Fen>,
    },
    /// So much off.
    Amount {
        /// So much.
        off: Fen,
    },
    /// Pieces of its goods for nothing, the dearest ones.
    Exchange {
        /// So many pieces.
        pieces: u32,
    },
}

impl CouponKind {
    /// In which step it works.
    pub const fn step(&self) -> Step {
        match self {
            Self::Percent { .. } => Step::CouponPercent,
            Self::Amount { .. } => Step::CouponAmount,
            Self::Exchange { .. } => Step::CouponExchange,
        }
    }

    /// Whether its figures make sense; what does not is refused where it is typed.
    pub fn is_sensible(&self) -> bool {
        self.makes_sense()
    }
}

impl Effect for CouponKind {
    fn makes_sense(&self) -> bool {
        match self {
            Self::Percent { percent, most } => (1..=100).contains(percent) && most.is_none_or(Fen::is_positive),
            Self::Amount { off } => off.is_positive(),
            Self::Exchange { pieces } => *pieces > 0,
        }
    }

    fn met(&self, _: &Pool<'_>) -> Result<(), Why> {
        Ok(())
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        match self {
            Self::Percent { percent, most } => percent_of(pool.all(scratch), *percent, *most),
            Self::Amount { off } => {
                let (of, amount) = (pool.all(scratch), bounded(*off));
                let arithmetic = Arithmetic::Amount {
                    amount: Fen::new(amount),
                    of: Fen::new(of),
                };
                (amount.min(of), arithmetic)
            }
            Self::Exchange { pieces } => {
                pool.none(scratch);
                let Scratch { weights, runs, .. } = scratch;
                pool.runs(runs, |_| true);
                runs.sort_unstable_by_key(|run: &Run| (Reverse(run.value), run.position));
                let count = i64::from(*pieces).min(pool.pieces());
                let sum = take_pieces(runs, count, weights);
                pieces_of(count, sum, 100)
            }
        }
    }

    fn by_piece(&self) -> bool {
        matches!(self, Self::Exchange { .. })
    }
}

impl Coupon {
    /// That it holds now, here and for this member.
    pub(super) fn holds(&self, at: &Moment, place: &Place, buyer: Option<&Buyer<'_>>) -> Result<(), Why> {
        if self.used {
            return Err((Reason::Used, None));
        }
        if let Some(from) = self.valid_from.filter(|from| at.now < *from) {
            return Err((Reason::NotYet, Some(Missing::From(from))));
        }
        if self.valid_until.is_some_and(|last| at.now > last) {
            return Err((Reason::Over, None));
        }
        self.window.check(at)?;
        self.who.check(place, buyer)
    }
}
