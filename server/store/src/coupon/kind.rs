//! Kinds of coupons. What one says and does stands in a version; a change makes another one, and what was given keeps its own.

use huika_domain::{CouponKindCode, CouponKindId, CouponState, CouponTerms, Fen, Millis, OperatorId};

use super::CouponError;
use crate::{
    Row, StoreError, Tx,
    db::gate::{Gate, pass},
    params,
    staff::{Act, ActKind, Matter, Role, may},
};

/// A kind of coupon, as it is given out now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouponKindRow {
    /// Which.
    pub id: CouponKindId,
    /// Its short name.
    pub code: String,
    /// The number of its version, from 1.
    pub version: i64,
    /// The row of that version, which a coupon keeps.
    pub version_id: i64,
    /// What it says and does.
    pub terms: CouponTerms,
    /// When it was made.
    pub made_at: Millis,
    /// Since when it is given out no more.
    pub ended_at: Option<Millis>,
}

impl CouponKindRow {
    /// Whether one can be given at an instant: it is given out, and would not be over before it began.
    #[must_use]
    pub fn is_given(&self, tx: &Tx<'_>) -> bool {
        let (_, last) = self.terms.validity.instants_from(tx.context().zone, tx.now());
        self.ended_at.is_none() && last >= tx.now()
    }
}

/// One version of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouponVersionRow {
    /// Its number.
    pub version: i64,
    /// What it says and does.
    pub terms: CouponTerms,
    /// Who made it; empty for the program.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// How many coupons of a kind there are, each up to ten thousand; more are said as one more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KindCounts {
    /// That members have.
    pub held: i64,
    /// That were used.
    pub used: i64,
    /// Codes that nobody has claimed.
    pub open: i64,
    /// That expired unused.
    pub expired: i64,
}

/// More kinds than this tell nobody anything.
const MOST: i64 = 500;
/// Counting further than this takes longer than it tells.
const COUNTED: i64 = 10_000;

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT k.id, k.code, v.version, k.version_id, v.terms, k.created_at, k.ended_at FROM coupon_kind k \
             JOIN coupon_version v ON v.id = k.version_id ",
            $tail
        )
    };
}

/// Terms as a row keeps them.
pub(super) fn terms_in(row: &Row<'_>) -> Result<CouponTerms, StoreError> {
    let text: String = row.get("terms")?;
    serde_json::from_str(&text).map_err(|error| StoreError::Decode(format!("the terms of a coupon: {error}")))
}

