//! Posts besides somebody's own: a role and where, for some days or without an end. Rights add up, and the highest limit counts.

use huika_domain::{BusinessDay, OperatorId, Reach, Reason, RoleCode};

use crate::{
    StoreError, Tx, params,
    staff::{
        act::ActKind,
        appoint::{Filled, Post},
        post_days::bring_posts_up_to_date,
        role_row::RoleTitle,
        subject::{ManageError, subject},
    },
};

/// Open posts that one person may have besides their own.
const MOST: i64 = 20;

/// A post that is given to somebody.
#[derive(Debug, Clone)]
pub struct NewFurtherPost {
    /// A role, and where.
    pub post: Post,
    /// Its first day.
    pub from: BusinessDay,
    /// Its last day; none without an end.
    pub until: Option<BusinessDay>,
    /// Why.
    pub reason: Reason,
}

/// A post that somebody has, will have, or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FurtherPost {
    /// Its number.
    pub id: i64,
    /// The role.
    pub title: RoleTitle,
    /// Where: the names of stores and regions; none for the whole chain.
    pub places: Vec<String>,
    /// Its first day.
    pub from: BusinessDay,
    /// Its last day; none without an end.
    pub until: Option<BusinessDay>,
    /// Whether its days are now.
    pub in_force: bool,
    /// Why it was given.
    pub reason: String,
}

/// Gives somebody another post besides their own. Who gives it may give its role there, as if it were their own post.
pub fn give_post(
    tx: &mut Tx<'_>,
    by: OperatorId,
    operator: OperatorId,
    new: &NewFurtherPost,
) -> Result<(), ManageError> {
    let subject = subject(tx, by, operator)?;
    let post = Filled::new(tx, &new.post)?;
    post.check(tx)?;
    post.may_be_given(tx, by)?;
    let today = tx.today();
    let is_nowhere = post.role.post == Reach::Region && post.stores.is_empty() && post.regions.is_empty();
    if is_nowhere {
        return Err(ManageError::StoresDoNotFit);
    }
    if new.until.is_some_and(|until| until < new.from || until < today) || new.from < today {
        return Err(ManageError::Days);
    }
    let open: i64 = tx.value(
        "SELECT COUNT(*) FROM operator_post WHERE operator_id = ?1 AND ended_at IS NULL",
        params![operator],
    )?;
    if open >= MOST {
        return Err(ManageError::PostsUsedUp);
    }
    let until = new.until.map(|day| i64::from(day.succ().get()));
    let id = tx.insert(
        "INSERT INTO operator_post (operator_id, role, from_day, until_day, reason, made_by, made_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            operator,
            post.role.code.as_str(),
            i64::from(new.from.get()),
            until,
            new.reason.as_str(),
            by,
            tx.now()
        ],
        |id| id,
    )?;
    for store in &post.stores {
        tx.exec(
            "INSERT INTO operator_post_place (post_id, store_id) VALUES (?1, ?2)",
            params![id, store],
        )?;
    }
    for region in &post.regions {
        tx.exec(
            "INSERT INTO operator_post_place (post_id, region_id) VALUES (?1, ?2)",
            params![id, region],
        )?;
    }
    bring_posts_up_to_date(tx, today)?;
    let last = new.until.map_or_else(String::new, |day| day.to_string());
    let detail = format!(
        "{} {} {}–{last}: {}",
        post.role.title.plain(),
        new.post.places(tx)?,
        new.from,
        new.reason.as_str()
    );
    Ok(subject.note(tx, ActKind::PostGiven, "", detail.trim())?)
}

/// Ends a post of somebody's before its time.
pub fn end_post(tx: &mut Tx<'_>, by: OperatorId, operator: OperatorId, post: i64) -> Result<(), ManageError> {
    let subject = subject(tx, by, operator)?;
    let role = tx.one(
        "UPDATE operator_post SET ended_at = ?3, in_force = 0 WHERE id = ?1 AND operator_id = ?2 AND ended_at IS NULL RETURNING role",
        params![post, operator, tx.now()],
        |row| row.get::<String>("role"),
    )?;
    let role = role.ok_or(ManageError::Same)?;
    let today = tx.today();
    bring_posts_up_to_date(tx, today)?;
    Ok(subject.note(tx, ActKind::PostEnded, &role, "")?)
}

/// The posts besides their own that somebody has or will have, oldest first.
pub fn further_posts(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Vec<FurtherPost>, StoreError> {
    let mut posts = tx.all(
        "SELECT p.id, p.role, COALESCE(r.name, '') AS role_name, p.from_day, p.until_day, p.in_force, p.reason \
         FROM operator_post p LEFT JOIN role r ON r.code = p.role \
         WHERE p.operator_id = ?1 AND p.ended_at IS NULL ORDER BY p.id LIMIT ?2",
        params![operator, MOST],
        |row| {
            let role: String = row.get("role")?;
            let code = RoleCode::parse(&role).ok_or_else(|| StoreError::Decode(format!("the role {role:?}")))?;
            Ok(FurtherPost {
                id: row.get("id")?,
                title: RoleTitle {
                    code,
                    name: row.get("role_name")?,
                },
                places: Vec::new(),
                from: day(row.get("from_day")?)?,
                until: row
                    .get::<Option<i64>>("until_day")?
                    .map(day)
                    .transpose()?
                    .map(BusinessDay::pred),
                in_force: row.get::<i64>("in_force")? != 0,
                reason: row.get("reason")?,
            })
        },
    )?;
    for post in &mut posts {
        post.places = tx.all(
            "SELECT COALESCE(s.name, g.name, '') AS name FROM operator_post_place c LEFT JOIN store s ON s.id = c.store_id \
             LEFT JOIN region g ON g.id = c.region_id WHERE c.post_id = ?1 ORDER BY c.id LIMIT 500",
            params![post.id],
            |row| row.get("name"),
        )?;
    }
    Ok(posts)
}

fn day(number: i64) -> Result<BusinessDay, StoreError> {
    let known = i32::try_from(number)
        .ok()
        .and_then(|number| BusinessDay::new(number).ok());
    known.ok_or_else(|| StoreError::Decode(format!("the day {number}")))
}
