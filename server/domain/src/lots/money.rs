//! Money lots: principal and bonus of one top-up.

use super::SpendOrder;
use crate::arith::{mul_div_floor, mul_div_half_up};
use crate::{Fen, LotId, Millis};
use serde::{Deserialize, Serialize};

/// What one top-up left behind. It remembers the order of use it was made under; a later change of rule never touches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyLot {
    /// Which lot.
    pub id: LotId,
    /// Principal paid in.
    pub principal_granted: Fen,
    /// Bonus given with it.
    pub bonus_granted: Fen,
    /// Principal not yet spent or refunded.
    pub principal_left: Fen,
    /// Bonus not yet spent, expired or void.
    pub bonus_left: Fen,
    /// Order of use inside this lot.
    pub order: SpendOrder,
    /// The last instant at which the bonus can be spent; principal never expires.
    pub bonus_expires_at: Option<Millis>,
    /// When the lot was made: older lots are used first.
    pub created_at: Millis,
}

impl MoneyLot {
    /// Principal that can be spent.
    fn principal(&self) -> i64 {
        self.principal_left.get().max(0)
    }

    /// Bonus that can be spent at this instant: none once it has expired, whether or not a job has said so.
    fn bonus(&self, now: Millis) -> i64 {
        if self.bonus_expires_at.is_some_and(|last| now > last) {
            0
        } else {
            self.bonus_left.get().max(0)
        }
    }
}

/// What a spend takes from one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyDraw {
    /// From which lot.
    pub lot: LotId,
    /// Of its principal.
    pub principal: Fen,
    /// Of its bonus.
    pub bonus: Fen,
}

/// The stored value does not cover the amount. Nothing is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{wanted} is wanted and {available} can be spent")]
pub struct Shortage {
    /// What was asked for.
    pub wanted: Fen,
    /// What could be spent on this bill now.
    pub available: Fen,
}

impl Shortage {
    /// How much is missing.
    pub fn missing(self) -> Fen {
        Fen::new(self.wanted.get().saturating_sub(self.available.get()))
    }
}

/// Principal and bonus of a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Money paid in.
    pub principal: Fen,
    /// Money given.
    pub bonus: Fen,
}

/// What can be spent now, in its two parts; amounts that would not fit stay at the largest number.
pub fn balance(lots: &[MoneyLot], now: Millis) -> Balance {
    let mut sum = Balance::default();
    for lot in lots {
        sum.principal = Fen::new(sum.principal.get().saturating_add(lot.principal()));
        sum.bonus = Fen::new(sum.bonus.get().saturating_add(lot.bonus(now)));
    }
    sum
}

/// What can be spent now in total, over all bills: principal, and bonus that has not expired.
pub fn spendable(lots: &[MoneyLot], now: Millis) -> Fen {
    let Balance { principal, bonus } = balance(lots, now);
    Fen::new(principal.get().saturating_add(bonus.get()))
}

/// What can be spent now on one bill. It is less than `spendable` where a lot lets bonus pay only a part of a bill.
pub fn spendable_on(lots: &[MoneyLot], bill: Fen, now: Millis) -> Fen {
    walk(lots, i64::MAX, bill, now).1
}

/// Which lots pay an amount, and how much principal and bonus each gives (RULES, stored value: order of use, rounding).
///
/// `lots` come oldest first and are used in that order. Inside a lot its own order holds; pro rata rounds the principal
/// share half up and lets bonus carry the rest, so the last spend empties both exactly. `bill` is the whole bill that the
/// amount is a part of: lots with `BonusAtMost` measure by it, counting all bonus that this spend uses.
///
/// # Errors
/// `Shortage` when the lots cannot cover the amount, or when it is below zero.
pub fn plan_spend(lots: &[MoneyLot], amount: Fen, bill: Fen, now: Millis) -> Result<Vec<MoneyDraw>, Shortage> {
    if amount.is_negative() {
        return Err(Shortage {
            wanted: amount,
            available: spendable_on(lots, bill, now),
        });
    }
    let (draws, covered) = walk(lots, amount.get(), bill, now);
    if covered == amount {
        Ok(draws)
    } else {
        Err(Shortage {
            wanted: amount,
            available: covered,
        })
    }
}

/// Takes from lot after lot until the amount is reached or the lots end; answers the draws and their sum.
fn walk(lots: &[MoneyLot], amount: i64, bill: Fen, now: Millis) -> (Vec<MoneyDraw>, Fen) {
    let mut draws = Vec::new();
    let mut missing = amount;
    let mut bonus_used = 0_i64;
    for lot in lots {
        if missing == 0 {
            break;
        }
        let (principal, bonus) = take(lot, missing, bill.get().max(0), bonus_used, now);
        if principal == 0 && bonus == 0 {
            continue;
        }
        missing -= principal + bonus;
        bonus_used += bonus;
        draws.push(MoneyDraw {
            lot: lot.id,
            principal: Fen::new(principal),
            bonus: Fen::new(bonus),
        });
    }
    (draws, Fen::new(amount - missing))
}

/// What one lot gives towards a missing amount: principal and bonus, together never more than what is missing.
fn take(lot: &MoneyLot, missing: i64, bill: i64, bonus_used: i64, now: Millis) -> (i64, i64) {
    let principal = lot.principal();
    let bonus = lot.bonus(now);
    match lot.order {
        SpendOrder::ProRata => pro_rata(missing, principal, bonus),
        SpendOrder::PrincipalFirst => {
            let of_principal = missing.min(principal);
            (of_principal, bonus.min(missing - of_principal))
        }
        SpendOrder::BonusFirst => {
            let of_bonus = missing.min(bonus);
            (principal.min(missing - of_bonus), of_bonus)
        }
        SpendOrder::BonusAtMost { percent } => {
            let limit = mul_div_floor(bill, i64::from(percent.min(100)), 100).unwrap_or(0);
            let of_bonus = missing.min(bonus).min((limit - bonus_used).max(0));
            (principal.min(missing - of_bonus), of_bonus)
        }
    }
}

/// The principal share is `amount × principal ÷ (principal + bonus)`, rounded half up; bonus carries the rest. As the
/// share is of what is *left*, neither part can go below zero and an amount that takes all takes both exactly.
fn pro_rata(missing: i64, principal: i64, bonus: i64) -> (i64, i64) {
    let Some(left) = principal.checked_add(bonus).filter(|left| missing < *left) else {
        let of_principal = missing.min(principal);
        return (of_principal, bonus.min(missing - of_principal));
    };
    let of_principal = mul_div_half_up(missing, principal, left).unwrap_or(0).min(principal);
    (of_principal, missing - of_principal)
}

#[cfg(test)]
mod tests;
