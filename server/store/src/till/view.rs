//! What the counter shows: who stands there, and what was sold.

use huika_domain::{BusinessDay, Fen, MemberId, Millis, Points, SaleId, StoreId, TillRights, spendable};

use crate::{
    StoreError, Tx,
    card::find_card_holder,
    db::secret::Ticket,
    ledger::{Wallet, day_number, money_lots, point_sums},
    member::{CardFace, card_face},
    params,
    sale::SaleReceipt,
    staff::Place,
};

/// The member of an open till session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TillMember {
    /// Who; the counter shows phone and number masked.
    pub card: CardFace,
    /// Their id.
    pub member: MemberId,
    /// On the card.
    pub balance: Fen,
    /// What may be spent now by the code alone: balance and daily limit.
    pub spendable: Fen,
    /// What is left of the daily limit, which points count against too.
    pub within_limit: Fen,
    /// Points that can be used now.
    pub points: Points,
    /// Whether the session may spend.
    pub may_spend: bool,
    /// Until when.
    pub expires_at: Millis,
    /// Whether it can still be used.
    pub open: bool,
}

/// Reads a till session of this till; `None` when there is none with that name here.
pub fn till_member(tx: &mut Tx<'_>, token: &str, place: &Place) -> Result<Option<TillMember>, StoreError> {
    let now = tx.now();
    let found = tx.one(
        "SELECT member_id, rights, expires_at, ended_at FROM till_session WHERE token = ?1 AND store_id = ?2 AND till = ?3",
        params![
            tx.context().secret.name_in(Ticket::TillSession, token),
            place.store,
            place.till
        ],
        |row| {
            let open = row.get::<Millis>("expires_at")? > now && row.get::<Option<Millis>>("ended_at")?.is_none();
            Ok((row.get::<MemberId>("member_id")?, row.get::<TillRights>("rights")?.may_spend(), row.get::<Millis>("expires_at")?, open))
        },
    )?;
    let Some((member, may_spend, expires_at, open)) = found else {
        return Ok(None);
    };
    let (Some(card), Some(wallet)) = (card_face(tx, member)?, Wallet::read(tx, member)?) else {
        return Ok(None);
    };
    let limit: Fen = tx.value("SELECT no_pin_limit_fen FROM member WHERE id = ?1", params![member])?;
    let within_limit = wallet.no_pin_left(tx, limit);
    let in_lots = spendable(&money_lots(tx, member)?, now);
    Ok(Some(TillMember {
        card,
        member,
        balance: wallet.balance(),
        spendable: if may_spend {
            in_lots.min(within_limit)
        } else {
            Fen::ZERO
        },
        within_limit,
        points: point_sums(tx, member)?.usable,
        may_spend,
        expires_at,
        open,
    }))
}

/// A sale of this store by the number on its receipt, with whose card it was, if it was anybody's.
pub fn sale_by_number(
    tx: &mut Tx<'_>,
    store: StoreId,
    receipt_number: &str,
) -> Result<Option<(SaleReceipt, Option<CardFace>)>, StoreError> {
    let found = tx.one(
        "SELECT s.id, s.receipt_number, s.entry_id, s.member_id, s.at, s.gross_fen, s.discount_fen, s.points_used, \
         s.points_fen, s.principal_fen, s.bonus_fen, s.outside_fen, s.points_earned, e.money_after, e.points_after \
         FROM sale s JOIN entry e ON e.id = s.entry_id WHERE s.receipt_number = ?1 AND s.store_id = ?2",
        params![receipt_number, store],
        |row| {
            Ok(SaleReceipt {
                sale: row.get::<SaleId>("id")?,
                receipt_number: row.get("receipt_number")?,
                entry: row.get("entry_id")?,
                member: row.get("member_id")?,
                at: row.get("at")?,
                gross: row.get("gross_fen")?,
                discount: row.get("discount_fen")?,
                points_used: row.get("points_used")?,
                points_value: row.get("points_fen")?,
                principal: row.get("principal_fen")?,
                bonus: row.get("bonus_fen")?,
                outside: row.get("outside_fen")?,
                tenders: Vec::new(),
                earned: row.get("points_earned")?,
                balance: row.get::<Option<Fen>>("money_after")?.unwrap_or_default(),
                points: row.get::<Option<Points>>("points_after")?.unwrap_or_default(),
            })
        },
    )?;
    let Some(mut receipt) = found else { return Ok(None) };
    receipt.tenders = tx.all(
        "SELECT tender, amount_fen FROM sale_tender WHERE sale_id = ?1 ORDER BY number",
        params![receipt.sale],
        |row| Ok((row.get("tender")?, row.get("amount_fen")?)),
    )?;
    let card = match receipt.member {
        Some(member) => card_face(tx, member)?,
        None => None,
    };
    Ok(Some((receipt, card)))
}

