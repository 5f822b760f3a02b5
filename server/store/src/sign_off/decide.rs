//! A second person is asked, and decides.

use huika_domain::{ErrorCode, OperatorId, Reason};

use super::list::{Waits, may_sign, waits};
use crate::{
    StoreError, Tx,
    adjustment::correction::{self, AdjustError},
    coupon::{CouponError, approve_coupon, refuse_coupon},
    merge::{MergeError, approve_merge, refuse_merge},
    params,
    refund::{ByHand, RefundTopUpError, approve_refund, give_refund_up},
    sale::returns::{ReturnGoodsError, approve_wish, refuse_wish},
    staff::{SecondKind, sees_stores},
};

/// What a second person says.
#[derive(Debug, Clone)]
pub struct SignOff {
    /// To what.
    pub id: i64,
    /// Who.
    pub operator: OperatorId,
    /// Yes or no.
    pub yes: bool,
    /// Why.
    pub reason: Reason,
}

/// Why nothing was decided.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SignOffError {
    /// Nothing waits there any more.
    #[error("nothing waits there")]
    NotWaiting,
    /// This operator is no second person for it: by their role, by their store, or because they asked.
    #[error("this operator may not do that")]
    NotAllowed,
    /// Somebody else was asked.
    #[error("somebody else was asked")]
    Others,
    /// The refund was refused.
    #[error(transparent)]
    Refund(#[from] RefundTopUpError),
    /// The correction was refused.
    #[error(transparent)]
    Correction(#[from] AdjustError),
    /// The return was refused.
    #[error(transparent)]
    Return(#[from] ReturnGoodsError),
    /// The coupon was refused.
    #[error(transparent)]
    Coupon(#[from] CouponError),
    /// The merge was refused.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SignOffError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotWaiting => ErrorCode::NotWaiting.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Others => ErrorCode::SignOffOthers.as_str(),
            Self::Refund(error) => error.code(),
            Self::Correction(error) => error.code(),
            Self::Return(error) => error.code(),
            Self::Coupon(error) => error.code(),
            Self::Merge(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Whoever asked for something names the second person who shall look at it; none for anybody who may.
pub fn choose_second(tx: &mut Tx<'_>, by: OperatorId, id: i64, chosen: Option<OperatorId>) -> Result<(), SignOffError> {
    let waits = waits(tx, id)?
        .filter(|waits| waits.asked_by == by)
        .ok_or(SignOffError::NotWaiting)?;
    if let Some(chosen) = chosen
        && !may_sign(tx, chosen, &waits)?
    {
        return Err(SignOffError::NotAllowed);
    }
    tx.exec(
        "UPDATE sign_off SET chosen_id = ?2 WHERE id = ?1 AND decision = ''",
        params![id, chosen],
    )?;
    Ok(())
}

/// A second person says yes, and it is posted, or no, and it is dropped. Who that is, is looked at now: a right that was taken away since
/// the form was drawn, or a store that is another one's, counts.
pub fn sign_off(tx: &mut Tx<'_>, said: &SignOff) -> Result<(), SignOffError> {
    let waits = waits(tx, said.id)?.ok_or(SignOffError::NotWaiting)?;
    // What is another store's is answered as if nothing waited there.
    if !sees_stores(tx, said.operator, waits.store.as_slice())? {
        return Err(SignOffError::NotWaiting);
    }
    if waits.chosen.is_some_and(|chosen| chosen != said.operator) {
        return Err(SignOffError::Others);
    }
    if !may_sign(tx, said.operator, &waits)? {
        return Err(SignOffError::NotAllowed);
    }
    carry_out(tx, said, &waits)
}

fn carry_out(tx: &mut Tx<'_>, said: &SignOff, waits: &Waits) -> Result<(), SignOffError> {
    match waits.kind {
        SecondKind::Refund => {
            let done = ByHand {
                number: waits.subject.clone(),
                operator: said.operator,
                reason: said.reason.clone(),
            };
            let decide = if said.yes { approve_refund } else { give_refund_up };
            Ok(decide(tx, &done)?)
        }
        SecondKind::Correction if said.yes => {
            correction::approve(tx, &waits.subject, said.operator)?;
            Ok(())
        }
        SecondKind::Correction => Ok(correction::refuse(tx, &waits.subject, said.operator)?),
        SecondKind::Return if said.yes => Ok(approve_wish(tx, &waits.subject, said.operator)?),
        SecondKind::Return => Ok(refuse_wish(tx, &waits.subject, said.operator)?),
        SecondKind::Coupon => {
            let decide = if said.yes { approve_coupon } else { refuse_coupon };
            Ok(decide(tx, &waits.subject, said.operator)?)
        }
        SecondKind::Merge if said.yes => Ok(approve_merge(tx, &waits.subject, said.operator)?),
        SecondKind::Merge => Ok(refuse_merge(tx, &waits.subject, said.operator)?),
    }
}
