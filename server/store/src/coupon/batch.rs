//! Batches of codes: drawn at once, handed out on paper or in messages, and claimed by whoever types one first.

use huika_domain::{BusinessDay, CouponCode, CouponKindId, Millis, OperatorId, Reason};
use serde::{Deserialize, Serialize};

use super::{CouponError, caps::check_caps, kind::coupon_kind};
use crate::{
    OwnedValue, Row, StoreError, Tx,
    db::{idempotency, number},
    params,
    staff::{Act, ActKind, Matter, Role, may},
};

/// A batch that somebody wants.
#[derive(Debug, Clone, Serialize)]
pub struct NewBatch {
    /// Who.
    pub operator: OperatorId,
    /// Of which kind.
    pub kind: CouponKindId,
    /// How many codes.
    pub pieces: i64,
    /// The last day on which one can be claimed.
    pub claim_until: BusinessDay,
    /// What they are for, for those who look at it later.
    pub purpose: Reason,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CouponBatch {
    /// Its number.
    pub number: String,
    /// Of which kind.
    pub kind: CouponKindId,
    /// What that is called.
    pub name: String,
    /// The same in English.
    pub english: String,
    /// How many codes it had.
    pub pieces: i64,
    /// How many nobody has claimed.
    pub open: i64,
    /// What they are for.
    pub purpose: String,
    /// The last instant at which one can be claimed.
    pub claim_until: Millis,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Millis,
    /// When it was made void.
    pub voided_at: Option<Millis>,
    /// Why.
    pub void_reason: String,
}

/// The most codes of one batch: a second's work.
const MOST: i64 = 10_000;
/// Codes that one statement writes.
const AT_ONCE: usize = 50;

fn allowed(tx: &mut Tx<'_>, by: OperatorId) -> Result<(), CouponError> {
    if may(tx, by, Role::keeps_coupons, Matter::Shop)? {
        Ok(())
    } else {
        Err(CouponError::NotAllowed)
    }
}

/// Draws the codes, once for each key, and answers the batch's number.
pub fn make_batch(tx: &mut Tx<'_>, request: &NewBatch) -> Result<String, CouponError> {
    let scope = format!("coupon-batch:{}", request.operator);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        allowed(tx, request.operator)?;
        if !(1..=MOST).contains(&request.pieces) {
            return Err(CouponError::BatchSize);
        }
        let kind = coupon_kind(tx, request.kind)?.ok_or(CouponError::NoKind)?;
        let zone = tx.context().zone;
        let mut until = zone.end_of(request.claim_until);
        if !kind.is_given(tx) || until < tx.now() {
            return Err(CouponError::KindEnded);
        }
        check_caps(tx, &kind, request.pieces, None)?;
        let mut from = None;
        if let huika_domain::CouponValidity::Fixed { .. } = kind.terms.validity {
            let (begins, ends) = kind.terms.validity.instants_from(zone, tx.now());
            (from, until) = (begins, until.min(ends));
        }
        let number = number::fresh(tx, 'K');
        let batch: i64 = tx.insert(
            "INSERT INTO coupon_batch (number, kind_id, pieces, purpose, claim_until, made_by, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                number,
                request.kind,
                request.pieces,
                request.purpose.as_str(),
                until,
                request.operator,
                tx.now()
            ],
            |id| id,
        )?;
        let row = CodeRow {
            kind: request.kind,
            version: kind.version_id,
            batch,
            from,
            until,
            worth: kind.terms.worth,
        };
        let mut left = usize::try_from(request.pieces).unwrap_or(0);
        while left > 0 {
            let count = left.min(AT_ONCE);
            draw(tx, &row, count)?;
            left -= count;
        }
        let detail = format!("{number} · {} · {}", kind.terms.name, request.pieces);
        note(tx, request.operator, ActKind::CouponBatchMade, &detail)?;
        Ok(number)
    })
}

struct CodeRow {
    kind: CouponKindId,
    version: i64,
    batch: i64,
    from: Option<Millis>,
    until: Millis,
    worth: huika_domain::Fen,
}

