//! Operators are made, renamed and moved by whoever may appoint their role, in the stores that they see.

use huika_domain::{LogInName, OperatorId, PersonName, Reach, RegionId, RoleCode, StoreId};

use crate::{
    StoreError, Tx,
    db::gate::{Gate, pass},
    params,
    staff::{
        account::NO_PASSWORD,
        act::{Act, ActKind},
        edit_role::somebody_edits_roles,
        invitation::open_invitation,
        role::{Role, may_in_all},
        role_row::{RoleRow, role_of_code, role_rows_of},
        stores::see_as_led,
        subject::{ManageError, Subject, end_sessions, subject},
    },
};

/// What an operator is there for: a role, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// What they may do.
    pub role: RoleCode,
    /// One where the role works in one store, any number where it leads a region, none for the chain's.
    pub stores: Vec<StoreId>,
    /// Any number for a region: it sees their stores of each day. None for the others.
    pub regions: Vec<RegionId>,
}

/// Somebody who begins to work here.
#[derive(Debug, Clone)]
pub struct NewOperator {
    /// With what they will sign in.
    pub login: LogInName,
    /// What they are called.
    pub name: PersonName,
    /// What they are there for.
    pub post: Post,
}

/// An operator who was made, and the link's token by which they set their password: it is not shown again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MadeOperator {
    /// Who.
    pub operator: OperatorId,
    /// For the link.
    pub token: String,
}

/// A post whose role was read from the database.
pub(super) struct Filled<'a> {
    post: &'a Post,
    pub(super) role: RoleRow,
}

impl std::ops::Deref for Filled<'_> {
    type Target = Post;

    fn deref(&self) -> &Post {
        self.post
    }
}

impl<'a> Filled<'a> {
    pub(super) fn new(tx: &mut Tx<'_>, post: &'a Post) -> Result<Self, ManageError> {
        let role = role_of_code(tx, &post.role)?.filter(|role| role.ended_at.is_none());
        Ok(Self {
            post,
            role: role.ok_or(ManageError::NoRole)?,
        })
    }

    /// The store in which they work, when it is one.
    fn one_store(&self) -> Option<StoreId> {
        self.stores.first().copied().filter(|_| self.role.post == Reach::Own)
    }

    /// Whether stores and regions are those that the role has, and are there.
    pub(super) fn check(&self, tx: &mut Tx<'_>) -> Result<(), ManageError> {
        let fits = match self.role.post {
            Reach::Own => self.stores.len() == 1 && self.regions.is_empty(),
            Reach::Region => true,
            Reach::Chain => self.stores.is_empty() && self.regions.is_empty(),
        };
        let mut known = fits;
        for store in &self.stores {
            let open: i64 = tx.value(
                "SELECT COUNT(*) FROM store WHERE id = ?1 AND closed_at IS NULL",
                params![store],
            )?;
            known &= open == 1;
        }
        for region in &self.regions {
            let open: i64 = tx.value(
                "SELECT COUNT(*) FROM region WHERE id = ?1 AND ended_at IS NULL",
                params![region],
            )?;
            known &= open == 1;
        }
        if known {
            Ok(())
        } else {
            Err(ManageError::StoresDoNotFit)
        }
    }

    /// Whether `by` may give it to somebody.
    pub(super) fn may_be_given(&self, tx: &mut Tx<'_>, by: OperatorId) -> Result<(), ManageError> {
        let appoints = role_rows_of(tx, by)?.iter().any(|own| own.appoints(&self.role));
        if appoints && may_in_all(tx, by, Role::appoints_any, &self.stores)? {
            Ok(())
        } else {
            Err(ManageError::NotAllowed)
        }
    }

    /// Lets the operator have it from now on.
    fn take(&self, tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
        tx.exec(
            "UPDATE operator SET role = ?2, store_id = ?3 WHERE id = ?1",
            params![operator, self.role.code.as_str(), self.one_store()],
        )?;
        tx.exec("DELETE FROM operator_store WHERE operator_id = ?1", params![operator])?;
        tx.exec("DELETE FROM operator_region WHERE operator_id = ?1", params![operator])?;
        if self.role.post != Reach::Region {
            return Ok(());
        }
        for store in &self.stores {
            tx.exec(
                "INSERT INTO operator_store (operator_id, store_id) VALUES (?1, ?2) \
                 ON CONFLICT (operator_id, store_id) DO NOTHING",
                params![operator, store],
            )?;
        }
        for region in &self.regions {
            tx.exec(
                "INSERT INTO operator_region (operator_id, region_id) VALUES (?1, ?2) \
                 ON CONFLICT (operator_id, region_id) DO NOTHING",
                params![operator, region],
            )?;
        }
        see_as_led(tx, tx.today())
    }
}

impl Post {
    /// Where, in words for the record.
    pub(super) fn places(&self, tx: &mut Tx<'_>) -> Result<String, StoreError> {
        let mut words = Vec::new();
        for store in &self.stores {
            let name: String = tx.value("SELECT name FROM store WHERE id = ?1", params![store])?;
            words.push(name);
        }
        for region in &self.regions {
            let name: String = tx.value("SELECT name FROM region WHERE id = ?1", params![region])?;
            words.push(name);
        }
        Ok(words.join(", "))
    }
}

