//! Roles are made, changed and ended. Nobody gives a right that they do not have, nobody widens their own role, and somebody is always left
//! who may edit roles: all of it in the transaction, behind the gate that every change of staff passes.

use huika_domain::{Capability, OperatorId, Reach, Reason, Right, Rights, RoleCode, RoleName};

use crate::{
    StoreError, Tx,
    db::{
        gate::{Gate, pass},
        number,
    },
    params,
    staff::{
        act::{Act, ActKind},
        role::rights_in,
        role_row::{RoleRow, role_of_code, role_row_of},
        subject::ManageError,
    },
};

/// A role that the shop makes.
#[derive(Debug, Clone)]
pub struct NewRole {
    /// What it is called.
    pub name: RoleName,
    /// How far its post reaches. That never changes: those who have the role have their stores by it.
    pub post: Reach,
    /// What it may.
    pub rights: Rights,
    /// Why.
    pub reason: Reason,
}

/// What somebody wants a role to be.
#[derive(Debug, Clone)]
pub struct ChangeRole {
    /// Which.
    pub code: RoleCode,
    /// What it is called; none for what the program calls it.
    pub name: Option<RoleName>,
    /// What it may.
    pub rights: Rights,
    /// Why.
    pub reason: Reason,
}

/// The own role of whoever may edit roles.
fn editor(tx: &mut Tx<'_>, by: OperatorId) -> Result<RoleRow, ManageError> {
    pass(tx, Gate::Staff)?;
    role_row_of(tx, by)?
        .filter(|own| own.role().edits_roles())
        .ok_or(ManageError::NotAllowed)
}

/// Makes a role.
pub fn make_role(tx: &mut Tx<'_>, by: OperatorId, new: &NewRole) -> Result<RoleCode, ManageError> {
    let own = editor(tx, by)?;
    is_free(tx, new.name.as_str(), "")?;
    if !new.rights.all().iter().all(|right| own.rights.may_give(right)) {
        return Err(ManageError::NotYours);
    }
    let number = number::fresh(tx, 'R').to_ascii_lowercase();
    let code = RoleCode::parse(&number).ok_or_else(|| StoreError::Internal(format!("{number} names no role")))?;
    let rights = new.rights.to_string();
    let id = tx.insert(
        "INSERT INTO role (code, name, post, sight, rights, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            code.as_str(),
            new.name.as_str(),
            new.post,
            sight(new.post, &new.rights),
            rights,
            tx.now()
        ],
        |id| id,
    )?;
    keep(tx, by, id, &new.reason, ("", new.name.as_str()), ("", &rights))?;
    note(tx, by, ActKind::RoleMade, "", new.name.as_str())?;
    Ok(code)
}

/// Changes name and rights of a role. They hold for everybody who has it from the next transaction on.
pub fn change_rights(tx: &mut Tx<'_>, by: OperatorId, change: &ChangeRole) -> Result<(), ManageError> {
    let own = editor(tx, by)?;
    let before = locked(tx, &change.code)?;
    let name = change.name.as_ref().map_or("", RoleName::as_str);
    if before.title.name == name && before.rights == change.rights {
        return Err(ManageError::Same);
    }
    // Only what the program itself names can do without a name.
    if name.is_empty() && !RoleCode::BUILT_IN.contains(&change.code) {
        return Err(ManageError::RoleName);
    }
    is_free(tx, name, change.code.as_str())?;
    // What it had it may keep; what is more, whoever gives it must have. Of one's own role that is nothing.
    let given = |right: &&Right| !before.rights.cover(right);
    let may_give = |right: &Right| before.code != own.code && own.rights.may_give(right);
    if !change.rights.all().iter().filter(given).all(may_give) {
        return Err(ManageError::NotYours);
    }
    let (was, is) = (before.rights.to_string(), change.rights.to_string());
    tx.exec(
        "UPDATE role SET name = ?2, rights = ?3, sight = ?4 WHERE id = ?1",
        params![before.id, name, is, sight(before.post, &change.rights)],
    )?;
    somebody_edits_roles(tx)?;
    keep(
        tx,
        by,
        before.id,
        &change.reason,
        (&before.title.name, name),
        (&was, &is),
    )?;
    let title = if name.is_empty() { before.code.as_str() } else { name };
    Ok(note(tx, by, ActKind::RightsChanged, before.title.plain(), title)?)
}

