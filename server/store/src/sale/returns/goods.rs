//! One return.

use huika_domain::{
    CouponId, EntryId, Fen, Millis, OutsideTender, Points, ReturnError, ReturnId,
    pricing::{ClawBack, GiftDue},
};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::{idempotency, number},
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, ShopDraft, Wallet,
        amount::{minus, minus_points, sum, sum_points},
        restore_money, restore_points,
    },
    params,
    price::give_back_uses,
    referral::note_returned,
    sale::{
        returns::{
            asked::{ReturnGoods, Returning},
            earned::take_back_earned,
            error::ReturnGoodsError,
            planned::{Planned, planned},
            sold::{Restored, Sold, find},
            terms::{Allowed, Beyond, allowed},
        },
        watch,
    },
    shift::origin_of,
    staff::{Role, may_at},
    top_up::hold_again,
};

/// What a return gave and took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Which.
    pub id: ReturnId,
    /// Its number on paper.
    pub number: String,
    /// Its entry in the books.
    pub entry: EntryId,
    /// When.
    pub at: Millis,
    /// What came back, before discounts.
    pub gross: Fen,
    /// To be paid out through the channel of the sale.
    pub outside: Fen,
    /// How it had been paid; `several` by more than one tender.
    pub outside_channel: String,
    /// The same by tender.
    #[serde(default)]
    pub tenders: Vec<(String, Fen)>,
    /// Back on the card, paid in.
    pub principal: Fen,
    /// Back on the card, given by the shop.
    pub bonus: Fen,
    /// Points spent that are back in their lots.
    pub points_back: Points,
    /// Earned points that were taken back.
    pub points_taken: Points,
    /// Earned points that had been spent: the shortfall grew by so many.
    pub shortfall: Points,
    /// On the card afterwards.
    pub balance: Fen,
    /// Points afterwards.
    pub points: Points,
    /// Coupons that came back with it.
    #[serde(default)]
    pub coupons: Vec<CouponId>,
    /// Gifts that were asked back, were not there, and were charged.
    #[serde(default)]
    pub charged: Vec<GiftDue>,
    /// Both figures, where the shop claws back.
    #[serde(default)]
    pub claw_back: Option<ClawBack>,
}

/// Reverses a part of a sale, or all of it. A member whose card is lost or frozen can bring goods back as well.
pub fn return_goods(tx: &mut Tx<'_>, request: &ReturnGoods) -> Result<Returned, ReturnGoodsError> {
    return_beyond(tx, request, &Beyond::default())
}

/// The same by who may set the shop's terms aside, or with a second person's yes.
pub fn return_beyond(tx: &mut Tx<'_>, request: &ReturnGoods, beyond: &Beyond) -> Result<Returned, ReturnGoodsError> {
    let store = request.place.store;
    let first = find(tx, store, &request.receipt_number)?.ok_or(ReturnGoodsError::NoSale)?;
    let wallet = lock_sold(tx, &first)?;
    let scope = format!("return:{store}");
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        if !may_at(tx, &request.place, Role::sells)? {
            return Err(ReturnGoodsError::NotAllowed);
        }
        // Read again: another return may have been ahead of us in the queue for the wallet.
        let sold = find(tx, store, &request.receipt_number)?.ok_or(ReturnGoodsError::NoSale)?;
        check_line(tx, &sold, &request.line)?;
        let planned = planned(tx, &request.what, &sold)?;
        let allowed = allowed(tx, request, &sold, beyond)?;
        let Some(wallet) = wallet else {
            return post_to_nobody(tx, request, &sold, planned, allowed.as_ref());
        };
        let member = wallet.member;
        let (wallet, lifted) = watch::lift(tx, sold.sale, wallet)?;
        let mut returned = post(tx, request, wallet, &sold, planned, allowed.as_ref())?;
        if let Some(lifted) = lifted {
            let wallet = watch::put_back(tx, &lifted, sold.entry, member)?;
            returned.points = wallet.points;
        }
        Ok(returned)
    })
}

