//! What a person makes of a sale that alarmed: its points are the member's, or they go back to the shop.

use huika_domain::{ErrorCode, MemberId, OperatorId, Reason, StoreId};

use crate::{
    StoreError, Tx,
    ledger::{
        Account, Draft, EntryKind, Explanation, Wallet,
        amount::sum_points,
        hold::{self, HoldError, HoldStatus},
    },
    params,
    staff::{Role, is_own_account, may},
    top_up::release_open,
};

huika_domain::text_enum! {
    /// What is decided about a sale that alarmed.
    pub enum Decision {
        /// It was right; what waits is the member's.
        Released = "released",
        /// It was not; what waits falls to the shop.
        Taken = "taken",
    }
}

crate::db::text_columns!(Decision);

/// Somebody decides.
#[derive(Debug, Clone)]
pub struct Decide {
    /// The sale's place in the list.
    pub id: i64,
    /// What.
    pub decision: Decision,
    /// Who.
    pub operator: OperatorId,
    /// Why.
    pub note: Reason,
}

/// Why nothing was decided.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DecideError {
    /// There is no such sale, or somebody decided before.
    #[error("no such sale is waiting")]
    NotWaiting,
    /// This operator approves nothing in that store.
    #[error("this operator may not do that")]
    NotAllowed,
    /// The points would be the operator's own.
    #[error("nobody decides about their own account")]
    OwnAccount,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

struct Waiting {
    member: MemberId,
    store: StoreId,
    receipt_number: String,
    hold: String,
}

/// Decides, once. The matter is that of the store that sold.
pub fn decide(tx: &mut Tx<'_>, request: &Decide) -> Result<(), DecideError> {
    let waiting = find(tx, request.id)?.ok_or(DecideError::NotWaiting)?;
    if !may(tx, request.operator, Role::approves, Some(waiting.store).into())? {
        return Err(DecideError::NotAllowed);
    }
    if is_own_account(tx, request.operator, waiting.member)? {
        return Err(DecideError::OwnAccount);
    }
    Wallet::lock(tx, waiting.member)?.ok_or(DecideError::NotWaiting)?;
    // Read again under the lock: somebody else may have decided, or a return have set less aside.
    let waiting = find(tx, request.id)?.ok_or(DecideError::NotWaiting)?;
    if !waiting.hold.is_empty() {
        let mut open = hold::lock_open(tx, &waiting.hold).map_err(closed)?;
        open.by = Some(request.operator);
        match request.decision {
            Decision::Released => {
                release_open(tx, &open)?;
            }
            Decision::Taken => take(tx, &open, &waiting, request)?,
        }
    }
    tx.exec(
        "UPDATE watched_sale SET decision = ?2, decided_by = ?3, decided_at = ?4, note = ?5 WHERE id = ?1",
        params![
            request.id,
            request.decision,
            request.operator,
            tx.now(),
            request.note.as_str(),
        ],
    )?;
    Ok(())
}

/// The points go back to where the store's sale had them from. A return does not ask for them again: to it they are as those that expired.
fn take(tx: &mut Tx<'_>, open: &hold::OpenHold, waiting: &Waiting, request: &Decide) -> Result<(), StoreError> {
    let points = sum_points(open.held.points.iter().map(|draw| draw.points))?;
    let mut draft = Draft::new(open.wallet);
    hold::empty_held(&mut draft, &open.held)?;
    draft.shop_points(Account::PointsCost, &format!("store:{}", waiting.store), points);
    let explanation = Explanation::Manual {
        reason: request.note.as_str().to_owned(),
        approved_by: request.operator.to_string(),
    };
    let reference = format!("watched:{}:{}", waiting.receipt_number, open.number);
    hold::close(
        tx,
        open,
        draft,
        EntryKind::Adjustment,
        &reference,
        &explanation,
        HoldStatus::Taken,
    )?;
    for draw in &open.held.points {
        tx.exec(
            "UPDATE point_lot SET lapsed = lapsed + ?2 WHERE id = ?1",
            params![draw.lot, draw.points],
        )?;
    }
    Ok(())
}

fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Waiting>, StoreError> {
    tx.one(
        "SELECT w.member_id, w.store_id, s.receipt_number, w.hold FROM watched_sale w JOIN sale s ON s.id = w.sale_id \
         WHERE w.id = ?1 AND w.reason <> '' AND w.decision = ''",
        params![id],
        |row| {
            Ok(Waiting {
                member: row.get("member_id")?,
                store: row.get("store_id")?,
                receipt_number: row.get("receipt_number")?,
                hold: row.get("hold")?,
            })
        },
    )
}

impl DecideError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotWaiting => ErrorCode::NotWaiting.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::OwnAccount => ErrorCode::OwnAccount.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

pub(super) fn closed(error: HoldError) -> StoreError {
    match error {
        HoldError::Store(error) => error,
        other => StoreError::Decode(other.to_string()),
    }
}
