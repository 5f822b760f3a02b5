//! Who may decide about a refund, and who else has to.

use crate::{
    StoreError, Tx,
    ledger::hold::{self, HoldError, OpenHold},
    refund::{
        paid::RefundTopUpError,
        row::{Refund, RefundStatus, RefundWhy, find},
    },
    staff::{Role, is_own_account, may},
};
use huika_domain::{MemberId, OperatorId, StoreId};

/// Whether this operator pays members back who belong to this store, and not themselves.
pub(super) fn check_rights(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    store: Option<StoreId>,
    member: MemberId,
) -> Result<(), RefundTopUpError> {
    if !may(tx, operator, Role::refunds, store.into())? {
        return Err(RefundTopUpError::NotAllowed);
    }
    if is_own_account(tx, operator, member)? {
        return Err(RefundTopUpError::OwnAccount);
    }
    Ok(())
}

/// Whether so much may be said to be paid by this operator, with those who stand on the refund already.
pub(super) fn check_persons(tx: &Tx<'_>, refund: &Refund, payer: OperatorId) -> Result<(), RefundTopUpError> {
    let others = [refund.asked_by, refund.approved_by];
    let second = others.into_iter().flatten().any(|other| other != payer);
    let waits = refund.why == Some(RefundWhy::Review);
    if waits || (tx.rules().review.money_needs_second(refund.amount) && !second) {
        return Err(RefundTopUpError::NeedsSecond);
    }
    Ok(())
}

pub(super) fn lock_at_counter(
    tx: &mut Tx<'_>,
    number: &str,
    operator: OperatorId,
    refund: &Refund,
) -> Result<OpenHold, RefundTopUpError> {
    check_rights(tx, operator, refund.store, refund.member)?;
    if refund.status != RefundStatus::Counter {
        return Err(RefundTopUpError::NotAtCounter);
    }
    let open = match hold::lock_open(tx, &refund.hold) {
        Ok(open) => open,
        Err(HoldError::Closed) => return Err(RefundTopUpError::Ended),
        Err(HoldError::Store(error)) => return Err(error.into()),
        Err(other) => return Err(StoreError::Decode(other.to_string()).into()),
    };
    // Looked at again under the lock of the wallet.
    if find(tx, number)?.status == RefundStatus::Counter {
        Ok(open)
    } else {
        Err(RefundTopUpError::Ended)
    }
}