fn read(row: &Row<'_>) -> Result<CouponKindRow, StoreError> {
    Ok(CouponKindRow {
        id: row.get("id")?,
        code: row.get("code")?,
        version: row.get("version")?,
        version_id: row.get("version_id")?,
        terms: terms_in(row)?,
        made_at: row.get("created_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// All kinds, those that are given out first.
pub fn coupon_kinds(tx: &mut Tx<'_>) -> Result<Vec<CouponKindRow>, StoreError> {
    let mut all = tx.all(select!("ORDER BY k.id LIMIT ?1"), params![MOST], read)?;
    all.sort_by_key(|one| one.ended_at.is_some());
    Ok(all)
}

/// One kind.
pub fn coupon_kind(tx: &mut Tx<'_>, id: CouponKindId) -> Result<Option<CouponKindRow>, StoreError> {
    tx.one(select!("WHERE k.id = ?1"), params![id], read)
}

/// The kinds that everybody gets on their birthday.
pub(super) fn birthday_kinds(tx: &mut Tx<'_>) -> Result<Vec<CouponKindRow>, StoreError> {
    tx.all(
        select!("WHERE k.on_birthday = 1 AND k.ended_at IS NULL ORDER BY k.id LIMIT ?1"),
        params![MOST],
        read,
    )
}

/// The versions of a kind, newest first.
pub fn coupon_versions(tx: &mut Tx<'_>, id: CouponKindId, limit: i64) -> Result<Vec<CouponVersionRow>, StoreError> {
    tx.all(
        "SELECT v.version, v.terms, v.made_at, COALESCE(o.name, '') AS made_by_name FROM coupon_version v \
         LEFT JOIN operator o ON o.id = v.made_by WHERE v.kind_id = ?1 ORDER BY v.version DESC LIMIT ?2",
        params![id, limit],
        |row| {
            Ok(CouponVersionRow {
                version: row.get("version")?,
                terms: terms_in(row)?,
                at: row.get("made_at")?,
                by: row.get("made_by_name")?,
            })
        },
    )
}

/// How many coupons of a kind there are.
pub fn kind_counts(tx: &mut Tx<'_>, id: CouponKindId) -> Result<KindCounts, StoreError> {
    let mut of = |state: CouponState| {
        tx.value(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT c.id FROM coupon c WHERE c.kind_id = ?1 AND c.state = ?2 LIMIT ?3) x",
            params![id, state, COUNTED + 1],
        )
    };
    Ok(KindCounts {
        held: of(CouponState::Held)?,
        used: of(CouponState::Used)?,
        open: of(CouponState::Open)?,
        expired: of(CouponState::Expired)?,
    })
}

fn allowed(tx: &mut Tx<'_>, by: OperatorId) -> Result<(), CouponError> {
    // One after the other: short names, and the numbers of versions.
    pass(tx, Gate::Coupons)?;
    if may(tx, by, Role::keeps_coupons, Matter::Shop)? {
        Ok(())
    } else {
        Err(CouponError::NotAllowed)
    }
}

fn note(tx: &mut Tx<'_>, by: OperatorId, kind: ActKind, was: &str, detail: &str) -> Result<(), StoreError> {
    let act = Act {
        was,
        detail,
        ..Act::new(by, kind)
    };
    act.keep(tx)
}

/// What the terms name has to be there: a coupon for goods that nobody sells works nowhere, and nobody sees why.
fn all_known(tx: &mut Tx<'_>, terms: &CouponTerms) -> Result<(), CouponError> {
    let what = &terms.what;
    let numbers = |ids: &mut dyn Iterator<Item = i64>| ids.collect::<Vec<i64>>();
    let named: [(&str, Vec<i64>, huika_domain::ErrorCode); 5] = [
        (
            "SELECT id FROM store WHERE id = ?1",
            numbers(&mut terms.who.stores.iter().map(|id| id.get())),
            huika_domain::ErrorCode::NoStore,
        ),
        (
            "SELECT id FROM card_type WHERE id = ?1",
            numbers(&mut terms.who.card_types.iter().map(|id| id.get())),
            huika_domain::ErrorCode::NoCardType,
        ),
        (
            "SELECT id FROM goods WHERE id = ?1",
            numbers(&mut what.goods.iter().chain(&what.not_goods).map(|id| id.get())),
            huika_domain::ErrorCode::NoGoods,
        ),
        (
            "SELECT id FROM goods_category WHERE id = ?1",
            numbers(&mut what.categories.iter().chain(&what.not_categories).map(|id| id.get())),
            huika_domain::ErrorCode::NoCategory,
        ),
        (
            "SELECT id FROM brand WHERE id = ?1",
            numbers(&mut what.brands.iter().chain(&what.not_brands).map(|id| id.get())),
            huika_domain::ErrorCode::NoGoods,
        ),
    ];
    for (text, ids, code) in named {
        for id in ids {
            if tx.one(text, params![id], |row| row.get::<i64>("id"))?.is_none() {
                return Err(CouponError::Terms(code.as_str()));
            }
        }
    }
    Ok(())
}

fn write_version(
    tx: &mut Tx<'_>,
    (kind, version): (CouponKindId, i64),
    terms: &CouponTerms,
    by: Option<OperatorId>,
) -> Result<i64, StoreError> {
    let text = serde_json::to_string(terms).map_err(|error| StoreError::Internal(error.to_string()))?;
    tx.insert(
        "INSERT INTO coupon_version (kind_id, version, name, name_en, terms, made_by, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![kind, version, terms.name, terms.english, text, by, tx.now()],
        |id| id,
    )
}

/// Writes a kind without asking who does it: for the demo and the opening of a shop.
pub(crate) fn insert_coupon_kind(
    tx: &mut Tx<'_>,
    code: &CouponKindCode,
    terms: CouponTerms,
    by: Option<OperatorId>,
) -> Result<CouponKindId, CouponError> {
    let terms = terms.checked().map_err(CouponError::Terms)?;
    let kind = tx.insert(
        "INSERT INTO coupon_kind (code, version_id, on_birthday, created_at) VALUES (?1, 0, ?2, ?3)",
        params![code.as_str(), terms.on_birthday, tx.now()],
        CouponKindId::new,
    )?;
    let version = write_version(tx, (kind, 1), &terms, by)?;
    tx.exec(
        "UPDATE coupon_kind SET version_id = ?2 WHERE id = ?1",
        params![kind, version],
    )?;
    Ok(kind)
}

/// Makes another kind of coupon.
pub fn make_coupon_kind(
    tx: &mut Tx<'_>,
    by: OperatorId,
    code: &CouponKindCode,
    terms: &CouponTerms,
) -> Result<CouponKindId, CouponError> {
    allowed(tx, by)?;
    let taken: i64 = tx.value(
        "SELECT COUNT(*) FROM coupon_kind WHERE code = ?1",
        params![code.as_str()],
    )?;
    if taken > 0 {
        return Err(CouponError::CodeTaken);
    }
    all_known(tx, terms)?;
    let kind = insert_coupon_kind(tx, code, terms.clone(), Some(by))?;
    note(tx, by, ActKind::CouponKindMade, "", &terms.name)?;
    Ok(kind)
}

/// Puts another version into the place of the one that is given out. Coupons that members have keep theirs.
pub fn change_coupon_kind(
    tx: &mut Tx<'_>,
    by: OperatorId,
    id: CouponKindId,
    terms: &CouponTerms,
) -> Result<(), CouponError> {
    allowed(tx, by)?;
    let before = coupon_kind(tx, id)?.ok_or(CouponError::NoKind)?;
    let terms = terms.clone().checked().map_err(CouponError::Terms)?;
    if terms == before.terms {
        return Err(CouponError::Same);
    }
    all_known(tx, &terms)?;
    let version = write_version(tx, (id, before.version + 1), &terms, Some(by))?;
    tx.exec(
        "UPDATE coupon_kind SET version_id = ?2, on_birthday = ?3 WHERE id = ?1",
        params![id, version, terms.on_birthday],
    )?;
    let said = |name: &str, number: i64, worth: Fen| format!("{name} · {number} · {}", worth.yuan());
    let was = said(&before.terms.name, before.version, before.terms.worth);
    let is = said(&terms.name, before.version + 1, terms.worth);
    Ok(note(tx, by, ActKind::CouponKindChanged, &was, &is)?)
}

/// Gives a kind out no more. Who has a coupon of it keeps it.
pub fn end_coupon_kind(tx: &mut Tx<'_>, by: OperatorId, id: CouponKindId) -> Result<(), CouponError> {
    allowed(tx, by)?;
    let before = coupon_kind(tx, id)?.ok_or(CouponError::NoKind)?;
    if before.ended_at.is_some() {
        return Err(CouponError::Same);
    }
    tx.exec(
        "UPDATE coupon_kind SET ended_at = ?2 WHERE id = ?1",
        params![id, tx.now()],
    )?;
    // Nobody can have it any more, so the mall does not show it either.
    tx.exec(
        "UPDATE item SET ended_at = ?2 WHERE coupon_kind_id = ?1 AND ended_at IS NULL",
        params![id, tx.now()],
    )?;
    Ok(note(tx, by, ActKind::CouponKindEnded, "", &before.terms.name)?)
}

/// Gives a kind out again.
pub fn reopen_coupon_kind(tx: &mut Tx<'_>, by: OperatorId, id: CouponKindId) -> Result<(), CouponError> {
    allowed(tx, by)?;
    let before = coupon_kind(tx, id)?.ok_or(CouponError::NoKind)?;
    if before.ended_at.is_none() {
        return Err(CouponError::Same);
    }
    tx.exec("UPDATE coupon_kind SET ended_at = NULL WHERE id = ?1", params![id])?;
    Ok(note(tx, by, ActKind::CouponKindReopened, "", &before.terms.name)?)
}
