//! A link by which an operator sets a password of their own: the first one, or another one for a password that was forgotten. It works
//! once and for three days, and only the newest of an operator works. Kept is a hash of it; it is shown to whoever makes it, once.

use huika_domain::{Millis, OperatorId};

use crate::{
    StoreError, Tx,
    db::secret::sha256,
    params,
    staff::{
        account::account_of,
        act::{Act, ActKind},
        password::NewPassword,
        role::store_of,
        second_step::{PasswordStep, go_on},
        subject::{ManageError, end_sessions, subject},
    },
};

/// How long a link works.
const LIVES_SECS: i64 = 3 * 24 * 3600;

/// Whom a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Who.
    pub operator: OperatorId,
    /// With what they sign in.
    pub login: String,
    /// What they are called.
    pub name: String,
    /// Until when it works.
    pub until: Millis,
}

/// Makes another link for an operator who has forgotten the password, or whose first link is over. The password before counts until the
/// link is used. Answers the link's token, which is not shown again.
pub fn invite_again(tx: &mut Tx<'_>, by: OperatorId, operator: OperatorId) -> Result<String, ManageError> {
    let subject = subject(tx, by, operator)?;
    let token = open_invitation(tx, by, operator)?;
    subject.note(tx, ActKind::Invited, "", &subject.login)?;
    Ok(token)
}

/// Opens the one link of an operator whose row is locked or new; the one before works no more.
pub(super) fn open_invitation(tx: &mut Tx<'_>, by: OperatorId, operator: OperatorId) -> Result<String, StoreError> {
    end_invitations(tx, operator)?;
    let (now, token) = (tx.now(), tx.context().rng.token());
    tx.exec(
        "INSERT INTO staff_invitation (operator_id, token_hash, made_by, made_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![operator, sha256(token.as_bytes()), by, now, now.plus_secs(LIVES_SECS)],
    )?;
    Ok(token)
}

/// Takes the open link of an operator back.
pub(super) fn end_invitations(tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE staff_invitation SET ended_at = ?2 WHERE operator_id = ?1 AND ended_at IS NULL",
        params![operator, tx.now()],
    )?;
    Ok(())
}

/// Whom this link is for, as long as it works.
pub fn invited(tx: &mut Tx<'_>, token: &str) -> Result<Option<Invited>, StoreError> {
    tx.one(
        "SELECT o.id, o.login, o.name, i.expires_at FROM staff_invitation i JOIN operator o ON o.id = i.operator_id \
         WHERE i.token_hash = ?1 AND i.ended_at IS NULL AND i.expires_at > ?2 AND o.ended_at IS NULL",
        params![sha256(token.as_bytes()), tx.now()],
        |row| {
            Ok(Invited {
                operator: row.get("id")?,
                login: row.get("login")?,
                name: row.get("name")?,
                until: row.get("expires_at")?,
            })
        },
    )
}

/// Sets the password of whom the link is for, and goes on as after a right password: to the second step, where there is one. All their
/// sessions end. `None` when the link works no more: of two at once one sets the password.
pub fn accept_invitation(
    tx: &mut Tx<'_>,
    token: &str,
    new: &NewPassword,
    till: &str,
) -> Result<Option<PasswordStep>, StoreError> {
    let Some(invited) = invited(tx, token)? else {
        return Ok(None);
    };
    let here = tx.lock(
        "SELECT id FROM operator WHERE id = ?1 AND ended_at IS NULL",
        params![invited.operator],
        |row| row.get::<OperatorId>("id"),
    )?;
    let ended = tx.exec(
        "UPDATE staff_invitation SET ended_at = ?2 WHERE token_hash = ?1 AND ended_at IS NULL AND expires_at > ?2",
        params![sha256(token.as_bytes()), tx.now()],
    )?;
    if here.is_none() || ended == 0 {
        return Ok(None);
    }
    tx.exec(
        "UPDATE operator SET password_hash = ?2 WHERE id = ?1",
        params![invited.operator, new.as_hash()],
    )?;
    end_sessions(tx, invited.operator)?;
    let act = Act {
        store: store_of(tx, invited.operator)?,
        about: Some(invited.operator),
        ..Act::new(invited.operator, ActKind::InvitationUsed)
    };
    act.keep(tx)?;
    let account = account_of(tx, invited.operator)?
        .ok_or_else(|| StoreError::Internal("an operator whose row is locked is not there".into()))?;
    go_on(tx, &account, till).map(Some)
}
