//! One return.

use huika_domain::{EntryId, ErrorCode, Fen, Millis, Points, ReturnError, ReturnId, ReturnInput, plan_return};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::{
        idempotency::{self, KeyReused},
        number,
    },
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, Posted, Wallet,
        amount::{minus, minus_points, sum, sum_points},
        restore_money, restore_points,
    },
    params,
    referral::note_returned,
    sale::{
        returns::{
            earned::take_back_earned,
            sold::{Restored, Sold, find, paid, restored},
        },
        watch,
    },
    shift::origin_of,
    staff::{Place, Role, may_at},
    top_up::hold_again,
};

/// Goods that come back.
#[derive(Debug, Clone, Serialize)]
pub struct ReturnGoods {
    /// The receipt that they were sold on, by this store.
    pub receipt_number: String,
    /// Their price before discounts.
    pub gross: Fen,
    /// The till's own name for the line of goods, or empty. A line that is named comes back once.
    pub line: String,
    /// Where, and who takes them back.
    #[serde(skip)]
    pub place: Place,
    /// The request's key.
    #[serde(skip)]
    pub key: String,
}

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
    /// How it had been paid.
    pub outside_channel: String,
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
}

/// Why nothing was taken back.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReturnGoodsError {
    /// This store has no such receipt.
    #[error("this store has no such receipt")]
    NoSale,
    /// Whoever is at the till may take nothing back, or not in this store.
    #[error("whoever is at this till may take nothing back here")]
    NotAllowed,
    /// This line of goods came back before.
    #[error("this line was returned before")]
    LineReturned,
    /// No shift is open at this counter, and the shop's rule asks for one.
    #[error("no shift is open at this till")]
    NoShift,
    /// Nothing, or more than was sold.
    #[error(transparent)]
    Plan(#[from] ReturnError),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reverses a part of a sale, or all of it. A member whose card is lost or frozen can bring goods back as well.
pub fn return_goods(tx: &mut Tx<'_>, request: &ReturnGoods) -> Result<Returned, ReturnGoodsError> {
    let store = request.place.store;
    let member = find(tx, store, &request.receipt_number)?
        .ok_or(ReturnGoodsError::NoSale)?
        .member;
    let wallet = Wallet::lock(tx, member)?.ok_or(ReturnGoodsError::NoSale)?;
    let scope = format!("return:{store}");
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        if !may_at(tx, &request.place, Role::sells)? {
            return Err(ReturnGoodsError::NotAllowed);
        }
        // Read again: another return may have been ahead of us in the queue for the wallet.
        let sold = find(tx, store, &request.receipt_number)?.ok_or(ReturnGoodsError::NoSale)?;
        check_line(tx, &sold, &request.line)?;
        let (wallet, lifted) = watch::lift(tx, sold.sale, wallet)?;
        let mut returned = post(tx, request, wallet, &sold)?;
        if let Some(lifted) = lifted {
            let wallet = watch::put_back(tx, &lifted, sold.entry, member)?;
            returned.points = wallet.points;
        }
        Ok(returned)
    })
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

fn post(tx: &mut Tx<'_>, request: &ReturnGoods, wallet: Wallet, sold: &Sold) -> Result<Returned, ReturnGoodsError> {
    let (paid, composition) = paid(tx, sold)?;
    let before = restored(tx, sold.sale)?;
    let back = plan_return(&ReturnInput {
        whole: sold.gross,
        returned_so_far: sold.returned,
        returning: request.gross,
        paid: &paid,
        restored: &before.back,
    })?;
    let origin = origin_of(tx, &request.place)?.ok_or(ReturnGoodsError::NoShift)?;
    let mut draft = Draft::new(wallet).from_origin(origin);
    let mut given = Restored {
        back,
        ..Restored::default()
    };
    let store = format!("store:{}", sold.store);
    restore_money(tx, &mut draft, &given.back.money)?;
    restore_points(tx, &mut draft, &given.back.points)?;
    let points_back = sum_points(given.back.points.iter().map(|draw| draw.points))?;
    let owed = given.back.earned;
    let regained = take_back_earned(tx, &mut draft, sold.member, owed, &composition, &before, &mut given)?;
    draft.shop_points(Account::PointsCost, &store, minus_points(points_back)?);
    draft.shop_points(Account::PointsCost, &store, regained);

    let outside = sum(given.back.outside.iter().map(|tender| tender.amount))?;
    let principal = sum(given.back.money.iter().map(|draw| draw.principal))?;
    let bonus = sum(given.back.money.iter().map(|draw| draw.bonus))?;
    let whole = sum([outside, principal, bonus])?;
    draft.shop_money(Account::Sales, &store, minus(whole)?);
    draft.shop_money(Account::Clearing, &sold.channel, outside);

    // So little of it came from points, or was never paid, that not a fen comes back.
    if draft.is_empty() {
        return Err(ReturnError::NotPositive.into());
    }
    let number = number::fresh(tx, 'B');
    let posted = post_entry(tx, request, sold, draft, &number)?;
    let id = keep_return(tx, request, sold, &posted, &number, &given)?;
    if sum([sold.returned, request.gross])? == sold.gross {
        note_returned(tx, sold.entry)?;
    }
    // What went back to a top-up that is held is held as well.
    let after = hold_again(tx, posted.wallet)?;
    Ok(Returned {
        id,
        number,
        entry: posted.entry,
        at: tx.now(),
        gross: request.gross,
        outside,
        outside_channel: sold.channel.clone(),
        principal,
        bonus,
        points_back,
        points_taken: given.taken.taken,
        shortfall: sum_points([given.taken.shortfall, given.reopened])?,
        balance: after.balance(),
        points: after.points,
    })
}

fn post_entry(
    tx: &mut Tx<'_>,
    request: &ReturnGoods,
    sold: &Sold,
    draft: Draft,
    number: &str,
) -> Result<Posted, StoreError> {
    let explanation = Explanation::Reversal {
        number: request.receipt_number.clone(),
        gross: request.gross,
    };
    let header = Header {
        kind: EntryKind::Return,
        reference: &format!("return:{number}"),
        store: Some(request.place.store),
        operator: request.place.operator,
        reverses: Some(sold.entry),
        explanation: &explanation,
    };
    draft.post(tx, &header)
}

fn keep_return(
    tx: &mut Tx<'_>,
    request: &ReturnGoods,
    sold: &Sold,
    posted: &Posted,
    number: &str,
    given: &Restored,
) -> Result<ReturnId, StoreError> {
    tx.exec(
        "UPDATE sale SET returned_fen = returned_fen + ?2 WHERE id = ?1",
        params![sold.sale, request.gross],
    )?;
    let given = serde_json::to_string(given).map_err(|e| StoreError::Internal(e.to_string()))?;
    tx.insert(
        "INSERT INTO sale_return (number, sale_id, entry_id, member_id, store_id, operator_id, at, gross_fen, line, \
         given_back) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            number,
            sold.sale,
            posted.entry,
            sold.member,
            request.place.store,
            request.place.operator,
            tx.now(),
            request.gross,
            request.line,
            given,
        ],
        ReturnId::new,
    )
}

impl ReturnGoodsError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSale => ErrorCode::NoSale.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::LineReturned => ErrorCode::LineReturned.as_str(),
            Self::NoShift => ErrorCode::NoShift.as_str(),
            Self::Plan(error) => error.code(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
