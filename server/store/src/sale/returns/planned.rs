//! What a return would bring back, before anything is written: by the share of an amount, or by the pieces of lines.

use huika_domain::{
    CouponId, Fen, Paid, Points, ReturnInput, plan_pieces, plan_return,
    pricing::{ClawBack, GiftDue},
};

use crate::{
    StoreError, Tx,
    ledger::{
        Composition,
        amount::{sum, sum_points},
    },
    price::BackNow,
    sale::{
        kept::KeptSale,
        returns::{
            asked::{GiftBack, ReturnGoods, Returning},
            error::ReturnGoodsError,
            pieces::plan,
            sold::{Restored, Sold, find, paid, restored},
        },
    },
};

/// A return as it would be, for whoever confirms it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnQuote {
    /// The list price of what comes back.
    pub gross: Fen,
    /// What is paid out, by tender.
    pub tenders: Vec<(String, Fen)>,
    /// Back on the card, paid in.
    pub principal: Fen,
    /// Back on the card, given by the shop.
    pub bonus: Fen,
    /// Points that come back.
    pub points_back: Points,
    /// Earned points that are taken back.
    pub points_taken: Points,
    /// Both figures, where the shop claws back.
    pub claw_back: Option<ClawBack>,
    /// Gifts that would be charged.
    pub charged: Vec<GiftDue>,
    /// Coupons that come back.
    pub coupons: Vec<CouponId>,
}

/// What a return would bring back. Nothing is changed.
pub fn quote_return(tx: &mut Tx<'_>, request: &ReturnGoods) -> Result<ReturnQuote, ReturnGoodsError> {
    let sold = find(tx, request.place.store, &request.receipt_number)?.ok_or(ReturnGoodsError::NoSale)?;
    let planned = planned(tx, &request.what, &sold)?;
    Ok(ReturnQuote {
        gross: planned.gross,
        tenders: planned.by_tender()?,
        principal: sum(planned.back.money.iter().map(|draw| draw.principal))?,
        bonus: sum(planned.back.money.iter().map(|draw| draw.bonus))?,
        points_back: sum_points(planned.back.points.iter().map(|draw| draw.points))?,
        points_taken: planned.back.earned,
        claw_back: planned.claw_back,
        charged: planned.charged,
        coupons: planned.now.coupons,
    })
}

/// A return that was worked out.
pub(super) struct Planned {
    /// What comes back, before discounts.
    pub gross: Fen,
    /// What goes back, by source.
    pub back: Paid,
    /// What went back before.
    pub before: Restored,
    pub composition: Composition,
    /// The names of the sale's tenders, in the order of what goes back of them.
    pub tenders: Vec<String>,
    /// What is noted beside the sources: gifts, and what was kept.
    pub claw_kept: Fen,
    pub settled: Vec<GiftBack>,
    pub charged: Vec<GiftDue>,
    pub claw_back: Option<ClawBack>,
    /// What of the sale is back afterwards.
    pub now: BackNow,
}

/// Works out what would go back of a sale. Nothing is changed.
pub(super) fn planned(tx: &mut Tx<'_>, what: &Returning, sold: &Sold) -> Result<Planned, ReturnGoodsError> {
    let (paid, composition, tenders) = paid(tx, sold)?;
    let before = restored(tx, sold.sale)?;
    let kept = KeptSale::read(tx, sold.sale)?;
    match what {
        Returning::Amount { gross } => {
            if kept.as_ref().is_some_and(KeptSale::is_by_lines) {
                return Err(ReturnGoodsError::ByLines);
            }
            let back = plan_return(&ReturnInput {
                whole: sold.gross,
                returned_so_far: sold.returned,
                returning: *gross,
                paid: &paid,
                restored: &before.back,
            })?;
            let is_all = sold.returned.checked_add(*gross) == Some(sold.gross);
            let coupons = kept.filter(|_| is_all).map(|kept| kept.quote.coupons().collect());
            Ok(Planned {
                gross: *gross,
                back,
                before,
                composition,
                tenders,
                claw_kept: Fen::ZERO,
                settled: Vec::new(),
                charged: Vec::new(),
                claw_back: None,
                now: BackNow {
                    is_all,
                    coupons: coupons.unwrap_or_default(),
                    lines: Vec::new(),
                },
            })
        }
        Returning::Pieces { pieces, gifts } => {
            let kept = kept.filter(KeptSale::is_by_lines).ok_or(ReturnGoodsError::NoLine)?;
            let planned = plan(tx, sold, &kept, &before, (pieces, gifts))?;
            let back = plan_pieces(&paid, &before.back, &planned.back, planned.kept)?;
            Ok(Planned {
                gross: planned.back.list,
                back,
                before,
                composition,
                tenders,
                claw_kept: planned.claw_kept,
                settled: planned.settled,
                charged: planned.charged,
                claw_back: planned.claw_back,
                now: planned.now,
            })
        }
    }
}

impl Planned {
    /// What goes back outside of the card, by the names of the tenders.
    pub(super) fn by_tender(&self) -> Result<Vec<(String, Fen)>, StoreError> {
        if self.tenders.len() != self.back.outside.len() {
            let what = "the tenders of a sale and its returns do not match";
            return Err(StoreError::Decode(what.into()));
        }
        let back = self.tenders.iter().zip(&self.back.outside);
        Ok(back
            .filter(|(_, tender)| tender.amount.is_positive())
            .map(|(name, tender)| (name.clone(), tender.amount))
            .collect())
    }
}
