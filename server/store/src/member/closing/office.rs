//! Closing an account in the office, for a member who asks there and shows a document: by the same rule as on the phone, with the same days
//! in which it can be kept.

use huika_domain::{CardStatus, Fen, MemberId, Millis, OperatorId, Reason};

use super::begin::{ClosingError, begin, status_of};
use crate::{
    StoreError, Tx,
    ledger::Wallet,
    member::account_kept::keep_account,
    params,
    staff::{Act, ActKind, Role, home_store, is_own_account, may_about},
};

/// A member asks in the office for the account to be closed, or to be kept.
#[derive(Debug, Clone)]
pub struct OfficeClosing {
    /// Who.
    pub member: MemberId,
    /// Which document was shown.
    pub identification: String,
    /// What the member said, or where it is noted.
    pub reason: Reason,
    /// By whom.
    pub by: OperatorId,
}

/// Begins it. `gives_up` is the money that the member gives up in so many words.
pub fn close_in_office(
    tx: &mut Tx<'_>,
    request: &OfficeClosing,
    gives_up: Option<Fen>,
) -> Result<Millis, ClosingError> {
    let wallet = Wallet::lock(tx, request.member)?.ok_or(ClosingError::NoMember)?;
    let status = status_of(tx, request.member)?;
    allowed(tx, request)?;
    if status == CardStatus::Closed {
        return Err(ClosingError::NoMember);
    }
    let due_at = begin(tx, &wallet, status, gives_up)?;
    note(tx, request, ActKind::ClosingAsked)?;
    Ok(due_at)
}

/// Keeps an account that is being closed.
pub fn keep_in_office(tx: &mut Tx<'_>, request: &OfficeClosing) -> Result<(), ClosingError> {
    status_of(tx, request.member)?;
    allowed(tx, request)?;
    if !keep_account(tx, request.member)? {
        return Err(ClosingError::NotWaiting);
    }
    Ok(note(tx, request, ActKind::ClosingKept)?)
}

/// When the account of a member is closed; none where nobody has asked for it.
pub fn closes_at(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Millis>, StoreError> {
    tx.one(
        "SELECT due_at FROM closing WHERE member_id = ?1 AND state = 'waiting'",
        params![member],
        |row| row.get("due_at"),
    )
}

fn allowed(tx: &mut Tx<'_>, request: &OfficeClosing) -> Result<(), ClosingError> {
    if request.identification.trim().is_empty() {
        return Err(ClosingError::NoIdentification);
    }
    if is_own_account(tx, request.by, request.member)? {
        return Err(ClosingError::OwnAccount);
    }
    if !may_about(tx, request.by, Role::keeps_members, request.member)? {
        return Err(ClosingError::NotAllowed);
    }
    Ok(())
}

fn note(tx: &mut Tx<'_>, request: &OfficeClosing, kind: ActKind) -> Result<(), StoreError> {
    let act = Act {
        store: home_store(tx, request.member)?,
        member: Some(request.member),
        identification: &request.identification,
        detail: request.reason.as_str(),
        ..Act::new(request.by, kind)
    };
    act.keep(tx)
}
