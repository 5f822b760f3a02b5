//! Finding goods: by parts of their name, by barcode or number, by category, and by what was changed since.

use std::fmt::Write as _;

use huika_domain::{BrandId, CategoryId, Fen, GoodsId, GoodsKind, Millis, NameWords, Prices};

use serde::{Deserialize, Serialize};

use crate::{Row, StoreError, Tx, Value, params};

/// Goods as pages and tills see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsRow {
    /// Which.
    pub id: GoodsId,
    /// Their number.
    pub code: String,
    /// What they are called.
    pub name: String,
    /// A thing, or something that is done.
    pub kind: GoodsKind,
    /// In which category.
    pub category: Option<CategoryId>,
    /// What that is called; empty for none.
    pub category_name: String,
    /// Of which brand.
    pub brand_id: Option<BrandId>,
    /// What that is called; empty for none.
    pub brand: String,
    /// What they are counted in.
    pub unit: String,
    /// The number under the bars; empty for none.
    pub barcode: String,
    /// What they cost.
    pub prices: Prices,
    /// Whether no discount touches them.
    pub no_discount: bool,
    /// Whether they earn no points.
    pub no_points: bool,
    /// Since when, or from when on, they are on sale.
    pub sold_from: Millis,
    /// The first instant at which they are on sale no more.
    pub sold_until: Option<Millis>,
    /// The digest of their picture; empty for none.
    pub picture: String,
    /// When they were changed last.
    pub changed_at: Millis,
}

impl GoodsRow {
    /// Whether they are on sale.
    #[must_use]
    pub fn is_on_sale(&self, now: Millis) -> bool {
        self.sold_from <= now && self.sold_until.is_none_or(|until| now < until)
    }
}

const SELECT: &str = "SELECT g.id, g.code, g.name, g.kind, g.category_id, COALESCE(c.name, '') AS category_name, \
    g.brand_id, COALESCE(b.name, '') AS brand_name, g.unit, g.barcode, g.list_fen, g.member_fen, g.dealer1_fen, g.dealer2_fen, g.dealer3_fen, \
    g.no_discount, g.no_points, g.sold_from, g.sold_until, g.picture, g.changed_at FROM goods g \
    LEFT JOIN goods_category c ON c.id = g.category_id LEFT JOIN brand b ON b.id = g.brand_id";

fn read(row: &Row<'_>) -> Result<GoodsRow, StoreError> {
    Ok(GoodsRow {
        id: row.get("id")?,
        code: row.get("code")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        category: row.get("category_id")?,
        category_name: row.get("category_name")?,
        brand_id: row.get("brand_id")?,
        brand: row.get("brand_name")?,
        unit: row.get("unit")?,
        barcode: row.get("barcode")?,
        prices: Prices {
            list: row.get("list_fen")?,
            member: row.get::<Option<Fen>>("member_fen")?,
            dealers: [
                row.get("dealer1_fen")?,
                row.get("dealer2_fen")?,
                row.get("dealer3_fen")?,
            ],
        },
        no_discount: row.get("no_discount")?,
        no_points: row.get("no_points")?,
        sold_from: row.get("sold_from")?,
        sold_until: row.get("sold_until")?,
        picture: row.get("picture")?,
        changed_at: row.get("changed_at")?,
    })
}

huika_domain::text_enum! {
    /// Which goods are wanted.
    pub enum GoodsState {
        /// Those on sale.
        OnSale = "on-sale",
        /// Those on sale no more, or not yet.
        Off = "off",
    }
}

/// What somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Wanted {
    /// All goods.
    #[default]
    All,
    /// Those with these words in their name.
    Words(NameWords),
    /// Those with this barcode or number.
    Number(String),
}

/// A page of goods.
#[derive(Debug, Clone, Default)]
pub struct GoodsQuery {
    /// What is looked for.
    pub wanted: Wanted,
    /// Of this category, and of those below it.
    pub category: Option<CategoryId>,
    /// On sale or not; none: both.
    pub state: Option<GoodsState>,
    /// Those after these.
    pub after: Option<GoodsId>,
    /// So many at most.
    pub limit: i64,
}

