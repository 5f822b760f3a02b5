//! Roles as the shop keeps them: named sets of rights, with what was changed about them.

use huika_domain::{Millis, OperatorId, Reach, Rights, RoleCode};

use crate::{
    Row, StoreError, Tx, params,
    staff::role::{Role, rights_in},
};

/// What a role is called: by the program, and by the shop where it has said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleTitle {
    /// How the books name it.
    pub code: RoleCode,
    /// What the shop calls it; empty for what the program calls it, in the language of whoever reads.
    pub name: String,
}

impl RoleTitle {
    /// For the record, which has no language.
    #[must_use]
    pub fn plain(&self) -> &str {
        if self.name.is_empty() {
            self.code.as_str()
        } else {
            &self.name
        }
    }
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// Its number, for lists.
    pub id: i64,
    /// How the books name it.
    pub code: RoleCode,
    /// What it is called.
    pub title: RoleTitle,
    /// How far the post itself reaches.
    pub post: Reach,
    /// What it may.
    pub rights: Rights,
    /// Since when it is there; 0 for what every shop begins with.
    pub made_at: Millis,
    /// Since when nobody can be given it.
    pub ended_at: Option<Millis>,
}

impl RoleRow {
    /// As a use case asks for it.
    #[must_use]
    pub fn role(&self) -> Role {
        Role::of(self.post, &self.rights)
    }

    /// Whether somebody of this role appoints operators of the other one.
    #[must_use]
    pub fn appoints(&self, other: &Self) -> bool {
        self.rights.appoint(self.post, other.post, &other.rights)
    }
}

fn code_of(text: &str) -> Result<RoleCode, StoreError> {
    RoleCode::parse(text).ok_or_else(|| StoreError::Decode(format!("the role {text:?}")))
}

/// From the columns `code` and `role_name`.
pub(super) fn title_in(row: &Row<'_>) -> Result<RoleTitle, StoreError> {
    Ok(RoleTitle {
        code: code_of(&row.get::<String>("code")?)?,
        name: row.get("role_name")?,
    })
}

