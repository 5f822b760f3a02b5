//! A redeemed item is handed out at a counter, by the code that the member shows, once.

use huika_domain::{ItemId, MemberId, MemberPhone, Millis, OperatorId, PickUpCode, Points};
use serde::{Deserialize, Serialize};

use super::{cancel::CancelError, orders::OrderStatus};
use crate::{
    Row, StoreError, Tx,
    db::idempotency,
    ledger::Wallet,
    params,
    staff::{Place, Role, is_own_account, may_at},
};

/// An order, as a counter sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickUp {
    /// Its number.
    pub number: String,
    /// Its code.
    pub code: String,
    /// Whose.
    pub member: MemberId,
    /// What they are called; pages mask it.
    pub name: String,
    /// Their phone, where they gave one; pages mask it.
    pub phone: Option<MemberPhone>,
    /// What is handed out.
    pub item: ItemId,
    /// What it is called.
    pub item_name: String,
    /// The name of its picture.
    pub picture: String,
    /// What it cost.
    pub points: Points,
    /// How far it is.
    pub status: OrderStatus,
    /// When it was ordered.
    pub at: Millis,
    /// When it was handed out.
    pub collected_at: Option<Millis>,
    /// In which store.
    pub collected_in: String,
    /// By whom.
    pub collected_by: String,
}

/// Codes are drawn by chance from a hundred million: two orders may have the same one, and the counter chooses.
const SAME_CODE_MAX: i64 = 5;

macro_rules! select_pick_up {
    ($tail:literal) => {
        concat!(
            "SELECT r.number, r.code, r.member_id, m.name, m.phone, r.item_id, i.name AS item_name, i.picture, r.points, r.status, r.at, ",
            "r.collected_at, COALESCE(s.name, '') AS collected_in, COALESCE(o.name, '') AS collected_by FROM redemption r ",
            "JOIN item i ON i.id = r.item_id JOIN member m ON m.id = r.member_id LEFT JOIN store s ON s.id = r.store_id ",
            "LEFT JOIN operator o ON o.id = r.collected_by ",
            $tail
        )
    };
}

fn read(row: &Row<'_>) -> Result<PickUp, StoreError> {
    let phone = row
        .get::<Option<String>>("phone")?
        .map(|phone| MemberPhone::of_kept(&phone));
    let phone = phone
        .transpose()
        .map_err(|error| StoreError::Decode(error.to_string()))?;
    Ok(PickUp {
        number: row.get("number")?,
        code: row.get("code")?,
        member: row.get("member_id")?,
        name: row.get("name")?,
        phone,
        item: row.get("item_id")?,
        item_name: row.get("item_name")?,
        picture: row.get("picture")?,
        points: row.get("points")?,
        status: row.get("status")?,
        at: row.get("at")?,
        collected_at: row.get("collected_at")?,
        collected_in: row.get("collected_in")?,
        collected_by: row.get("collected_by")?,
    })
}

/// The orders with this code, those that wait first. Whoever may not sell here finds none.
pub fn pick_ups(tx: &mut Tx<'_>, place: &Place, code: &PickUpCode) -> Result<Vec<PickUp>, StoreError> {
    if !may_at(tx, place, Role::sells)? {
        return Ok(Vec::new());
    }
    tx.all(
        select_pick_up!(
            "WHERE r.code = ?1 AND r.code <> '' ORDER BY CASE r.status WHEN 'ready' THEN 0 ELSE 1 END, r.id DESC LIMIT ?2"
        ),
        params![code.as_str(), SAME_CODE_MAX],
        read,
    )
}

/// One order, by its number.
pub fn pick_up(tx: &mut Tx<'_>, place: &Place, number: &str) -> Result<Option<PickUp>, StoreError> {
    if !may_at(tx, place, Role::sells)? {
        return Ok(None);
    }
    tx.one(select_pick_up!("WHERE r.number = ?1"), params![number], read)
}

/// Somebody hands an order out.
#[derive(Debug, Clone, Serialize)]
pub struct HandOut {
    /// Its number.
    pub number: String,
    /// The code that the member shows.
    pub code: String,
    /// Where and who.
    #[serde(skip)]
    pub place: Place,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// That it was handed out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandedOut {
    /// When.
    pub at: Millis,
}

/// Hands it out, once, whoever comes to which counter at the same time.
pub fn hand_out(tx: &mut Tx<'_>, request: &HandOut) -> Result<HandedOut, CancelError> {
    let place = &request.place;
    let member = tx
        .one(
            "SELECT member_id FROM redemption WHERE number = ?1 AND code = ?2 AND code <> ''",
            params![request.number, request.code],
            |row| row.get::<MemberId>("member_id"),
        )?
        .ok_or(CancelError::NoOrder)?;
    // The member may be taking it back on the phone at this moment.
    Wallet::lock(tx, member)?.ok_or(CancelError::NoOrder)?;
    let scope = format!("hand-out:{}", request.number);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        if !may_at(tx, place, Role::sells)? || is_own(tx, place.operator, member)? {
            return Err(CancelError::NotAllowed);
        }
        let now = tx.now();
        let handed = tx.exec(
            "UPDATE redemption SET status = 'collected', collected_at = ?2, store_id = ?3, collected_by = ?4, collected_till = ?5 \
             WHERE number = ?1 AND status = 'ready'",
            params![request.number, now, place.store, place.operator, place.till],
        )?;
        if handed == 0 {
            return Err(CancelError::NotReady);
        }
        // The phone that shows the code sees at once that it is used.
        tx.announce(member);
        Ok(HandedOut { at: now })
    })
}

fn is_own(tx: &mut Tx<'_>, operator: Option<OperatorId>, member: MemberId) -> Result<bool, StoreError> {
    operator.map_or(Ok(false), |operator| is_own_account(tx, operator, member))
}
