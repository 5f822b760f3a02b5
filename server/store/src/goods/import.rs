//! Goods from a table that somebody sends. It is kept first, so that they see what each row would do ([`weigh_goods`]), and then written at
//! once or not at all ([`import_goods`]). What a row comes to is decided in one place for both.

mod row;
mod weigh;

use huika_domain::{ErrorCode, GoodsImportId, Millis, OperatorId};

use super::{
    category::category_of,
    change::{insert_goods, update_goods},
    details::{GoodsError, allowed, note},
};
use crate::{StoreError, Tx, params, staff::ActKind};

pub use row::{Cell, ImportRow, RowError};
pub use weigh::{Verdict, weigh_goods};
use weigh::{Weighed, weigh};

/// A table that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsImport {
    /// Which.
    pub id: GoodsImportId,
    /// The file's own name.
    pub name: String,
    /// Its cells by row and column; none once they are written.
    pub cells: Vec<Vec<String>>,
    /// When it was written, and what that came to.
    pub done: Option<(Millis, ImportCounts)>,
}

/// What a table came to, in rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Goods that were added.
    pub made: i64,
    /// Goods that were changed.
    pub changed: i64,
    /// Goods that were so already.
    pub same: i64,
}

/// Why nothing was written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ImportError {
    /// There is no such table, or it is somebody else's.
    #[error("there is no such table")]
    Unknown,
    /// A row is wrong; the page says which and why.
    #[error("a row is wrong: {0}")]
    Row(RowError),
    /// Nothing would change.
    #[error("nothing would change")]
    Same,
    /// Goods may not be changed, or could not be.
    #[error(transparent)]
    Goods(#[from] GoodsError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => ErrorCode::NoImport.as_str(),
            Self::Row(_) => ErrorCode::ImportRows.as_str(),
            Self::Same => ErrorCode::NothingChanged.as_str(),
            Self::Goods(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Keeps a table of whoever sent it.
pub fn keep_table(
    tx: &mut Tx<'_>,
    by: OperatorId,
    name: &str,
    cells: &[Vec<String>],
) -> Result<GoodsImportId, GoodsError> {
    allowed(tx, by)?;
    let cells = serde_json::to_string(cells).map_err(|error| StoreError::Internal(error.to_string()))?;
    Ok(tx.insert(
        "INSERT INTO goods_import (name, cells, made_by, made_at) VALUES (?1, ?2, ?3, ?4)",
        params![name, cells, by, tx.now()],
        GoodsImportId::new,
    )?)
}

/// A table of this operator's own.
pub fn goods_import(tx: &mut Tx<'_>, by: OperatorId, id: GoodsImportId) -> Result<Option<GoodsImport>, StoreError> {
    tx.one(
        "SELECT name, cells, done_at, made, changed, same FROM goods_import WHERE id = ?1 AND made_by = ?2",
        params![id, by],
        |row| {
            let cells: String = row.get("cells")?;
            let counts = ImportCounts {
                made: row.get("made")?,
                changed: row.get("changed")?,
                same: row.get("same")?,
            };
            Ok(GoodsImport {
                id,
                name: row.get("name")?,
                cells: if cells.is_empty() {
                    Vec::new()
                } else {
                    serde_json::from_str(&cells).map_err(|error| StoreError::Decode(error.to_string()))?
                },
                done: row.get::<Option<Millis>>("done_at")?.map(|at| (at, counts)),
            })
        },
    )
}

/// Writes all rows of a table that was kept, once: whoever asks again gets the first answer. `rows` is what its cells say.
pub fn import_goods(
    tx: &mut Tx<'_>,
    by: OperatorId,
    id: GoodsImportId,
    rows: &[ImportRow],
) -> Result<ImportCounts, ImportError> {
    allowed(tx, by)?;
    let kept = goods_import(tx, by, id)?.ok_or(ImportError::Unknown)?;
    if let Some((_, counts)) = kept.done {
        return Ok(counts);
    }
    let mut counts = ImportCounts::default();
    let weighed = weigh(tx, rows)?;
    if let Some(wrong) = weighed.iter().find_map(|one| one.as_ref().err()) {
        return Err(ImportError::Row(wrong.clone()));
    }
    for (row, weighed) in rows.iter().zip(weighed.into_iter().flatten()) {
        write(tx, row, weighed, &mut counts)?;
    }
    if counts.made + counts.changed == 0 {
        return Err(ImportError::Same);
    }
    tx.exec(
        "UPDATE goods_import SET cells = '', done_at = ?2, made = ?3, changed = ?4, same = ?5 WHERE id = ?1",
        params![id, tx.now(), counts.made, counts.changed, counts.same],
    )?;
    let detail = format!("{}: +{} ~{} ={}", kept.name, counts.made, counts.changed, counts.same);
    note(tx, by, ActKind::GoodsImported, "", &detail)?;
    Ok(counts)
}

fn write(tx: &mut Tx<'_>, row: &ImportRow, weighed: Weighed, counts: &mut ImportCounts) -> Result<(), GoodsError> {
    let Weighed {
        before,
        mut details,
        category,
        verdict,
    } = weighed;
    if verdict == Verdict::Same {
        counts.same += 1;
        return Ok(());
    }
    if let Some(path) = category {
        let mut below = None;
        for name in path {
            below = Some(category_of(tx, below, &name)?);
        }
        details.category = below;
    }
    if let Some(before) = before {
        update_goods(tx, &before, &details)?;
        counts.changed += 1;
    } else {
        insert_goods(tx, &row.code, &details)?;
        counts.made += 1;
    }
    Ok(())
}