/// From the columns of the table.
pub(super) fn read_role(row: &Row<'_>) -> Result<RoleRow, StoreError> {
    let (post, rights) = rights_in(row)?;
    let code = code_of(&row.get::<String>("code")?)?;
    Ok(RoleRow {
        id: row.get("id")?,
        title: RoleTitle {
            code: code.clone(),
            name: row.get("name")?,
        },
        code,
        post,
        rights,
        made_at: row.get("made_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// The same beside an operator's columns, where some have other names.
pub(super) fn read_role_of(row: &Row<'_>) -> Result<RoleRow, StoreError> {
    let (post, rights) = rights_in(row)?;
    let code = code_of(&row.get::<String>("role_code")?)?;
    Ok(RoleRow {
        id: row.get("role_id")?,
        title: RoleTitle {
            code: code.clone(),
            name: row.get("role_name")?,
        },
        code,
        post,
        rights,
        made_at: row.get("role_made_at")?,
        ended_at: row.get("role_ended_at")?,
    })
}

macro_rules! select_role {
    ($tail:literal) => {
        concat!(
            "SELECT id, code, name, post, rights, made_at, ended_at FROM role ",
            $tail
        )
    };
}

/// One role, also one that has ended.
pub fn role_of_code(tx: &mut Tx<'_>, code: &RoleCode) -> Result<Option<RoleRow>, StoreError> {
    tx.one(select_role!("WHERE code = ?1"), params![code.as_str()], read_role)
}

/// The role of an operator who has not left.
pub(super) fn role_row_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Option<RoleRow>, StoreError> {
    tx.one(
        "SELECT r.id, r.code, r.name, r.post, r.rights, r.made_at, r.ended_at FROM operator o JOIN role r ON r.code = o.role \
         WHERE o.id = ?1 AND o.ended_at IS NULL",
        params![operator],
        read_role,
    )
}

/// All roles of an operator who has not left: that of their own post first, then those of the posts that are in force beside it.
pub(super) fn role_rows_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Vec<RoleRow>, StoreError> {
    let mut rows: Vec<RoleRow> = role_row_of(tx, operator)?.into_iter().collect();
    if !rows.is_empty() {
        rows.extend(tx.all(
            "SELECT r.id, r.code, r.name, r.post, r.rights, r.made_at, r.ended_at FROM operator_post p JOIN role r ON r.code = p.role \
             WHERE p.operator_id = ?1 AND p.in_force = 1 ORDER BY p.id LIMIT 20",
            params![operator],
            read_role,
        )?);
    }
    Ok(rows)
}

/// The roles that have not ended, by number, after the one with this number.
pub fn roles(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<(RoleRow, i64)>, StoreError> {
    let found = tx.all(
        select_role!("WHERE ended_at IS NULL AND id > ?1 ORDER BY id LIMIT ?2"),
        params![after, limit],
        read_role,
    )?;
    let mut counted = Vec::with_capacity(found.len());
    for role in found {
        let people = tx.value(
            "SELECT (SELECT COUNT(*) FROM operator WHERE role = ?1 AND ended_at IS NULL) \
             + (SELECT COUNT(*) FROM operator_post WHERE role = ?1 AND ended_at IS NULL)",
            params![role.code.as_str()],
        )?;
        counted.push((role, people));
    }
    Ok(counted)
}

/// A shop has a handful of roles; a form offers no more than these.
const OFFERED_MAX: i64 = 200;

/// The roles that somebody may give to others.
pub fn roles_to_give(tx: &mut Tx<'_>, by: OperatorId) -> Result<Vec<RoleRow>, StoreError> {
    let own = role_rows_of(tx, by)?;
    let mut all = tx.all(
        select_role!("WHERE ended_at IS NULL ORDER BY id LIMIT ?1"),
        params![OFFERED_MAX],
        read_role,
    )?;
    all.retain(|role| own.iter().any(|own| own.appoints(role)));
    Ok(all)
}

/// What an operator may, limits and all; nothing for who has left.
pub fn own_rights(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Rights, StoreError> {
    Ok(role_row_of(tx, operator)?.map(|role| role.rights).unwrap_or_default())
}

/// Whether `viewer` appoints operators of this role.
pub(super) fn appointable(tx: &mut Tx<'_>, viewer: OperatorId, role: &RoleRow) -> Result<bool, StoreError> {
    let own = role_rows_of(tx, viewer)?;
    Ok(own.iter().any(|own| own.appoints(role)))
}

/// What was changed about a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleChange {
    /// Its number, for pages.
    pub id: i64,
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What the shop called it before, and since.
    pub name: (String, String),
    /// What it might before, and since.
    pub rights: (Rights, Rights),
}

/// What was changed about a role, newest first, before the change with this number (0 for the newest).
pub fn role_history(tx: &mut Tx<'_>, role: i64, before: i64, limit: i64) -> Result<Vec<RoleChange>, StoreError> {
    let read =
        |text: String| Rights::parse_known(&text).map_err(|error| StoreError::Decode(format!("past rights: {error}")));
    tx.all(
        "SELECT c.id, c.at, o.name AS made_by, c.reason, c.name_was, c.name, c.rights_was, c.rights FROM role_change c \
         JOIN operator o ON o.id = c.operator_id WHERE c.role_id = ?1 AND (?2 = 0 OR c.id < ?2) ORDER BY c.id DESC LIMIT ?3",
        params![role, before, limit],
        |row| {
            Ok(RoleChange {
                id: row.get("id")?,
                at: row.get("at")?,
                by: row.get("made_by")?,
                reason: row.get("reason")?,
                name: (row.get("name_was")?, row.get("name")?),
                rights: (read(row.get("rights_was")?)?, read(row.get("rights")?)?),
            })
        },
    )
}
