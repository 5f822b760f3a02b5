//! Segments: conditions on members under a name. Who they hold of is looked up when it is asked, so that a segment is never out of date.

mod grant;
mod many;

pub use grant::{GrantTo, plan_grant};
pub use many::tag_many;

use huika_domain::{ErrorCode, Millis, OperatorId, SegmentId, ShortName};

use crate::{
    Row, StoreError, Tx, params,
    report::{Asked, Filters, Report, count, named, open},
    staff::{Act, ActKind, Matter, Role, may},
};

/// A segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Which.
    pub id: SegmentId,
    /// What it is called.
    pub name: String,
    /// Its conditions, as the list of members has them in its address.
    pub query: String,
    /// Who made it.
    pub by: String,
    /// When it was changed last.
    pub changed_at: Millis,
}

/// Why nothing was done about a segment.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SegmentError {
    /// This operator looks after no members.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such segment, or it has ended.
    #[error("there is no such segment")]
    NoSegment,
    /// It would be everybody, or one of its conditions cannot be read.
    #[error("a segment has conditions that can be read")]
    NoConditions,
    /// There are as many as anybody finds their way in.
    #[error("there are too many segments")]
    TooMany,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SegmentError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoSegment => ErrorCode::NoSegment.as_str(),
            Self::NoConditions => ErrorCode::NoConditions.as_str(),
            Self::TooMany => ErrorCode::SegmentsTooMany.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Segments of a shop.
const ALL_MAX: i64 = 100;

/// The list whose conditions segments are made of.
fn list() -> Result<&'static Report, StoreError> {
    named("members").ok_or_else(|| StoreError::Internal("there is no list of members".into()))
}

const COLUMNS: &str = "SELECT g.id, g.name, g.query, g.changed_at, o.name AS made_by FROM segment g JOIN operator o ON o.id = g.made_by \
    WHERE g.ended_at IS NULL";

fn decode(row: &Row<'_>) -> Result<Segment, StoreError> {
    Ok(Segment {
        id: row.get("id")?,
        name: row.get("name")?,
        query: row.get("query")?,
        by: row.get("made_by")?,
        changed_at: row.get("changed_at")?,
    })
}

/// All segments, by their names.
pub fn segments(tx: &mut Tx<'_>) -> Result<Vec<Segment>, StoreError> {
    tx.all(&format!("{COLUMNS} ORDER BY g.name LIMIT 100"), params![], decode)
}

/// One segment.
pub fn segment(tx: &mut Tx<'_>, id: SegmentId) -> Result<Option<Segment>, StoreError> {
    tx.one(&format!("{COLUMNS} AND g.id = ?1"), params![id], decode)
}

/// Keeps conditions under a name, in the place of those that it had.
pub fn save_segment(tx: &mut Tx<'_>, by: OperatorId, name: &ShortName, query: &str) -> Result<(), SegmentError> {
    if !may(tx, by, Role::keeps_segments, Matter::Anybodys)? {
        return Err(SegmentError::NotAllowed);
    }
    let filters = Filters::of_query(list()?, tx.today(), query);
    let kept = filters.conditions().query();
    if !filters.wrong.is_empty() || kept.is_empty() {
        return Err(SegmentError::NoConditions);
    }
    let others: i64 = tx.value(
        "SELECT COUNT(*) FROM segment WHERE ended_at IS NULL AND name <> ?1",
        params![name.as_str()],
    )?;
    if others >= ALL_MAX {
        return Err(SegmentError::TooMany);
    }
    tx.exec(
        "INSERT INTO segment (name, query, made_by, made_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?4) \
         ON CONFLICT (name) WHERE ended_at IS NULL DO UPDATE SET query = excluded.query, changed_at = excluded.changed_at",
        params![name.as_str(), kept, by, tx.now()],
    )?;
    log(
        tx,
        by,
        ActKind::SegmentSaved,
        "",
        &format!("{} · {kept}", name.as_str()),
    )
}

/// Ends a segment.
pub fn end_segment(tx: &mut Tx<'_>, by: OperatorId, id: SegmentId) -> Result<(), SegmentError> {
    if !may(tx, by, Role::keeps_segments, Matter::Anybodys)? {
        return Err(SegmentError::NotAllowed);
    }
    let found = tx.lock(
        "SELECT name, query FROM segment WHERE id = ?1 AND ended_at IS NULL",
        params![id],
        |row| Ok((row.get::<String>("name")?, row.get::<String>("query")?)),
    )?;
    let (name, query) = found.ok_or(SegmentError::NoSegment)?;
    tx.exec("UPDATE segment SET ended_at = ?2 WHERE id = ?1", params![id, tx.now()])?;
    log(tx, by, ActKind::SegmentEnded, &format!("{name} · {query}"), "")
}

fn log(tx: &mut Tx<'_>, by: OperatorId, kind: ActKind, was: &str, detail: &str) -> Result<(), SegmentError> {
    let act = Act {
        was,
        detail,
        ..Act::new(by, kind)
    };
    Ok(act.keep(tx)?)
}

/// How many members the conditions hold of now, as far as this operator sees them; one more than the list counts to where there are more.
/// None for conditions that hold of nobody because they cannot be read any more.
pub fn segment_size(tx: &mut Tx<'_>, viewer: OperatorId, query: &str) -> Result<Option<i64>, StoreError> {
    let report = list()?;
    let Some(seen) = open(tx, viewer, report)? else {
        return Ok(None);
    };
    let filters = Filters::of_query(report, tx.today(), query);
    if !filters.wrong.is_empty() {
        return Ok(None);
    }
    let asked = Asked {
        report,
        filters: &filters,
        seen,
    };
    count(tx, &asked, report.counted_to().unwrap_or_default() + 1).map(Some)
}