/// Two codes are never the same: 2 to the power of 55 are possible, and the index would refuse the batch.
fn draw(tx: &mut Tx<'_>, row: &CodeRow, count: usize) -> Result<(), StoreError> {
    let codes: Vec<OwnedValue> = (0..count)
        .map(|_| {
            OwnedValue::Text(Some(
                CouponCode::draw(tx.context().rng.bytes::<16>()).as_str().to_owned(),
            ))
        })
        .collect();
    let marks: Vec<String> = (0..count)
        .map(|place| format!("SELECT CAST(?{} AS TEXT) AS code", place + 8))
        .collect();
    let text = format!(
        "INSERT INTO coupon (kind_id, version_id, batch_id, valid_from, valid_until, worth_fen, given_at, state, cause, code) \
         SELECT CAST(?1 AS BIGINT), CAST(?2 AS BIGINT), CAST(?3 AS BIGINT), CAST(?4 AS BIGINT), CAST(?5 AS BIGINT), CAST(?6 AS BIGINT), \
         CAST(?7 AS BIGINT), 'open', 'code', x.code FROM ({}) x",
        marks.join(" UNION ALL ")
    );
    let now = tx.now();
    let mut values = params![row.kind, row.version, row.batch, row.from, row.until, row.worth, now].to_vec();
    values.extend(codes.iter().map(OwnedValue::borrowed));
    tx.exec(&text, &values)?;
    Ok(())
}

fn note(tx: &mut Tx<'_>, by: OperatorId, kind: ActKind, detail: &str) -> Result<(), StoreError> {
    Act {
        detail,
        ..Act::new(by, kind)
    }
    .keep(tx)
}

const SELECT: &str = "SELECT b.number, b.kind_id, v.name, v.name_en, b.pieces, b.purpose, b.claim_until, o.name AS made_by_name, b.made_at, \
    b.voided_at, b.void_reason, (SELECT CAST(COUNT(*) AS BIGINT) FROM coupon c WHERE c.batch_id = b.id AND c.state = 'open') AS open_codes \
    FROM coupon_batch b JOIN coupon_kind k ON k.id = b.kind_id JOIN coupon_version v ON v.id = k.version_id JOIN operator o ON o.id = b.made_by";

fn read(row: &Row<'_>) -> Result<CouponBatch, StoreError> {
    Ok(CouponBatch {
        number: row.get("number")?,
        kind: row.get("kind_id")?,
        name: row.get("name")?,
        english: row.get("name_en")?,
        pieces: row.get("pieces")?,
        open: row.get("open_codes")?,
        purpose: row.get("purpose")?,
        claim_until: row.get("claim_until")?,
        made_by: row.get("made_by_name")?,
        made_at: row.get("made_at")?,
        voided_at: row.get("voided_at")?,
        void_reason: row.get("void_reason")?,
    })
}

/// The newest batches of a kind.
pub fn batches_of_kind(tx: &mut Tx<'_>, kind: CouponKindId, limit: i64) -> Result<Vec<CouponBatch>, StoreError> {
    tx.all(
        &format!("{SELECT} WHERE b.kind_id = ?1 ORDER BY b.id DESC LIMIT ?2"),
        params![kind, limit],
        read,
    )
}

/// One batch, by its number.
pub fn coupon_batch(tx: &mut Tx<'_>, number: &str) -> Result<Option<CouponBatch>, StoreError> {
    tx.one(&format!("{SELECT} WHERE b.number = ?1"), params![number], read)
}

/// Makes a batch void: codes that nobody has claimed are none any more. Who has claimed one keeps the coupon. Answers how many ended.
pub fn void_batch(tx: &mut Tx<'_>, by: OperatorId, number: &str, reason: &Reason) -> Result<u64, CouponError> {
    allowed(tx, by)?;
    let found = tx.lock(
        "SELECT id, voided_at FROM coupon_batch WHERE number = ?1",
        params![number],
        |row| Ok((row.get::<i64>("id")?, row.get::<Option<Millis>>("voided_at")?)),
    )?;
    let (batch, voided_at) = found.ok_or(CouponError::NoBatch)?;
    if voided_at.is_some() {
        return Err(CouponError::Same);
    }
    let now = tx.now();
    tx.exec(
        "UPDATE coupon_batch SET voided_at = ?2, voided_by = ?3, void_reason = ?4 WHERE id = ?1",
        params![batch, now, by, reason.as_str()],
    )?;
    let ended = tx.exec(
        "UPDATE coupon SET state = 'taken-back', ended_at = ?2, ended_by = ?3 WHERE batch_id = ?1 AND state = 'open'",
        params![batch, now, by],
    )?;
    let detail = format!("{number} · {ended} · {}", reason.as_str());
    note(tx, by, ActKind::CouponBatchVoided, &detail)?;
    Ok(ended)
}