/// Ends a role that nobody has: it can be given no more.
pub fn end_role(tx: &mut Tx<'_>, by: OperatorId, code: &RoleCode, reason: &Reason) -> Result<(), ManageError> {
    editor(tx, by)?;
    let role = locked(tx, code)?;
    let people: i64 = tx.value(
        "SELECT (SELECT COUNT(*) FROM operator WHERE role = ?1 AND ended_at IS NULL) \
         + (SELECT COUNT(*) FROM operator_post WHERE role = ?1 AND ended_at IS NULL)",
        params![code.as_str()],
    )?;
    if people > 0 {
        return Err(ManageError::RoleInUse);
    }
    tx.exec(
        "UPDATE role SET ended_at = ?2 WHERE id = ?1",
        params![role.id, tx.now()],
    )?;
    Ok(note(tx, by, ActKind::RoleEnded, role.title.plain(), reason.as_str())?)
}

/// Refuses what has just been written when nobody could edit roles after it.
pub(super) fn somebody_edits_roles(tx: &mut Tx<'_>) -> Result<(), ManageError> {
    // A shop has a handful of roles, and the operators of each are found by its code.
    let roles = tx.all(
        "SELECT r.rights, r.post, (SELECT COUNT(*) FROM operator o LEFT JOIN store s ON s.id = o.store_id \
         WHERE o.role = r.code AND o.ended_at IS NULL AND (r.post <> 'own' OR s.closed_at IS NULL)) AS people \
         FROM role r WHERE r.ended_at IS NULL",
        params![],
        |row| {
            let (_, rights) = rights_in(row)?;
            Ok((rights, row.get::<i64>("people")?))
        },
    )?;
    let left = |(rights, people): &(Rights, i64)| *people > 0 && rights.get(Capability::EditRoles).is_some();
    if roles.iter().any(left) {
        Ok(())
    } else {
        Err(ManageError::LastEditor)
    }
}

/// Whose rows a role sees, for statements that decide row by row.
fn sight(post: Reach, rights: &Rights) -> &'static str {
    let office = rights.get(Capability::SeeOffice).map(|right| right.reach);
    if post == Reach::Chain || office == Some(Reach::Chain) {
        "chain"
    } else {
        "stores"
    }
}

fn locked(tx: &mut Tx<'_>, code: &RoleCode) -> Result<RoleRow, ManageError> {
    // The gate has let nobody else in.
    role_of_code(tx, code)?
        .filter(|role| role.ended_at.is_none())
        .ok_or(ManageError::NoRole)
}

/// Whether no other role has this name; none is always free.
fn is_free(tx: &mut Tx<'_>, name: &str, code: &str) -> Result<(), ManageError> {
    let taken: i64 = tx.value(
        "SELECT COUNT(*) FROM role WHERE name = ?1 AND name <> '' AND code <> ?2 AND ended_at IS NULL",
        params![name, code],
    )?;
    if taken > 0 {
        return Err(ManageError::RoleNameTaken);
    }
    Ok(())
}

fn keep(
    tx: &mut Tx<'_>,
    by: OperatorId,
    role: i64,
    reason: &Reason,
    (name_was, name): (&str, &str),
    (rights_was, rights): (&str, &str),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO role_change (role_id, at, operator_id, reason, name_was, name, rights_was, rights) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![role, tx.now(), by, reason.as_str(), name_was, name, rights_was, rights],
    )?;
    Ok(())
}

fn note(tx: &mut Tx<'_>, by: OperatorId, kind: ActKind, was: &str, detail: &str) -> Result<(), StoreError> {
    let act = Act {
        was,
        detail,
        ..Act::new(by, kind)
    };
    act.keep(tx)
}
