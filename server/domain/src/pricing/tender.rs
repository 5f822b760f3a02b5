//! Step 9: what pays the bill.

use super::buyer::Buyer;
use super::error::QuoteError;
use super::request::{PayWith, Request};
use crate::{Fen, MoneyDraw, plan_spend, spendable_on};

/// What pays a bill.
pub(super) struct Payment {
    pub draws: Vec<MoneyDraw>,
    pub principal: Fen,
    pub bonus: Fen,
    pub outside: Fen,
    /// The outside money by tender.
    pub tenders: Vec<Fen>,
}

/// Plans the payment of a bill.
pub(super) fn pay(request: &Request<'_>, due: Fen) -> Result<Payment, QuoteError> {
    let lots = request.buyer.as_ref().map_or(&[][..], |buyer: &Buyer<'_>| buyer.lots);
    let now = request.at.now;
    let from_balance = match request.pay_with {
        PayWith::Balance => due,
        PayWith::BalanceFirst => due.min(spendable_on(lots, due, now)),
        PayWith::BalanceExactly(amount) => amount.min(due).max(Fen::ZERO),
        PayWith::Outside => Fen::ZERO,
    };
    let draws = plan_spend(lots, from_balance, due, now)?;
    let outside = due.checked_sub(from_balance).ok_or(QuoteError::BadRule)?;
    let principal = Fen::checked_sum(draws.iter().map(|draw| draw.principal)).ok_or(QuoteError::BadRule)?;
    let bonus = Fen::checked_sum(draws.iter().map(|draw| draw.bonus)).ok_or(QuoteError::BadRule)?;
    let tenders = divided(outside, request.tenders)?;
    Ok(Payment {
        draws,
        principal,
        bonus,
        outside,
        tenders,
    })
}

/// Outside money over its tenders: those with an amount get it, and at most one gets the rest.
///
/// # Errors
/// [`QuoteError::BadRule`] when they come to something else.
pub fn divided(outside: Fen, wanted: &[Option<Fen>]) -> Result<Vec<Fen>, QuoteError> {
    if wanted.is_empty() {
        return Ok(vec![outside; usize::from(outside.is_positive())]);
    }
    let said = wanted.iter().flatten().copied();
    if said.clone().any(Fen::is_negative) || wanted.iter().filter(|one| one.is_none()).count() > 1 {
        return Err(QuoteError::BadRule);
    }
    let said = Fen::checked_sum(said).ok_or(QuoteError::TooMuch)?;
    let rest = outside.checked_sub(said).ok_or(QuoteError::BadRule)?;
    let has_rest = wanted.iter().any(Option::is_none);
    if rest.is_negative() || (!has_rest && !rest.is_zero()) {
        return Err(QuoteError::BadRule);
    }
    Ok(wanted.iter().map(|one| one.unwrap_or(rest)).collect())
}
