//! Operators are made, renamed and moved by whoever may appoint their role, in the stores that they see.

use huika_domain::{LogInName, OperatorId, PersonName, RegionId, StoreId};

use crate::{
    StoreError, Tx,
    db::gate::{Gate, pass},
    params,
    staff::{
        account::NO_PASSWORD,
        act::{Act, ActKind},
        invitation::open_invitation,
        role::{Role, role_of, sees_stores},
        stores::see_as_led,
        subject::{ManageError, Subject, end_sessions, subject},
    },
};

/// What an operator is there for: a role, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// What they may do.
    pub role: Role,
    /// One for a cashier or a manager, any number for a region, none for the others.
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

impl Post {
    /// The store in which they work, when it is one.
    fn one_store(&self) -> Option<StoreId> {
        self.stores.first().copied().filter(|_| self.role.has_one_store())
    }

    /// Whether stores and regions are those that the role has, and are there.
    fn check(&self, tx: &mut Tx<'_>) -> Result<(), ManageError> {
        let fits = match self.role {
            Role::Cashier | Role::Manager => self.stores.len() == 1 && self.regions.is_empty(),
            Role::Region => true,
            Role::Headquarters | Role::Auditor => self.stores.is_empty() && self.regions.is_empty(),
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
    fn may_be_given(&self, tx: &mut Tx<'_>, by: OperatorId) -> Result<(), ManageError> {
        let own = role_of(tx, by)?.filter(|role| role.appoints(self.role));
        if own.is_some() && sees_stores(tx, by, &self.stores)? {
            Ok(())
        } else {
            Err(ManageError::NotAllowed)
        }
    }

    /// Lets the operator have it from now on.
    fn take(&self, tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
        tx.exec(
            "UPDATE operator SET role = ?2, store_id = ?3 WHERE id = ?1",
            params![operator, self.role.as_str(), self.one_store()],
        )?;
        tx.exec("DELETE FROM operator_store WHERE operator_id = ?1", params![operator])?;
        tx.exec("DELETE FROM operator_region WHERE operator_id = ?1", params![operator])?;
        if self.role != Role::Region {
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

    /// Where, in words for the record.
    fn places(&self, tx: &mut Tx<'_>) -> Result<String, StoreError> {
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
        role: operator.role,
        stores,
        regions,
    })
}

/// Makes an operator, who has no password until they set one by the link whose token this answers.
pub fn make_operator(tx: &mut Tx<'_>, by: OperatorId, new: &NewOperator) -> Result<MadeOperator, ManageError> {
    pass(tx, Gate::Staff)?;
    new.post.may_be_given(tx, by)?;
    new.post.check(tx)?;
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
            new.post.role.as_str(),
            NO_PASSWORD,
            tx.now()
        ],
        OperatorId::new,
    )?;
    new.post.take(tx, operator)?;
    let act = Act {
        store: new.post.one_store(),
        about: Some(operator),
        detail: new.post.role.as_str(),
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
        role: subject.role,
        stores: stores.to_vec(),
        regions: regions.to_vec(),
    };
    if post.role.sees_shop() {
        return Err(ManageError::StoresDoNotFit);
    }
    give(tx, &subject, &post, ActKind::StoresAssigned)
}

/// Gives an operator another role, with the stores that go with it. Their sessions end.
pub fn change_role(tx: &mut Tx<'_>, by: OperatorId, operator: OperatorId, post: &Post) -> Result<(), ManageError> {
    let subject = subject(tx, by, operator)?;
    if subject.role == post.role {
        return Err(ManageError::Same);
    }
    give(tx, &subject, post, ActKind::RoleChanged)
}

fn give(tx: &mut Tx<'_>, subject: &Subject, post: &Post, kind: ActKind) -> Result<(), ManageError> {
    post.check(tx)?;
    post.may_be_given(tx, subject.by)?;
    let before = post_of(tx, subject)?;
    let (was, is) = match kind {
        ActKind::RoleChanged => (before.role.as_str().to_owned(), post.role.as_str().to_owned()),
        _ => (before.places(tx)?, post.places(tx)?),
    };
    post.take(tx, subject.id)?;
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
