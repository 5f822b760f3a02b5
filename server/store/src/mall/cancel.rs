//! An order in the mall is undone: the points go back to the lots that they came from, the piece back on the shelf. One that waits is cancelled; one
//! that was handed out is taken back at a counter, by whoever may approve that.

use huika_domain::{EntryId, ErrorCode, ItemId, MemberId, OperatorId, Points, StoreId};
use serde::{Deserialize, Serialize};

use super::orders::OrderStatus;
use crate::{
    StoreError, Tx,
    db::idempotency::{self, KeyReused},
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, Wallet, amount::minus_points, composition, restore_points,
    },
    params,
    staff::{Matter, Role, is_own_account, may},
    top_up::hold_again,
};

/// A member, or an operator for them, takes an order back that was not collected.
#[derive(Debug, Clone, Serialize)]
pub struct Cancel {
    /// Whose order.
    pub member: MemberId,
    /// Its number.
    pub number: String,
    /// Who does it, when staff does.
    pub operator: Option<OperatorId>,
    /// Whether the item was handed out and comes back.
    pub handed_out: bool,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// An order that was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// Its entry in the books.
    pub entry: EntryId,
    /// Points afterwards.
    pub points: Points,
}

/// Why it was not undone.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CancelError {
    /// The member has no such order.
    #[error("there is no such order")]
    NoOrder,
    /// This operator serves nobody, or it is their own order.
    #[error("this operator may not do that")]
    NotAllowed,
    /// It was collected, or undone before.
    #[error("this order can no longer be undone")]
    NotReady,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Undoes an order, once.
pub fn cancel(tx: &mut Tx<'_>, request: &Cancel) -> Result<Cancelled, CancelError> {
    let wallet = Wallet::lock(tx, request.member)?.ok_or(CancelError::NoOrder)?;
    let scope = format!("cancel:{}", request.member);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        check_rights(tx, request)?;
        let from = if request.handed_out {
            OrderStatus::Collected
        } else {
            OrderStatus::Ready
        };
        let (entry, item, name, points, store) = tx
            .one(
                "SELECT r.entry_id, r.item_id, i.name, r.points, e.store_id FROM redemption r JOIN item i ON i.id = r.item_id \
             JOIN entry e ON e.id = r.entry_id WHERE r.number = ?1 AND r.member_id = ?2",
                params![request.number, request.member],
                |row| {
                    Ok((
                        row.get::<EntryId>("entry_id")?,
                        row.get::<ItemId>("item_id")?,
                        row.get::<String>("name")?,
                        row.get::<Points>("points")?,
                        row.get::<Option<StoreId>>("store_id")?,
                    ))
                },
            )?
            .ok_or(CancelError::NoOrder)?;
        let cancelled = tx.exec(
            "UPDATE redemption SET status = 'cancelled', cancelled_at = ?3 WHERE number = ?1 AND status = ?2 AND coupon_id IS NULL",
            params![request.number, from, tx.now()],
        )?;
        if cancelled == 0 {
            return Err(CancelError::NotReady);
        }
        tx.exec("UPDATE item SET stock = stock + 1 WHERE id = ?1", params![item])?;
        let taken = composition(tx, entry)?;
        let mut draft = Draft::new(wallet);
        restore_points(tx, &mut draft, &taken.points)?;
        draft.shop_points(Account::PointsCost, "mall", minus_points(points)?);
        let header = Header {
            kind: EntryKind::Cancellation,
            reference: &format!("cancellation:{}", request.number),
            // Where it was counted, it is taken off.
            store,
            operator: request.operator,
            reverses: Some(entry),
            explanation: &Explanation::Redemption {
                number: request.number.clone(),
                item: name,
            },
        };
        let posted = draft.post(tx, &header)?;
        // What went back to a top-up that is held is held as well.
        let after = hold_again(tx, posted.wallet)?;
        let cancelled = Cancelled {
            entry: posted.entry,
            points: after.points,
        };
        Ok(cancelled)
    })
}

/// Whoever sells cancels what waits; what was handed out is taken back by whoever may approve that in the store where it was. Nobody does
/// either for themselves, and members take nothing back alone.
fn check_rights(tx: &mut Tx<'_>, request: &Cancel) -> Result<(), CancelError> {
    let may_do = match request.operator {
        None => !request.handed_out,
        Some(operator) if is_own_account(tx, operator, request.member)? => false,
        Some(operator) if request.handed_out => {
            let store = tx.one(
                "SELECT store_id FROM redemption WHERE number = ?1",
                params![request.number],
                |row| row.get::<Option<StoreId>>("store_id"),
            )?;
            may(tx, operator, Role::approves, store.flatten().into())?
        }
        Some(operator) => may(tx, operator, Role::sells, Matter::Anybodys)?,
    };
    if may_do { Ok(()) } else { Err(CancelError::NotAllowed) }
}

impl CancelError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoOrder => ErrorCode::NoOrder.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NotReady => ErrorCode::OrderNotReady.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
