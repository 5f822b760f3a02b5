//! Whoever changes something about an operator: whether they may, asked once for all of it.

use huika_domain::{ErrorCode, OperatorId, StoreId};

use crate::{
    StoreError, Tx,
    db::gate::{Gate, pass},
    params,
    staff::{
        act::{Act, ActKind},
        role::{Role, may_in_all, role_of, sees_stores},
        role_row::{RoleRow, role_row_of, role_rows_of},
    },
};

/// Why nothing was changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ManageError {
    /// The role is not for this, or it is about the operator who asks.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such operator, or they have left, or they are another store's.
    #[error("there is no such operator")]
    NoOperator,
    /// Nobody has joined with this phone number.
    #[error("nobody has joined with this number")]
    NoMember,
    /// A cashier and a manager have one open store, a region any number of stores and regions, and the others have none.
    #[error("these stores do not fit the role")]
    StoresDoNotFit,
    /// Somebody signs in with this already, or did so until they left.
    #[error("this log-in is taken")]
    LogInTaken,
    /// It is so already.
    #[error("nothing would change")]
    Same,
    /// There is no such role, or it has ended.
    #[error("there is no such role")]
    NoRole,
    /// A role that the shop made has no name.
    #[error("a role needs a name")]
    RoleName,
    /// The shop has a role of this name.
    #[error("this role's name is taken")]
    RoleNameTaken,
    /// Somebody gives a right that they do not have.
    #[error("nobody gives a right that they do not have")]
    NotYours,
    /// Afterwards nobody could edit roles any more.
    #[error("this is the last one who may edit roles")]
    LastEditor,
    /// Operators have this role.
    #[error("operators have this role")]
    RoleInUse,
    /// A post begins today or later, and ends on its first day or later.
    #[error("these days do not fit")]
    Days,
    /// One person has no more posts than so many.
    #[error("one person has no more posts")]
    PostsUsedUp,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ManageError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoOperator => ErrorCode::NoOperator.as_str(),
            Self::NoMember => ErrorCode::NoCardHolder.as_str(),
            Self::StoresDoNotFit => ErrorCode::StoresDoNotFit.as_str(),
            Self::LogInTaken => ErrorCode::LoginTaken.as_str(),
            Self::Same => ErrorCode::NothingChanged.as_str(),
            Self::NoRole => ErrorCode::NoRole.as_str(),
            Self::RoleName => ErrorCode::RoleName.as_str(),
            Self::RoleNameTaken => ErrorCode::RoleNameTaken.as_str(),
            Self::NotYours => ErrorCode::RightNotYours.as_str(),
            Self::LastEditor => ErrorCode::LastEditor.as_str(),
            Self::RoleInUse => ErrorCode::RoleInUse.as_str(),
            Self::Days => ErrorCode::PostDays.as_str(),
            Self::PostsUsedUp => ErrorCode::PostsUsedUp.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// An operator about whom something is changed: their row is locked, and whoever changes it may.
#[derive(Debug)]
pub(super) struct Subject {
    pub id: OperatorId,
    pub by: OperatorId,
    pub role: RoleRow,
    pub name: String,
    pub login: String,
    pub store: Option<StoreId>,
}

/// Looks whether `by` may change something about `operator`. Changes of staff pass one after the other: two who end each other at the
/// same moment would both have the right to it otherwise. What is another store's is answered as if there were no such operator.
pub(super) fn subject(tx: &mut Tx<'_>, by: OperatorId, operator: OperatorId) -> Result<Subject, ManageError> {
    pass(tx, Gate::Staff)?;
    let found = tx.lock(
        "SELECT name, login, store_id FROM operator WHERE id = ?1 AND ended_at IS NULL",
        params![operator],
        |row| {
            let names: (String, String) = (row.get("name")?, row.get("login")?);
            Ok((names, row.get::<Option<StoreId>>("store_id")?))
        },
    )?;
    let own = role_rows_of(tx, by)?;
    if !own.iter().any(|own| own.role().appoints_any()) {
        return Err(ManageError::NotAllowed);
    }
    let ((name, login), store) = found.ok_or(ManageError::NoOperator)?;
    if !sees_stores(tx, by, store.as_slice())? {
        return Err(ManageError::NoOperator);
    }
    let role = role_row_of(tx, operator)?.ok_or(ManageError::NoOperator)?;
    let reaches = may_in_all(tx, by, Role::appoints_any, store.as_slice())?;
    if by == operator || !reaches || !own.iter().any(|own| own.appoints(&role)) {
        return Err(ManageError::NotAllowed);
    }
    Ok(Subject {
        id: operator,
        by,
        role,
        name,
        login,
        store,
    })
}

/// The same for what a right of its own is needed: what would let one person stand for two.
pub(super) fn subject_of_accounts(tx: &mut Tx<'_>, by: OperatorId, operator: OperatorId) -> Result<(), ManageError> {
    pass(tx, Gate::Staff)?;
    let found = tx.lock(
        "SELECT id FROM operator WHERE id = ?1 AND ended_at IS NULL",
        params![operator],
        |row| row.get::<OperatorId>("id"),
    )?;
    if !role_of(tx, by)?.is_some_and(Role::keeps_accounts) {
        return Err(ManageError::NotAllowed);
    }
    found.map(drop).ok_or(ManageError::NoOperator)
}

impl Subject {
    /// Writes down what was done about them.
    pub(super) fn note(&self, tx: &mut Tx<'_>, kind: ActKind, was: &str, detail: &str) -> Result<(), StoreError> {
        let act = Act {
            store: self.store,
            about: Some(self.id),
            was,
            detail,
            ..Act::new(self.by, kind)
        };
        act.keep(tx)
    }
}

/// Ends all sessions of an operator, and a sign-in that is under way.
pub(super) fn end_sessions(tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE staff_session SET ended_at = ?2 WHERE operator_id = ?1 AND ended_at IS NULL",
        params![operator, tx.now()],
    )?;
    tx.exec("DELETE FROM staff_step WHERE operator_id = ?1", params![operator])?;
    Ok(())
}