/// The receipt number of the sale that ended a till session of this till: whoever asks has not had the answer, or has lost it. `None` while
/// nothing was sold with it.
pub fn receipt_of_session(tx: &mut Tx<'_>, token: &str, place: &Place) -> Result<Option<String>, StoreError> {
    tx.one(
        "SELECT s.receipt_number FROM till_session t JOIN sale s ON s.id = t.sale_id \
         WHERE t.token = ?1 AND t.store_id = ?2 AND t.till = ?3",
        params![
            tx.context().secret.name_in(Ticket::TillSession, token),
            place.store,
            place.till
        ],
        |row| row.get("receipt_number"),
    )
}

/// A line of the counter's list of sales.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentSale {
    /// The number on its receipt.
    pub receipt_number: String,
    /// When.
    pub at: Millis,
    /// The bill before discounts.
    pub gross: Fen,
}

/// The last sales of a store today, newest first.
pub fn recent_sales(tx: &mut Tx<'_>, store: StoreId, limit: i64) -> Result<Vec<RecentSale>, StoreError> {
    let today = tx.business_day(Some(store));
    Ok(sales_of_day(tx, store, today, None, limit)?.sales)
}

/// Some of a day's sales, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalesPage {
    /// The sales.
    pub sales: Vec<RecentSale>,
    /// Those before this one are still to be told; `None` at the day's first sale.
    pub next: Option<SaleId>,
}

/// Up to `limit` sales of a store's day, newest first, those before the sale `before` only. None is told twice. Of a day that is over
/// none is left out; of the day that runs, a sale that another server writes at this very moment may have a lower number than one
/// that was told, and is found when the list is read again.
pub fn sales_of_day(
    tx: &mut Tx<'_>,
    store: StoreId,
    day: BusinessDay,
    before: Option<SaleId>,
    limit: i64,
) -> Result<SalesPage, StoreError> {
    let before = before.unwrap_or(SaleId::new(i64::MAX));
    // One more than is told says whether there are more.
    let mut found = tx.all(
        "SELECT id, receipt_number, at, gross_fen FROM sale WHERE store_id = ?1 AND business_day = ?2 AND id < ?3 \
         ORDER BY id DESC LIMIT ?4",
        params![store, day_number(day), before, limit + 1],
        |row| {
            let sale = RecentSale {
                receipt_number: row.get("receipt_number")?,
                at: row.get("at")?,
                gross: row.get("gross_fen")?,
            };
            Ok((row.get::<SaleId>("id")?, sale))
        },
    )?;
    let more = found.len() as i64 > limit;
    if more {
        found.pop();
    }
    Ok(SalesPage {
        next: found.last().filter(|_| more).map(|(id, _)| *id),
        sales: found.into_iter().map(|(_, sale)| sale).collect(),
    })
}

/// Who a printed number or a phone number names, as much as a till may show. It opens no session and spends nothing.
pub fn look_up(tx: &mut Tx<'_>, typed: &str) -> Result<Option<CardFace>, StoreError> {
    match find_card_holder(tx, typed)? {
        Some(member) => card_face(tx, member),
        None => Ok(None),
    }
}