/// Rows that the index of names leaves and that are looked at one by one.
const LOOKED_AT: i64 = 500;

/// The goods of a page, in the order in which they were added.
pub fn find_goods(tx: &mut Tx<'_>, query: &GoodsQuery) -> Result<Vec<GoodsRow>, StoreError> {
    let now = tx.now();
    let mut text = format!("{SELECT} WHERE g.id > ?1");
    let category = query.category.map_or(0, CategoryId::get);
    let after = query.after.map_or(0, GoodsId::get);
    let mut values = vec![Value::Int(after), Value::Int(now.get()), Value::Int(category)];
    // A parameter that no condition names would have no type there.
    text.push_str(" AND ?2 > 0 AND ?3 >= 0");
    if query.category.is_some() {
        text.push_str(
            " AND g.category_id IN (SELECT id FROM goods_category WHERE id = ?3 OR parent_id = ?3 OR parent_id IN \
             (SELECT id FROM goods_category WHERE parent_id = ?3))",
        );
    }
    match query.state {
        None => {}
        Some(GoodsState::OnSale) => {
            text.push_str(" AND g.sold_from <= ?2 AND (g.sold_until IS NULL OR g.sold_until > ?2)");
        }
        Some(GoodsState::Off) => text.push_str(" AND (g.sold_from > ?2 OR g.sold_until <= ?2)"),
    }
    let grams: Vec<String> = match &query.wanted {
        Wanted::Words(words) => words.grams().into_iter().collect(),
        _ => Vec::new(),
    };
    if let Wanted::Number(number) = &query.wanted {
        values.push(Value::Text(number));
        text.push_str(
            " AND g.id IN (SELECT id FROM goods WHERE barcode = ?4 AND barcode <> '' UNION SELECT id FROM goods WHERE code = ?4)",
        );
    }
    if !grams.is_empty() {
        text.push_str(" AND g.id IN (SELECT goods_id FROM goods_gram WHERE gram IN (");
        for (index, gram) in grams.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(text, "{comma}?{}", index + 4);
            values.push(Value::Text(gram));
        }
        let _ = write!(text, ") GROUP BY goods_id HAVING COUNT(*) = {})", grams.len());
    }
    let limit = if grams.is_empty() { query.limit } else { LOOKED_AT };
    let _ = write!(text, " ORDER BY g.id LIMIT {limit}");
    let mut rows = tx.all(&text, &values, read)?;
    if let Wanted::Words(words) = &query.wanted {
        rows.retain(|row| words.stand_in(&row.name));
        rows.truncate(usize::try_from(query.limit).unwrap_or_default());
    }
    Ok(rows)
}

/// One row of goods.
pub fn goods(tx: &mut Tx<'_>, id: GoodsId) -> Result<Option<GoodsRow>, StoreError> {
    tx.one(&format!("{SELECT} WHERE g.id = ?1"), params![id], read)
}

/// Goods by their numbers, [`AT_ONCE`] at most.
pub(super) fn goods_of_codes(tx: &mut Tx<'_>, codes: &[String]) -> Result<Vec<GoodsRow>, StoreError> {
    rows_of(tx, "g.code", codes)
}

/// Goods that have one of these barcodes, whenever they are on sale; [`AT_ONCE`] at most. A barcode may have been used again a few times.
pub(super) fn goods_of_barcodes(tx: &mut Tx<'_>, barcodes: &[String]) -> Result<Vec<GoodsRow>, StoreError> {
    rows_of(tx, "g.barcode <> '' AND g.barcode", barcodes)
}

/// What is asked for by one statement.
pub(super) const AT_ONCE: usize = 100;

fn rows_of(tx: &mut Tx<'_>, column: &str, texts: &[String]) -> Result<Vec<GoodsRow>, StoreError> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=AT_ONCE).map(|number| format!("?{number}")).collect();
    let values: Vec<Value<'_>> = padded(texts, AT_ONCE).map(Value::Text).collect();
    tx.all(
        &format!(
            "{SELECT} WHERE {column} IN ({}) ORDER BY g.id LIMIT 5000",
            places.join(", ")
        ),
        &values,
        read,
    )
}

