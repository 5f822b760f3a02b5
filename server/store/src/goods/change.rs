//! Goods that are added and changed.

use huika_domain::{BrandId, BrandName, CategoryId, GoodsCode, GoodsId, Millis, OperatorId, grams};

use super::{
    category::level_of,
    details::{GoodsDetails, GoodsError, allowed, note},
    find::{GoodsRow, goods, padded},
    lowest::keep_lowest,
};
use crate::{StoreError, Tx, Value, params, staff::ActKind};

/// Adds goods.
pub fn make_goods(
    tx: &mut Tx<'_>,
    by: OperatorId,
    code: &GoodsCode,
    details: &GoodsDetails,
) -> Result<GoodsId, GoodsError> {
    allowed(tx, by)?;
    let made = insert_goods(tx, code, details)?;
    note(tx, by, ActKind::GoodsMade, "", details.name.as_str())?;
    Ok(made)
}

/// The same without asking who does it, under the gate of who calls.
pub(crate) fn insert_goods(tx: &mut Tx<'_>, code: &GoodsCode, details: &GoodsDetails) -> Result<GoodsId, GoodsError> {
    let taken: i64 = tx.value("SELECT COUNT(*) FROM goods WHERE code = ?1", params![code.as_str()])?;
    if taken > 0 {
        return Err(GoodsError::CodeTaken);
    }
    let now = tx.now();
    let checked = check(tx, details, None, now)?;
    let made = tx.insert(
        "INSERT INTO goods (code, name, kind, category_id, brand_id, unit, barcode, list_fen, member_fen, dealer1_fen, dealer2_fen, \
         dealer3_fen, no_discount, no_points, sold_from, sold_until, created_at, changed_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        params![
            code.as_str(),
            details.name.as_str(),
            details.kind,
            details.category,
            checked.brand,
            details.unit.as_str(),
            details.barcode.as_ref().map_or("", |code| code.as_str()),
            details.prices.list,
            details.prices.member,
            details.prices.dealers[0],
            details.prices.dealers[1],
            details.prices.dealers[2],
            details.no_discount,
            details.no_points,
            checked.from,
            checked.until,
            now,
            checked.changed_at,
        ],
        GoodsId::new,
    )?;
    index(tx, made, details)?;
    Ok(made)
}

/// What a change comes to.
struct Checked {
    brand: Option<BrandId>,
    from: Millis,
    until: Option<Millis>,
    changed_at: Millis,
}

/// Asks everything that must hold of goods, of others or of `own`.
fn check(tx: &mut Tx<'_>, details: &GoodsDetails, own: Option<GoodsId>, begun: Millis) -> Result<Checked, GoodsError> {
    details.prices.check().map_err(GoodsError::Price)?;
    if let Some(category) = details.category {
        level_of(tx, category)?;
    }
    let (from, until) = details.period.instants(tx, begun)?;
    if let Some(barcode) = &details.barcode {
        let other = tx.one(
            "SELECT name FROM goods WHERE barcode = ?1 AND barcode <> '' AND id <> ?2 AND sold_from < ?4 \
             AND (sold_until IS NULL OR sold_until > ?3) ORDER BY id LIMIT 1",
            params![
                barcode.as_str(),
                own.map_or(0, GoodsId::get),
                from,
                until.unwrap_or(Millis::new(i64::MAX))
            ],
            |row| row.get::<String>("name"),
        )?;
        if let Some(name) = other {
            return Err(GoodsError::BarcodeTaken { name });
        }
    }
    let brand = match &details.brand {
        Some(brand) => Some(brand_of(tx, brand)?),
        None => None,
    };
    let last: i64 = tx.value(
        "SELECT CAST(COALESCE(MAX(changed_at), 0) AS BIGINT) FROM goods",
        params![],
    )?;
    Ok(Checked {
        brand,
        from,
        until,
        changed_at: Millis::new(tx.now().get().max(last.saturating_add(1))),
    })
}

/// The brand of this name, added when nobody has named it before.
fn brand_of(tx: &mut Tx<'_>, name: &BrandName) -> Result<BrandId, StoreError> {
    let known = tx.one("SELECT id FROM brand WHERE name = ?1", params![name.as_str()], |row| {
        row.get("id")
    })?;
    match known {
        Some(brand) => Ok(brand),
        None => tx.insert(
            "INSERT INTO brand (name, created_at) VALUES (?1, ?2)",
            params![name.as_str(), tx.now()],
            BrandId::new,
        ),
    }
}

/// So many parts of a name are written by one statement.
const GRAMS_AT_ONCE: usize = 32;

