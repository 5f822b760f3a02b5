//! Large sales of which only a till says that they were paid: they are counted, alarm, and their points can wait for a person.
//!
//! A till's key that leaked earns points for whoever has it, with sales that nobody paid. Such points are set aside by a hold, in the
//! transaction of the sale: they are on the statement, nobody spends them, and the books prove them like any other hold. A return lifts
//! the hold for its own work and sets the rest aside again.

mod decide;
mod view;

use huika_domain::{EntryId, Fen, MemberId, PointDraw, Points, SaleId, WatchReason};

pub use decide::{Decide, DecideError, Decision, decide};
pub use view::{WatchedSale, open_watched_sales, watched_sale, watched_sales_waiting};

use crate::{
    StoreError, Tx,
    ledger::{
        Wallet, composition, day_number,
        hold::{self},
    },
    params,
    staff::Place,
    top_up::release_open,
};

/// What the points of a sale that alarmed are set aside for: a word of the books, for which the statement has its own sentence.
pub const POINTS_CHECKED: &str = "points-checked";

/// A sale that was posted a moment ago.
pub(crate) struct Posted<'p> {
    pub sale: SaleId,
    pub entry: EntryId,
    pub receipt_number: &'p str,
    pub place: &'p Place,
    pub outside: Fen,
    pub earned: Points,
}

/// Counts a large sale and sets its points aside when it alarms. Answers the wallet as it is then; of a sale that is not large it is the one
/// that came.
pub(crate) fn watch(tx: &mut Tx<'_>, posted: &Posted<'_>, wallet: Wallet) -> Result<Wallet, StoreError> {
    let rule = tx.rules_of(posted.place.store).watch;
    if !rule.is_large(posted.outside, posted.earned) {
        return Ok(wallet);
    }
    let (member, place) = (wallet.member, posted.place);
    let day = day_number(tx.business_day(Some(place.store)));
    // The member's are exact, under the lock of the wallet. Of a till that sells to several members in the same instant one may go by
    // uncounted; the next one counts it.
    let before: i64 = tx
        .one(
            "SELECT (SELECT COUNT(*) FROM watched_sale WHERE member_id = ?1 AND business_day = ?4) AS of_member, \
             (SELECT COUNT(*) FROM watched_sale WHERE store_id = ?2 AND till = ?3 AND business_day = ?4) AS of_till",
            params![member, place.store, place.till, day],
            |row| Ok(row.get::<i64>("of_member")?.max(row.get::<i64>("of_till")?)),
        )?
        .unwrap_or_default();
    let reason = rule.reason(posted.earned, before.saturating_add(1));
    let held = match reason {
        Some(_) if rule.points_wait => set_aside(tx, wallet, posted.entry)?,
        _ => None,
    };
    if let Some(reason) = reason {
        tracing::warn!(
            receipt = posted.receipt_number,
            reason = reason.as_str(),
            "a large sale that was paid outside of the card"
        );
    }
    tx.exec(
        "INSERT INTO watched_sale (sale_id, member_id, store_id, till, business_day, at, reason, hold) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            posted.sale,
            member,
            place.store,
            place.till,
            day,
            tx.now(),
            reason.map_or("", WatchReason::as_str),
            held.as_deref().unwrap_or_default(),
        ],
    )?;
    match held {
        Some(_) => as_it_is(tx, member),
        None => Ok(wallet),
    }
}

/// Sets aside what is left of the points that the sale's entry made. Answers the hold's number, or none when nothing is left: they repaid
/// what the member owed, or are gone.
fn set_aside(tx: &mut Tx<'_>, wallet: Wallet, sale: EntryId) -> Result<Option<String>, StoreError> {
    let Some(lot) = composition(tx, sale)?.earned.map(|earned| earned.lot) else {
        return Ok(None);
    };
    let left = tx.one(
        "SELECT remaining FROM open_point_lot WHERE member_id = ?1 AND lot_id = ?2",
        params![wallet.member, lot],
        |row| row.get::<Points>("remaining"),
    )?;
    let Some(points) = left.filter(|points| points.is_positive()) else {
        return Ok(None);
    };
    let (held, _) = hold::hold(tx, wallet, POINTS_CHECKED, None, &[], &[PointDraw { lot, points }])?;
    Ok(Some(held.number))
}

/// The member's wallet after a hold or a release in the same transaction.
fn as_it_is(tx: &mut Tx<'_>, member: MemberId) -> Result<Wallet, StoreError> {
    Wallet::lock(tx, member)?.ok_or_else(|| StoreError::Decode("a member without a wallet".into()))
}

/// Points that were set aside and are back in their lot while a return does its work.
pub(crate) struct Lifted(SaleId);

/// Before a return: gives the points of a sale that wait back to their lot, so that the return finds them. The wallet is locked.
pub(crate) fn lift(tx: &mut Tx<'_>, sale: SaleId, wallet: Wallet) -> Result<(Wallet, Option<Lifted>), StoreError> {
    let number: Option<String> = tx.one(
        "SELECT hold FROM watched_sale WHERE sale_id = ?1 AND hold <> '' AND decision = ''",
        params![sale],
        |row| row.get("hold"),
    )?;
    let Some(number) = number else {
        return Ok((wallet, None));
    };
    let open = hold::lock_open(tx, &number).map_err(decide::closed)?;
    release_open(tx, &open)?;
    Ok((as_it_is(tx, wallet.member)?, Some(Lifted(sale))))
}

/// After the return: sets aside what is left of them. Answers the wallet as it is then.
pub(crate) fn put_back(
    tx: &mut Tx<'_>,
    lifted: &Lifted,
    sale: EntryId,
    member: MemberId,
) -> Result<Wallet, StoreError> {
    let wallet = as_it_is(tx, member)?;
    let held = set_aside(tx, wallet, sale)?;
    tx.exec(
        "UPDATE watched_sale SET hold = ?2 WHERE sale_id = ?1",
        params![lifted.0, held.unwrap_or_default()],
    )?;
    as_it_is(tx, member)
}