/// So many texts, the last one again and again where there are fewer.
pub(super) fn padded(texts: &[String], count: usize) -> impl Iterator<Item = &str> {
    let last = texts.last().into_iter().cycle();
    texts.iter().chain(last).take(count).map(String::as_str)
}

/// By what a till names goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GoodsKey {
    /// By the program's own number.
    Id(GoodsId),
    /// By the number under their bars, of those that are on sale.
    Barcode(String),
    /// By the shop's own number.
    Code(String),
}

impl GoodsKey {
    /// Whether it names these goods.
    #[must_use]
    pub fn names(&self, row: &GoodsRow) -> bool {
        match self {
            Self::Id(id) => row.id == *id,
            Self::Barcode(barcode) => !barcode.is_empty() && row.barcode == *barcode,
            Self::Code(code) => row.code == *code,
        }
    }
}

/// All goods that these keys name and that are on sale, by one statement. So many keys at most as a bill has lines.
pub(crate) fn goods_named(tx: &mut Tx<'_>, keys: &[&GoodsKey]) -> Result<Vec<GoodsRow>, StoreError> {
    let mut values = vec![Value::Int(tx.now().get())];
    let mut text =
        format!("{SELECT} WHERE g.sold_from <= ?1 AND (g.sold_until IS NULL OR g.sold_until > ?1) AND g.id IN (");
    let mut union = "";
    for column in ["id", "barcode", "code"] {
        let mut named: Vec<Value<'_>> = keys.iter().filter_map(|key| key.value_in(column)).collect();
        let Some(last) = named.last().copied() else { continue };
        // Few different texts, so that they stay prepared.
        named.resize(named.len().next_power_of_two(), last);
        let _ = write!(text, "{union}SELECT id FROM goods WHERE {column} IN (");
        for index in 0..named.len() {
            let comma = if index == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}?{}", values.len() + index + 1);
        }
        text.push(')');
        if column == "barcode" {
            text.push_str(" AND barcode <> ''");
        }
        values.extend(named);
        union = " UNION ";
    }
    if union.is_empty() {
        return Ok(Vec::new());
    }
    text.push_str(") ORDER BY g.id");
    tx.all(&text, &values, read)
}

impl GoodsKey {
    fn value_in(&self, column: &str) -> Option<Value<'_>> {
        match (self, column) {
            (Self::Id(id), "id") => Some(Value::Int(id.get())),
            (Self::Barcode(text), "barcode") | (Self::Code(text), "code") => Some(Value::Text(text)),
            _ => None,
        }
    }
}

/// The goods with a barcode that are on sale now.
pub fn goods_by_barcode(tx: &mut Tx<'_>, barcode: &str) -> Result<Option<GoodsRow>, StoreError> {
    let now = tx.now();
    tx.one(
        &format!(
            "{SELECT} WHERE g.barcode = ?1 AND g.barcode <> '' AND g.sold_from <= ?2 AND (g.sold_until IS NULL OR g.sold_until > ?2) \
             ORDER BY g.id LIMIT 1"
        ),
        params![barcode, now],
        read,
    )
}

/// Goods that were changed after an instant, in the order of their changes: what a till asks for that keeps a list of its own.
pub fn goods_changed_after(tx: &mut Tx<'_>, after: Millis, limit: i64) -> Result<Vec<GoodsRow>, StoreError> {
    tx.all(
        &format!("{SELECT} WHERE g.changed_at > ?1 ORDER BY g.changed_at LIMIT ?2"),
        params![after, limit],
        read,
    )
}

/// All brands, by name, for a field that offers them.
pub fn brands(tx: &mut Tx<'_>) -> Result<Vec<(BrandId, String)>, StoreError> {
    tx.all("SELECT id, name FROM brand ORDER BY name LIMIT 500", params![], |row| {
        Ok((row.get("id")?, row.get("name")?))
    })
}
