//! What a right of its own is needed for about operators: a new second step for who has lost their phone, and whose member account is whose.

use huika_domain::{MemberId, OperatorId, Phone, Reason};

use crate::{
    Tx,
    member::{KeyOwner, remove_passkeys},
    params,
    staff::{
        act::{Act, ActKind},
        role::store_of,
        subject::{ManageError, end_sessions, subject_of_accounts},
    },
};

/// Takes the authenticator app, the passkeys and the recovery codes of an operator away who has lost them: the password alone signs
/// in again, or, where a second step is required, leads to setting one up. Whoever holds the lost phone is signed out.
pub fn reset_second_step(
    tx: &mut Tx<'_>,
    by: OperatorId,
    operator: OperatorId,
    reason: &Reason,
) -> Result<(), ManageError> {
    subject_of_accounts(tx, by, operator)?;
    if by == operator {
        return Err(ManageError::NotAllowed);
    }
    tx.exec("DELETE FROM operator_factor WHERE operator_id = ?1", params![operator])?;
    tx.exec("DELETE FROM recovery_code WHERE operator_id = ?1", params![operator])?;
    remove_passkeys(tx, KeyOwner::Operator(operator))?;
    end_sessions(tx, operator)?;
    let act = Act {
        store: store_of(tx, operator)?,
        about: Some(operator),
        detail: reason.as_str(),
        ..Act::new(by, ActKind::SecondStepReset)
    };
    Ok(act.keep(tx)?)
}

/// Notes which member account is an operator's own, so that they neither serve, correct, refund nor approve it; `None` when they have none.
/// Whoever has said it of themselves cannot take it back alone.
pub fn set_own_account(
    tx: &mut Tx<'_>,
    by: OperatorId,
    operator: OperatorId,
    phone: Option<&Phone>,
) -> Result<(), ManageError> {
    subject_of_accounts(tx, by, operator)?;
    let before: Option<MemberId> = tx.value("SELECT member_id FROM operator WHERE id = ?1", params![operator])?;
    if by == operator && before.is_some() {
        return Err(ManageError::NotAllowed);
    }
    let member = match phone {
        Some(phone) => {
            let found = tx.one(
                "SELECT id FROM member WHERE phone = ?1",
                params![phone.as_str()],
                |row| row.get::<MemberId>("id"),
            )?;
            Some(found.ok_or(ManageError::NoMember)?)
        }
        None => None,
    };
    tx.exec(
        "UPDATE operator SET member_id = ?2 WHERE id = ?1",
        params![operator, member],
    )?;
    let act = Act {
        store: store_of(tx, operator)?,
        member: member.or(before),
        about: Some(operator),
        detail: if member.is_some() { "set" } else { "none" },
        ..Act::new(by, ActKind::OwnAccountSet)
    };
    Ok(act.keep(tx)?)
}
