//! Headquarters see to the operators: which stores each of them sees, and a new second step for who has lost their phone.

use huika_domain::{MemberId, OperatorId, Phone, Reason, StoreId};

use crate::{
    Row, StoreError, Tx,
    member::{KeyOwner, remove_passkeys},
    params,
    staff::{
        act::Act,
        role::{Matter, Role, may},
    },
};

/// An operator as headquarters see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorRow {
    /// Who.
    pub id: OperatorId,
    /// With what they sign in.
    pub login: String,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The stores that they see, when they do not see the whole shop.
    pub stores: Vec<StoreId>,
    /// Whether the sign-in asks them for an authenticator app's code.
    pub totp: bool,
    /// How many passkeys they have.
    pub passkeys: i64,
    /// The phone of their own member account, when somebody has said which it is; pages mask it.
    pub own_account: Option<Phone>,
}

/// Why nothing was changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ManageError {
    /// Only headquarters do, and nobody takes away their own second step like this.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such operator, or they have left.
    #[error("there is no such operator")]
    NoOperator,
    /// Nobody has joined with this phone number.
    #[error("nobody has joined with this number")]
    NoMember,
    /// A cashier and a manager have one store, and these roles alone have any to be assigned.
    #[error("these stores do not fit the role")]
    StoresDoNotFit,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The shop's operators who have not left, by role and log-in.
pub fn operators(tx: &mut Tx<'_>) -> Result<Vec<OperatorRow>, StoreError> {
    let mut found = tx.all(
        "SELECT o.id, o.login, o.name, o.role, \
         (SELECT COUNT(*) FROM operator_factor f WHERE f.operator_id = o.id AND f.totp IS NOT NULL), \
         (SELECT COUNT(*) FROM passkey k WHERE k.operator_id = o.id), \
         (SELECT m.phone FROM member m WHERE m.id = o.member_id) \
         FROM operator o WHERE o.ended_at IS NULL ORDER BY o.role, o.login LIMIT 1000",
        params![],
        row,
    )?;
    let seen = tx.all(
        "SELECT o.id, o.store_id FROM operator o WHERE o.store_id IS NOT NULL AND o.ended_at IS NULL \
         UNION SELECT operator_id, store_id FROM operator_store ORDER BY 1, 2",
        params![],
        |row| Ok((row.get::<OperatorId>(0)?, row.get::<StoreId>(1)?)),
    )?;
    for operator in &mut found {
        let own = seen.iter().filter(|(id, _)| *id == operator.id);
        operator.stores = own.map(|(_, store)| *store).collect();
    }
    Ok(found)
}