/// By what the name is found. A statement has always as many rows, the last one more than once, so that it is prepared once.
fn index(tx: &mut Tx<'_>, id: GoodsId, details: &GoodsDetails) -> Result<(), StoreError> {
    tx.exec("DELETE FROM goods_gram WHERE goods_id = ?1", params![id])?;
    let grams: Vec<String> = grams(details.name.as_str()).into_iter().collect();
    let rows: Vec<String> = (2..GRAMS_AT_ONCE + 2)
        .map(|number| format!("(?{number}, ?1)"))
        .collect();
    let text = format!(
        "INSERT INTO goods_gram (gram, goods_id) VALUES {} ON CONFLICT (gram, goods_id) DO NOTHING",
        rows.join(", ")
    );
    for some in grams.chunks(GRAMS_AT_ONCE) {
        let mut values = vec![Value::Int(id.get())];
        values.extend(padded(some, GRAMS_AT_ONCE).map(Value::Text));
        tx.exec(&text, &values)?;
    }
    Ok(())
}

/// Changes what goods say about themselves. The record holds what changed, before and after. What was sold of them before stays as it was.
pub fn change_goods(tx: &mut Tx<'_>, by: OperatorId, id: GoodsId, details: &GoodsDetails) -> Result<(), GoodsError> {
    allowed(tx, by)?;
    let before = goods(tx, id)?.ok_or(GoodsError::Unknown)?;
    let (was, is) = update_goods(tx, &before, details)?;
    let was = format!("{}: {was}", before.code);
    Ok(note(tx, by, ActKind::GoodsChanged, &was, &is)?)
}

/// The same without asking who does it, under the gate of who calls. Answers what changed, as it was and as it is.
pub(super) fn update_goods(
    tx: &mut Tx<'_>,
    before: &GoodsRow,
    details: &GoodsDetails,
) -> Result<(String, String), GoodsError> {
    let id = before.id;
    let checked = check(tx, details, Some(id), before.sold_from)?;
    let (was, is) = differences(before, details, checked.from, checked.until);
    if was.is_empty() && is.is_empty() {
        return Err(GoodsError::Same);
    }
    keep_lowest(tx, before, &details.prices)?;
    tx.exec(
        "UPDATE goods SET name = ?2, kind = ?3, category_id = ?4, brand_id = ?5, unit = ?6, barcode = ?7, list_fen = ?8, \
         member_fen = ?9, dealer1_fen = ?10, dealer2_fen = ?11, dealer3_fen = ?12, no_discount = ?13, no_points = ?14, \
         sold_from = ?15, sold_until = ?16, changed_at = ?17 WHERE id = ?1",
        params![
            id,
            details.name.as_str(),
            details.kind,
            details.category,
            checked.brand,
            details.unit.as_str(),
            details.barcode.as_ref().map_or("", |code| code.as_str()),
            details.prices.list,
            details.prices.member,
            details.prices.dealers[0],
            details.prices.dealers[1],
            details.prices.dealers[2],
            details.no_discount,
            details.no_points,
            checked.from,
            checked.until,
            checked.changed_at,
        ],
    )?;
    if before.name != details.name.as_str() {
        index(tx, id, details)?;
    }
    Ok((was, is))
}

/// What changes, as it was and as it is.
pub(super) fn differences(
    before: &GoodsRow,
    after: &GoodsDetails,
    from: Millis,
    until: Option<Millis>,
) -> (String, String) {
    let money = |fen: Option<huika_domain::Fen>| fen.map_or_else(|| "-".to_owned(), huika_domain::Fen::yuan);
    let category = |id: Option<CategoryId>| id.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let at = |at: Option<Millis>| at.map_or_else(|| "-".to_owned(), |at| at.get().to_string());
    let owned = |text: &str| text.to_owned();
    let mut pairs = vec![
        (before.name.clone(), owned(after.name.as_str())),
        (before.kind.to_string(), after.kind.to_string()),
        (category(before.category), category(after.category)),
        (
            before.brand.clone(),
            after
                .brand
                .as_ref()
                .map_or_else(String::new, |brand| owned(brand.as_str())),
        ),
        (before.unit.clone(), owned(after.unit.as_str())),
        (
            before.barcode.clone(),
            after
                .barcode
                .as_ref()
                .map_or_else(String::new, |code| owned(code.as_str())),
        ),
        (before.prices.list.yuan(), after.prices.list.yuan()),
        (money(before.prices.member), money(after.prices.member)),
        (before.no_discount.to_string(), after.no_discount.to_string()),
        (before.no_points.to_string(), after.no_points.to_string()),
        (at(Some(before.sold_from)), at(Some(from))),
        (at(before.sold_until), at(until)),
    ];
    let dealers = before.prices.dealers.iter().zip(&after.prices.dealers);
    pairs.extend(dealers.map(|(was, is)| (money(*was), money(*is))));
    pairs.retain(|(was, is)| was != is);
    let joined = |side: fn(&(String, String)) -> &str| pairs.iter().map(side).collect::<Vec<_>>().join(" | ");
    (joined(|pair| &pair.0), joined(|pair| &pair.1))
}