/// What an operator is there for at this moment.
fn post_of(tx: &mut Tx<'_>, operator: &Subject) -> Result<Post, StoreError> {
    let mut stores: Vec<StoreId> = operator.store.into_iter().collect();
    stores.extend(tx.all(
        "SELECT store_id FROM operator_store WHERE operator_id = ?1 AND region_id IS NULL ORDER BY store_id",
        params![operator.id],
        |row| row.get::<StoreId>("store_id"),
    )?);
    let regions = tx.all(
        "SELECT region_id FROM operator_region WHERE operator_id = ?1 ORDER BY region_id",
        params![operator.id],
        |row| row.get("region_id"),
    )?;
    Ok(Post {
        role: operator.role.code.clone(),
        stores,
        regions,
    })
}

/// Makes an operator, who has no password until they set one by the link whose token this answers.
pub fn make_operator(tx: &mut Tx<'_>, by: OperatorId, new: &NewOperator) -> Result<MadeOperator, ManageError> {
    pass(tx, Gate::Staff)?;
    let post = Filled::new(tx, &new.post)?;
    post.may_be_given(tx, by)?;
    post.check(tx)?;
    let taken: i64 = tx.value(
        "SELECT COUNT(*) FROM operator WHERE login = ?1",
        params![new.login.as_str()],
    )?;
    if taken > 0 {
        return Err(ManageError::LogInTaken);
    }
    let operator = tx.insert(
        "INSERT INTO operator (login, name, role, password_hash, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            new.login.as_str(),
            new.name.as_str(),
            post.role.code.as_str(),
            NO_PASSWORD,
            tx.now()
        ],
        OperatorId::new,
    )?;
    post.take(tx, operator)?;
    let act = Act {
        store: post.one_store(),
        about: Some(operator),
        detail: post.role.title.plain(),
        ..Act::new(by, ActKind::OperatorMade)
    };
    act.keep(tx)?;
    let token = open_invitation(tx, by, operator)?;
    Ok(MadeOperator { operator, token })
}

/// Gives an operator another name.
pub fn rename_operator(
    tx: &mut Tx<'_>,
    by: OperatorId,
    operator: OperatorId,
    name: &PersonName,
) -> Result<(), ManageError> {
    let subject = subject(tx, by, operator)?;
    if subject.name == name.as_str() {
        return Err(ManageError::Same);
    }
    tx.exec(
        "UPDATE operator SET name = ?2 WHERE id = ?1",
        params![operator, name.as_str()],
    )?;
    Ok(subject.note(tx, ActKind::OperatorRenamed, &subject.name, name.as_str())?)
}

/// Assigns the stores and regions that an operator sees from now on: one store to a cashier or a manager, any number of both to a
/// region. Their sessions end, because a session stands in a store.
pub fn assign_stores(
    tx: &mut Tx<'_>,
    by: OperatorId,
    operator: OperatorId,
    stores: &[StoreId],
    regions: &[RegionId],
) -> Result<(), ManageError> {
    let subject = subject(tx, by, operator)?;
    let post = Post {
        role: subject.role.code.clone(),
        stores: stores.to_vec(),
        regions: regions.to_vec(),
    };
    if subject.role.post == Reach::Chain {
        return Err(ManageError::StoresDoNotFit);
    }
    give(tx, &subject, &post, ActKind::StoresAssigned)
}

/// Gives an operator another role, with the stores that go with it. Their sessions end.
pub fn change_role(tx: &mut Tx<'_>, by: OperatorId, operator: OperatorId, post: &Post) -> Result<(), ManageError> {
    let subject = subject(tx, by, operator)?;
    if subject.role.code == post.role {
        return Err(ManageError::Same);
    }
    give(tx, &subject, post, ActKind::RoleChanged)
}

fn give(tx: &mut Tx<'_>, subject: &Subject, post: &Post, kind: ActKind) -> Result<(), ManageError> {
    let post = Filled::new(tx, post)?;
    post.check(tx)?;
    post.may_be_given(tx, subject.by)?;
    let before = post_of(tx, subject)?;
    let (was, is) = match kind {
        ActKind::RoleChanged => (
            subject.role.title.plain().to_owned(),
            post.role.title.plain().to_owned(),
        ),
        _ => (before.places(tx)?, post.places(tx)?),
    };
    post.take(tx, subject.id)?;
    somebody_edits_roles(tx)?;
    end_sessions(tx, subject.id)?;
    subject.note(tx, kind, &was, &is)?;
    // Whoever sees the new store alone reads it too.
    if let Some(store) = post.one_store().filter(|store| Some(*store) != subject.store) {
        let act = Act {
            store: Some(store),
            about: Some(subject.id),
            was: &was,
            detail: &is,
            ..Act::new(subject.by, kind)
        };
        act.keep(tx)?;
    }
    Ok(())
}
