//! The tags themselves.

use huika_domain::{ErrorCode, Millis, OperatorId, ShortName, TagId};

use crate::{
    StoreError, Tx, params,
    staff::{Act, ActKind, Matter, Role, may},
};

/// A tag that can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRow {
    /// Which.
    pub id: TagId,
    /// What it says.
    pub name: String,
    /// Whom it marks now; one more than `COUNTED` where there are more.
    pub members: i64,
    /// Who made it.
    pub by: String,
    /// When.
    pub made_at: Millis,
}

/// Why nothing was done about a tag.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TagError {
    /// This operator makes no tags, or looks after no members there.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such tag, or it has ended.
    #[error("there is no such tag")]
    NoTag,
    /// Another tag says so.
    #[error("another tag has this name")]
    NameTaken,
    /// There are as many as anybody finds their way in.
    #[error("there are too many tags")]
    TooMany,
    /// It is so already, or of nobody.
    #[error("nothing would change")]
    Same,
    /// The conditions hold of more members than are marked at once.
    #[error("these are too many members at once")]
    TooManyMembers,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TagError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoTag => ErrorCode::NoTag.as_str(),
            Self::NameTaken => ErrorCode::NameTaken.as_str(),
            Self::TooMany => ErrorCode::TagsTooMany.as_str(),
            Self::Same => ErrorCode::NothingChanged.as_str(),
            Self::TooManyMembers => ErrorCode::MembersTooMany.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Tags of a shop.
const ALL_MAX: i64 = 200;
/// Marked members are counted so far.
const COUNTED: i64 = 10_000;

/// All tags that can be given, by their names.
pub fn tags(tx: &mut Tx<'_>) -> Result<Vec<TagRow>, StoreError> {
    tx.all(
        "SELECT t.id, t.name, t.made_at, o.name AS made_by, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM member_tag x \
         WHERE x.tag_id = t.id AND x.until IS NULL LIMIT ?1) q) AS members \
         FROM tag t JOIN operator o ON o.id = t.made_by WHERE t.ended_at IS NULL ORDER BY t.name LIMIT 200",
        params![COUNTED + 1],
        |row| {
            Ok(TagRow {
                id: row.get("id")?,
                name: row.get("name")?,
                members: row.get("members")?,
                by: row.get("made_by")?,
                made_at: row.get("made_at")?,
            })
        },
    )
}

/// What a tag says; none for one that has ended.
pub fn tag(tx: &mut Tx<'_>, tag: TagId) -> Result<Option<String>, StoreError> {
    tx.one(
        "SELECT name FROM tag WHERE id = ?1 AND ended_at IS NULL",
        params![tag],
        |row| row.get("name"),
    )
}

/// Makes a tag.
pub fn make_tag(tx: &mut Tx<'_>, by: OperatorId, name: &ShortName) -> Result<TagId, TagError> {
    allowed(tx, by)?;
    free(tx, name)?;
    let there: i64 = tx.value("SELECT COUNT(*) FROM tag WHERE ended_at IS NULL", params![])?;
    if there >= ALL_MAX {
        return Err(TagError::TooMany);
    }
    let id = tx.insert(
        "INSERT INTO tag (name, made_by, made_at) VALUES (?1, ?2, ?3)",
        params![name.as_str(), by, tx.now()],
        TagId::new,
    )?;
    log(tx, by, ActKind::TagMade, "", name.as_str())?;
    Ok(id)
}

/// Gives a tag another name; whom it marks stays.
pub fn rename_tag(tx: &mut Tx<'_>, by: OperatorId, id: TagId, name: &ShortName) -> Result<(), TagError> {
    allowed(tx, by)?;
    let before = lock_tag(tx, id)?;
    if before == name.as_str() {
        return Err(TagError::Same);
    }
    free(tx, name)?;
    tx.exec("UPDATE tag SET name = ?2 WHERE id = ?1", params![id, name.as_str()])?;
    log(tx, by, ActKind::TagRenamed, &before, name.as_str())
}

/// Ends a tag: it marks nobody any more, and is not offered. Who had it is kept.
pub fn end_tag(tx: &mut Tx<'_>, by: OperatorId, id: TagId) -> Result<(), TagError> {
    allowed(tx, by)?;
    let before = lock_tag(tx, id)?;
    tx.exec("UPDATE tag SET ended_at = ?2 WHERE id = ?1", params![id, tx.now()])?;
    log(tx, by, ActKind::TagEnded, &before, "")
}

fn allowed(tx: &mut Tx<'_>, by: OperatorId) -> Result<(), TagError> {
    if may(tx, by, Role::keeps_members, Matter::Shop)? {
        Ok(())
    } else {
        Err(TagError::NotAllowed)
    }
}

fn free(tx: &mut Tx<'_>, name: &ShortName) -> Result<(), TagError> {
    let others: i64 = tx.value(
        "SELECT COUNT(*) FROM tag WHERE name = ?1 AND ended_at IS NULL",
        params![name.as_str()],
    )?;
    if others > 0 { Err(TagError::NameTaken) } else { Ok(()) }
}

/// Locks a tag that has not ended; answers its name.
pub(crate) fn lock_tag(tx: &mut Tx<'_>, id: TagId) -> Result<String, TagError> {
    let found = tx.lock(
        "SELECT name FROM tag WHERE id = ?1 AND ended_at IS NULL",
        params![id],
        |row| row.get::<String>("name"),
    )?;
    found.ok_or(TagError::NoTag)
}

fn log(tx: &mut Tx<'_>, by: OperatorId, kind: ActKind, was: &str, detail: &str) -> Result<(), TagError> {
    let act = Act {
        was,
        detail,
        ..Act::new(by, kind)
    };
    Ok(act.keep(tx)?)
}
