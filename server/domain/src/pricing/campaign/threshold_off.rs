//! Threshold reduction: an amount off from an amount on (满减), once or for each.

use crate::Fen;
use crate::pricing::effect::Effect;
use crate::pricing::explanation::Arithmetic;
use crate::pricing::pool::{Pool, Scratch, bounded};
use crate::pricing::refusal::Why;
use serde::{Deserialize, Serialize};

/// The highest step that the cart reaches takes its amount off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThresholdOff {
    /// The steps.
    pub steps: Vec<StepOff>,
    /// For each `from` of that step, and not only once (每满).
    pub each: bool,
}

/// From so much on, so much off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StepOff {
    /// From goods for so much on.
    pub from: Fen,
    /// So much off.
    pub off: Fen,
}

impl ThresholdOff {
    /// Its first step and the highest one that so much reaches.
    fn reached(&self, measured: i64) -> Option<StepOff> {
        self.steps
            .iter()
            .filter(|step| step.from.get() <= measured)
            .max()
            .copied()
    }
}

impl Effect for ThresholdOff {
    fn makes_sense(&self) -> bool {
        let sensible = |step: &StepOff| {
            step.off.is_positive() && !step.from.is_negative() && (step.from.is_positive() || !self.each)
        };
        !self.steps.is_empty() && self.steps.iter().all(sensible)
    }

    fn met(&self, pool: &Pool<'_>) -> Result<(), Why> {
        let first = self.steps.iter().min().map_or(Fen::ZERO, |step| step.from);
        pool.has_amount(first)
    }

    fn take(&self, pool: &Pool<'_>, scratch: &mut Scratch) -> (i64, Arithmetic) {
        let all = pool.all(scratch);
        let of = Fen::new(all);
        let Some(step) = self.reached(pool.measured) else {
            let amount = Fen::ZERO;
            return (0, Arithmetic::Amount { amount, of });
        };
        let amount = bounded(step.off);
        if !self.each {
            let amount = Fen::new(amount);
            return (amount.get().min(all), Arithmetic::Amount { amount, of });
        }
        let times = pool.measured / step.from.get().max(1);
        let arithmetic = Arithmetic::Each {
            measured: Fen::new(pool.measured),
            each: step.from,
            amount: Fen::new(amount),
            of,
        };
        (times.saturating_mul(amount).min(all), arithmetic)
    }
}