/// Locks what two returns of a sale wait for: the wallet, or the sale itself without one.
pub(super) fn lock_sold(tx: &mut Tx<'_>, sold: &Sold) -> Result<Option<Wallet>, ReturnGoodsError> {
    if let Some(member) = sold.member {
        return Ok(Some(Wallet::lock(tx, member)?.ok_or(ReturnGoodsError::NoSale)?));
    }
    tx.lock("SELECT id FROM sale WHERE id = ?1", params![sold.sale], |_| Ok(()))?;
    Ok(None)
}

fn check_line(tx: &mut Tx<'_>, sold: &Sold, line: &str) -> Result<(), ReturnGoodsError> {
    if line.is_empty() {
        return Ok(());
    }
    let before: i64 = tx.value(
        "SELECT COUNT(*) FROM sale_return WHERE sale_id = ?1 AND line = ?2 AND line <> ''",
        params![sold.sale, line],
    )?;
    if before == 0 {
        Ok(())
    } else {
        Err(ReturnGoodsError::LineReturned)
    }
}

fn post(
    tx: &mut Tx<'_>,
    request: &ReturnGoods,
    wallet: Wallet,
    sold: &Sold,
    planned: Planned,
    allowed: Option<&Allowed<'_>>,
) -> Result<Returned, ReturnGoodsError> {
    let origin = origin_of(tx, &request.place)?.ok_or(ReturnGoodsError::NoShift)?;
    let mut draft = Draft::new(wallet).of_origin(origin);
    let mut given = given(&planned);
    let store = format!("store:{}", sold.store);
    restore_money(tx, &mut draft, &given.back.money)?;
    restore_points(tx, &mut draft, &given.back.points)?;
    let points_back = sum_points(given.back.points.iter().map(|draw| draw.points))?;
    let owed = given.back.earned;
    let (member, composition, before) = (draft.wallet().member, &planned.composition, &planned.before);
    let regained = take_back_earned(tx, &mut draft, member, owed, composition, before, &mut given)?;
    draft.shop_points(Account::PointsCost, &store, minus_points(points_back)?);
    draft.shop_points(Account::PointsCost, &store, regained);

    let tenders = planned.by_tender()?;
    let outside = sum(tenders.iter().map(|(_, amount)| *amount))?;
    let principal = sum(given.back.money.iter().map(|draw| draw.principal))?;
    let bonus = sum(given.back.money.iter().map(|draw| draw.bonus))?;
    draft.shop_money(Account::Sales, &store, minus(sum([outside, principal, bonus])?)?);
    for (tender, amount) in &tenders {
        draft.shop_money(Account::Clearing, tender, *amount);
    }

    // So little of it came from points, or was never paid, that not a fen comes back.
    if draft.is_empty() {
        return Err(ReturnError::NotPositive.into());
    }
    let number = number::fresh(tx, 'B');
    let reference = format!("return:{number}");
    let explanation = explanation(request, &planned);
    let posted = draft.post(tx, &header(request, sold, &reference, &explanation))?;
    let id = keep_return(
        tx,
        request,
        sold,
        (posted.entry, number.as_str()),
        (&planned, &given),
        allowed,
    )?;
    if sum([sold.returned, planned.gross])? == sold.gross {
        note_returned(tx, sold.entry)?;
    }
    // What went back to a top-up that is held is held as well.
    let after = hold_again(tx, posted.wallet)?;
    Ok(Returned {
        id,
        number,
        entry: posted.entry,
        at: tx.now(),
        gross: planned.gross,
        outside,
        outside_channel: channel(&tenders),
        tenders,
        principal,
        bonus,
        points_back,
        points_taken: given.taken.taken,
        shortfall: sum_points([given.taken.shortfall, given.reopened])?,
        balance: after.balance(),
        points: after.points,
        coupons: planned.now.coupons,
        charged: planned.charged,
        claw_back: planned.claw_back,
    })
}