fn row(row: &Row<'_>) -> Result<OperatorRow, StoreError> {
    let own_account: Option<String> = row.get(6)?;
    Ok(OperatorRow {
        id: row.get(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        role: row.get(3)?,
        stores: Vec::new(),
        totp: row.get::<i64>(4)? > 0,
        passkeys: row.get(5)?,
        own_account: match own_account {
            Some(phone) => Some(Phone::parse(&phone).map_err(|e| StoreError::Decode(e.to_string()))?),
            None => None,
        },
    })
}

/// Whether `by` may change something about `operator`; the operator's row is locked from here on.
fn role_of(tx: &mut Tx<'_>, by: OperatorId, operator: OperatorId) -> Result<Role, ManageError> {
    let role = tx.lock(
        "SELECT role FROM operator WHERE id = ?1 AND ended_at IS NULL",
        params![operator],
        |row| row.get::<Role>(0),
    )?;
    if !may(tx, by, Role::runs_shop, Matter::Shop)? {
        return Err(ManageError::NotAllowed);
    }
    role.ok_or(ManageError::NoOperator)
}

/// Assigns the stores that an operator sees from now on: one to a cashier or a manager, any number to a region. Their sessions end,
/// because a session stands in a store.
pub fn assign_stores(
    tx: &mut Tx<'_>,
    by: OperatorId,
    operator: OperatorId,
    stores: &[StoreId],
) -> Result<(), ManageError> {
    let role = role_of(tx, by, operator)?;
    let own = match (role, stores) {
        (Role::Cashier | Role::Manager, [one]) => Some(*one),
        (Role::Region, _) => None,
        _ => return Err(ManageError::StoresDoNotFit),
    };
    for store in stores {
        let known: i64 = tx.value("SELECT COUNT(*) FROM store WHERE id = ?1", params![store])?;
        if known == 0 {
            return Err(ManageError::StoresDoNotFit);
        }
    }
    tx.exec(
        "UPDATE operator SET store_id = ?2 WHERE id = ?1",
        params![operator, own],
    )?;
    tx.exec("DELETE FROM operator_store WHERE operator_id = ?1", params![operator])?;
    if role == Role::Region {
        for store in stores {
            tx.exec(
                "INSERT INTO operator_store (operator_id, store_id) VALUES (?1, ?2) \
                 ON CONFLICT (operator_id, store_id) DO NOTHING",
                params![operator, store],
            )?;
        }
    }
    end_sessions(tx, operator)?;
    let words: Vec<String> = stores.iter().map(StoreId::to_string).collect();
    keep(tx, by, operator, "stores-assigned", &words.join(" "))
}

/// Takes the authenticator app, the passkeys and the recovery codes of an operator away who has lost them: the password alone signs
/// in again, or, where a second step is required, leads to setting one up. Whoever holds the lost phone is signed out.
pub fn reset_second_step(
    tx: &mut Tx<'_>,
    by: OperatorId,
    operator: OperatorId,
    reason: &Reason,
) -> Result<(), ManageError> {
    role_of(tx, by, operator)?;
    if by == operator {
        return Err(ManageError::NotAllowed);
    }
    tx.exec("DELETE FROM operator_factor WHERE operator_id = ?1", params![operator])?;
    tx.exec("DELETE FROM recovery_code WHERE operator_id = ?1", params![operator])?;
    remove_passkeys(tx, KeyOwner::Operator(operator))?;
    end_sessions(tx, operator)?;
    keep(tx, by, operator, "second-step-reset", reason.as_str())
}

/// Notes which member account is an operator's own, so that they neither serve, correct, refund nor approve it; `None` when they have none.
/// Whoever has said it of themselves cannot take it back alone.
pub fn set_own_account(
    tx: &mut Tx<'_>,
    by: OperatorId,
    operator: OperatorId,
    phone: Option<&Phone>,
) -> Result<(), ManageError> {
    role_of(tx, by, operator)?;
    let before: Option<MemberId> = tx.value("SELECT member_id FROM operator WHERE id = ?1", params![operator])?;
    if by == operator && before.is_some() {
        return Err(ManageError::NotAllowed);
    }
    let member = match phone {
        Some(phone) => {
            let found = tx.one(
                "SELECT id FROM member WHERE phone = ?1",
                params![phone.as_str()],
                |row| row.get::<MemberId>(0),
            )?;
            Some(found.ok_or(ManageError::NoMember)?)
        }
        None => None,
    };
    tx.exec(
        "UPDATE operator SET member_id = ?2 WHERE id = ?1",
        params![operator, member],
    )?;
    Ok(())
}

fn end_sessions(tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE staff_session SET ended_at = ?2 WHERE operator_id = ?1 AND ended_at IS NULL",
        params![operator, tx.now()],
    )?;
    tx.exec("DELETE FROM staff_step WHERE operator_id = ?1", params![operator])?;
    Ok(())
}

fn keep(
    tx: &mut Tx<'_>,
    by: OperatorId,
    about: OperatorId,
    kind: &'static str,
    detail: &str,
) -> Result<(), ManageError> {
    let act = Act {
        by,
        place: None,
        kind,
        member: None,
        about: Some(about),
        identification: "",
        detail,
    };
    Ok(act.keep(tx)?)
}

impl ManageError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => "not-allowed",
            Self::NoOperator => "no-operator",
            Self::NoMember => "no-card-holder",
            Self::StoresDoNotFit => "stores-do-not-fit",
            Self::Store(error) => error.code(),
        }
    }
}
