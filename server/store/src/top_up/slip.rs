//! The deposit slip: what a counter hands out with a top-up.

use huika_domain::{EntryId, Fen, MemberId, Millis, OperatorId, Points, StoreId};

use super::TopUpStatus;
use crate::{
    StoreError, Tx,
    member::{CardFace, card_face},
    params,
    staff::Place,
};

/// A top-up that this store's counter took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositSlip {
    /// Its number.
    pub number: String,
    /// Whose.
    pub card: CardFace,
    /// What was done.
    pub facts: Facts,
}

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// How far it is.
    pub status: TopUpStatus,
    /// Paid in.
    pub principal: Fen,
    /// On top.
    pub bonus: Fen,
    /// Points on top.
    pub points: Points,
    /// By which tender or wallet.
    pub channel: String,
    /// When it was opened.
    pub at: Millis,
    /// At which till.
    pub till: String,
    /// Who took it.
    pub operator: String,
    /// Who sold it.
    pub sold_by: String,
    /// Whether an invoice was made out.
    pub invoiced: bool,
    /// Its entry, once it is credited.
    pub entry: Option<EntryId>,
    /// On the card after it.
    pub balance: Option<Fen>,
}

/// The slip of a top-up that this store's counter took.
pub fn deposit_slip(tx: &mut Tx<'_>, number: &str, place: &Place) -> Result<Option<DepositSlip>, StoreError> {
    let found = tx.one(
        "SELECT t.member_id, t.status, t.principal_fen, t.bonus_fen, t.points, t.channel, t.opened_at, t.till, t.invoiced, \
         t.entry_id, e.money_after, o.name AS operator_name, s.name AS sold_by_name FROM top_up t LEFT JOIN entry e ON e.id = t.entry_id \
         LEFT JOIN operator o ON o.id = t.operator_id LEFT JOIN operator s ON s.id = t.sold_by \
         WHERE t.number = ?1 AND t.store_id = ?2",
        params![number, place.store],
        |row| {
            let facts = Facts {
                status: row.get("status")?,
                principal: row.get("principal_fen")?,
                bonus: row.get("bonus_fen")?,
                points: row.get("points")?,
                channel: row.get("channel")?,
                at: row.get("opened_at")?,
                till: row.get("till")?,
                operator: row.get::<Option<String>>("operator_name")?.unwrap_or_default(),
                sold_by: row.get::<Option<String>>("sold_by_name")?.unwrap_or_default(),
                invoiced: row.get("invoiced")?,
                entry: row.get("entry_id")?,
                balance: row.get("money_after")?,
            };
            Ok((row.get::<MemberId>("member_id")?, facts))
        },
    )?;
    let Some((member, facts)) = found else { return Ok(None) };
    Ok(card_face(tx, member)?.map(|card| DepositSlip {
        number: number.to_owned(),
        card,
        facts,
    }))
}

/// Who works in a store: who may have sold something there.
pub fn colleagues(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<(OperatorId, String)>, StoreError> {
    tx.all(
        "SELECT id, name FROM operator WHERE store_id = ?1 AND ended_at IS NULL ORDER BY name, id LIMIT 50",
        params![store],
        |row| Ok((row.get("id")?, row.get("name")?)),
    )
}
