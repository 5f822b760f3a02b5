//! Categories: a tree of three levels at most.

use huika_domain::{CATEGORY_LEVELS, CategoryId, CategoryName, OperatorId};

use super::details::{GoodsError, allowed, note};
use crate::{StoreError, Tx, params, staff::ActKind};

/// A category as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryRow {
    /// Which.
    pub id: CategoryId,
    /// The one above it.
    pub parent: Option<CategoryId>,
    /// How deep it stands, from 1.
    pub level: i64,
    /// What it is called.
    pub name: String,
    /// Its name behind those above it: 饮品 / 茶.
    pub path: String,
}

/// More categories than this nobody finds anything in.
const MOST: i64 = 2_000;

/// All categories, each behind the one above it.
pub fn categories(tx: &mut Tx<'_>) -> Result<Vec<CategoryRow>, StoreError> {
    let all = tx.all(
        "SELECT id, parent_id, level, name FROM goods_category ORDER BY id LIMIT ?1",
        params![MOST],
        |row| {
            Ok(CategoryRow {
                id: row.get("id")?,
                parent: row.get("parent_id")?,
                level: row.get("level")?,
                name: row.get("name")?,
                path: String::new(),
            })
        },
    )?;
    let mut ordered = Vec::with_capacity(all.len());
    below(&all, None, "", &mut ordered);
    Ok(ordered)
}

fn below(all: &[CategoryRow], parent: Option<CategoryId>, path: &str, ordered: &mut Vec<CategoryRow>) {
    for row in all.iter().filter(|row| row.parent == parent) {
        let path = if path.is_empty() {
            row.name.clone()
        } else {
            format!("{path} / {}", row.name)
        };
        ordered.push(CategoryRow {
            path: path.clone(),
            ..row.clone()
        });
        below(all, Some(row.id), &path, ordered);
    }
}

/// Adds a category, below another one or at the top. A name stands once below each.
pub fn make_category(
    tx: &mut Tx<'_>,
    by: OperatorId,
    parent: Option<CategoryId>,
    name: &CategoryName,
) -> Result<CategoryId, GoodsError> {
    allowed(tx, by)?;
    let made = insert_category(tx, parent, name)?;
    note(tx, by, ActKind::GoodsChanged, "", name.as_str())?;
    Ok(made)
}

/// The same without asking who does it.
pub(crate) fn insert_category(
    tx: &mut Tx<'_>,
    parent: Option<CategoryId>,
    name: &CategoryName,
) -> Result<CategoryId, GoodsError> {
    let level = match parent {
        None => 1,
        Some(parent) => level_of(tx, parent)? + 1,
    };
    if level > CATEGORY_LEVELS {
        return Err(GoodsError::TooDeep);
    }
    is_free(tx, parent, name)?;
    Ok(tx.insert(
        "INSERT INTO goods_category (parent_id, level, name, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![parent, level, name.as_str(), tx.now()],
        CategoryId::new,
    )?)
}

/// The category of this name below another one, added when it is not there.
pub(super) fn category_of(
    tx: &mut Tx<'_>,
    parent: Option<CategoryId>,
    name: &CategoryName,
) -> Result<CategoryId, GoodsError> {
    match named(tx, parent, name)? {
        Some(known) => Ok(known),
        None => insert_category(tx, parent, name),
    }
}

/// Calls a category something else. Tills hear of it with the goods that are changed next.
pub fn rename_category(tx: &mut Tx<'_>, by: OperatorId, id: CategoryId, name: &CategoryName) -> Result<(), GoodsError> {
    allowed(tx, by)?;
    let (parent, was): (Option<CategoryId>, String) = tx
        .one(
            "SELECT parent_id, name FROM goods_category WHERE id = ?1",
            params![id],
            |row| Ok((row.get("parent_id")?, row.get("name")?)),
        )?
        .ok_or(GoodsError::NoCategory)?;
    if was == name.as_str() {
        return Err(GoodsError::Same);
    }
    is_free(tx, parent, name)?;
    tx.exec(
        "UPDATE goods_category SET name = ?2 WHERE id = ?1",
        params![id, name.as_str()],
    )?;
    Ok(note(tx, by, ActKind::GoodsChanged, &was, name.as_str())?)
}

/// Takes an empty category away.
pub fn end_category(tx: &mut Tx<'_>, by: OperatorId, id: CategoryId) -> Result<(), GoodsError> {
    allowed(tx, by)?;
    let was: String = tx
        .one("SELECT name FROM goods_category WHERE id = ?1", params![id], |row| {
            row.get("name")
        })?
        .ok_or(GoodsError::NoCategory)?;
    let inside: i64 = tx.value(
        "SELECT COUNT(*) FROM (SELECT id FROM goods_category WHERE parent_id = ?1 UNION ALL \
         SELECT id FROM (SELECT id FROM goods WHERE category_id = ?1 LIMIT 1) g) c",
        params![id],
    )?;
    if inside > 0 {
        return Err(GoodsError::CategoryInUse);
    }
    tx.exec("DELETE FROM goods_category WHERE id = ?1", params![id])?;
    Ok(note(tx, by, ActKind::GoodsChanged, &was, "")?)
}

pub(super) fn level_of(tx: &mut Tx<'_>, id: CategoryId) -> Result<i64, GoodsError> {
    tx.one("SELECT level FROM goods_category WHERE id = ?1", params![id], |row| {
        row.get("level")
    })?
    .ok_or(GoodsError::NoCategory)
}

fn is_free(tx: &mut Tx<'_>, parent: Option<CategoryId>, name: &CategoryName) -> Result<(), GoodsError> {
    if named(tx, parent, name)?.is_some() {
        return Err(GoodsError::CategoryTaken);
    }
    Ok(())
}

/// The category of this name below another one.
fn named(tx: &mut Tx<'_>, parent: Option<CategoryId>, name: &CategoryName) -> Result<Option<CategoryId>, StoreError> {
    tx.one(
        "SELECT id FROM goods_category WHERE COALESCE(parent_id, 0) = ?1 AND name = ?2",
        params![parent.map_or(0, CategoryId::get), name.as_str()],
        |row| row.get("id"),
    )
}