/// The same for a sale to nobody in particular: nothing but outside money comes back.
fn post_to_nobody(
    tx: &mut Tx<'_>,
    request: &ReturnGoods,
    sold: &Sold,
    planned: Planned,
    allowed: Option<&Allowed<'_>>,
) -> Result<Returned, ReturnGoodsError> {
    let given = given(&planned);
    let store = format!("store:{}", sold.store);
    let tenders = planned.by_tender()?;
    let outside = sum(tenders.iter().map(|(_, amount)| *amount))?;
    let origin = origin_of(tx, &request.place)?.ok_or(ReturnGoodsError::NoShift)?;
    let mut draft = ShopDraft::from_origin(origin);
    draft.money(Account::Sales, &store, minus(outside)?);
    for (tender, amount) in &tenders {
        draft.money(Account::Clearing, tender, *amount);
    }
    if draft.is_empty() {
        return Err(ReturnError::NotPositive.into());
    }
    let number = number::fresh(tx, 'B');
    let reference = format!("return:{number}");
    let explanation = explanation(request, &planned);
    let entry = draft.post(tx, &header(request, sold, &reference, &explanation))?;
    let id = keep_return(tx, request, sold, (entry, number.as_str()), (&planned, &given), allowed)?;
    Ok(Returned {
        id,
        number,
        entry,
        at: tx.now(),
        gross: planned.gross,
        outside,
        outside_channel: channel(&tenders),
        tenders,
        principal: Fen::ZERO,
        bonus: Fen::ZERO,
        points_back: Points::ZERO,
        points_taken: Points::ZERO,
        shortfall: Points::ZERO,
        balance: Fen::ZERO,
        points: Points::ZERO,
        coupons: planned.now.coupons,
        charged: planned.charged,
        claw_back: planned.claw_back,
    })
}

fn given(planned: &Planned) -> Restored {
    Restored {
        back: planned.back.clone(),
        claw_kept: planned.claw_kept,
        gifts: planned.settled.clone(),
        ..Restored::default()
    }
}

fn channel(tenders: &[(String, Fen)]) -> String {
    match tenders {
        [] => String::new(),
        [(tender, _)] => tender.clone(),
        _ => OutsideTender::SEVERAL.to_owned(),
    }
}

fn explanation(request: &ReturnGoods, planned: &Planned) -> Explanation {
    Explanation::Reversal {
        number: request.receipt_number.clone(),
        gross: planned.gross,
    }
}

fn header<'h>(request: &ReturnGoods, sold: &Sold, reference: &'h str, explanation: &'h Explanation) -> Header<'h> {
    Header {
        kind: EntryKind::Return,
        reference,
        store: Some(request.place.store),
        operator: request.place.operator,
        reverses: Some(sold.entry),
        explanation,
    }
}

fn keep_return(
    tx: &mut Tx<'_>,
    request: &ReturnGoods,
    sold: &Sold,
    (entry, number): (EntryId, &str),
    (planned, given): (&Planned, &Restored),
    allowed: Option<&Allowed<'_>>,
) -> Result<ReturnId, StoreError> {
    let written = |error: serde_json::Error| StoreError::Internal(error.to_string());
    tx.exec(
        "UPDATE sale SET returned_fen = returned_fen + ?2 WHERE id = ?1",
        params![sold.sale, planned.gross],
    )?;
    give_back_uses(tx, sold.sale, &planned.now)?;
    let pieces = match &request.what {
        Returning::Amount { .. } => String::new(),
        Returning::Pieces { pieces, .. } => serde_json::to_string(pieces).map_err(written)?,
    };
    let given = serde_json::to_string(given).map_err(written)?;
    tx.insert(
        "INSERT INTO sale_return (number, sale_id, entry_id, member_id, store_id, operator_id, at, gross_fen, line, \
         given_back, pieces, exception, reason, approved_by) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            number,
            sold.sale,
            entry,
            sold.member,
            request.place.store,
            request.place.operator,
            tx.now(),
            planned.gross,
            request.line,
            given,
            pieces,
            allowed.map_or("", |allowed| allowed.exception.as_str()),
            allowed.map_or("", |allowed| allowed.beyond.reason.as_str()),
            allowed.and_then(|allowed| allowed.beyond.approved_by),
        ],
        ReturnId::new,
    )
}
