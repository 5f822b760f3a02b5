//! The member answers, and the sale uses a yes.

use huika_domain::{Act, MemberId, OperatorId, Proof, StoreId};

use super::{
    bill::asked_bill,
    question::{ApprovalError, ApprovalStatus, DecidedBy, asked_by_token},
};
use crate::{
    Tx,
    ledger::Wallet,
    member::{Shown, require},
    params,
    sale::{SaleReceipt, quote_sale, sell},
    staff::Place,
};

/// What the member says.
#[derive(Debug, Clone, Copy)]
pub enum Answer<'a> {
    /// Pay this bill; it needs what every spend above the limit needs.
    Yes(&'a Shown),
    /// Pay nothing; that needs no proof.
    No,
}

impl Answer<'_> {
    const fn status(self) -> ApprovalStatus {
        match self {
            Self::Yes(_) => ApprovalStatus::Approved,
            Self::No => ApprovalStatus::Refused,
        }
    }

    fn by(self) -> DecidedBy {
        match self {
            Self::Yes(shown) if shown.strongest() == Proof::Passkey => DecidedBy::Passkey,
            Self::Yes(_) => DecidedBy::Pin,
            Self::No => DecidedBy::Member,
        }
    }
}

/// The member's decision. Answers the receipt when the yes made the sale. A bill that costs something else by now is not paid: the
/// question ends as `changed`, and the till asks another one.
pub fn decide(
    tx: &mut Tx<'_>,
    member: MemberId,
    token: &str,
    answer: Answer<'_>,
) -> Result<Option<SaleReceipt>, ApprovalError> {
    // The wallet first, as a sale does: whoever sells on another till at this moment is finished before.
    Wallet::lock(tx, member)?.ok_or(ApprovalError::Unknown)?;
    let asked = asked_by_token(tx, member, token)?.ok_or(ApprovalError::Unknown)?;
    if let Answer::Yes(shown) = answer {
        require(tx, member, Act::SpendAboveLimit, shown)?;
    }
    let decided = tx.one(
        "UPDATE approval SET status = ?3, decided_at = ?4, decided_by = ?5 \
         WHERE id = ?1 AND member_id = ?2 AND status = 'waiting' AND expires_at > ?4 \
         RETURNING sale_key, store_id, till, operator_id",
        params![asked.id, member, answer.status(), tx.now(), answer.by()],
        |row| {
            Ok((
                row.get::<String>("sale_key")?,
                row.get::<StoreId>("store_id")?,
                row.get::<String>("till")?,
                row.get::<Option<OperatorId>>("operator_id")?,
            ))
        },
    )?;
    let Some((key, store, till, operator)) = decided else {
        return Err(ApprovalError::TooLate);
    };
    tx.announce(member);
    if matches!(answer, Answer::No) {
        return Ok(None);
    }
    let bill = asked_bill(&asked.bill, &tx.context().secret)?.bill(Place { store, till, operator }, key);
    if !asked.costs(&quote_sale(tx, &bill)?) {
        tx.exec(
            "UPDATE approval SET status = 'refused', decided_by = 'changed' WHERE id = ?1",
            params![asked.id],
        )?;
        return Ok(None);
    }
    if bill.key.is_empty() {
        return Ok(None);
    }
    let receipt = sell(tx, &bill)?;
    tx.exec(
        "UPDATE approval SET status = 'used', receipt_number = ?2 WHERE id = ?1",
        params![asked.id, receipt.receipt_number],
    )?;
    Ok(Some(receipt))
}
