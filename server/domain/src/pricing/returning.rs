//! Returns of pieces, from what was frozen at the sale. The engine never runs again for what is kept.

use super::allocation::piece_share;
use super::error::QuoteError;
use super::explanation::Source;
use super::list::PriceList;
use super::quoted::{Quote, QuotedGift, QuotedLine};
use super::refusal::OfferId;
use super::request::Request;
use super::steps::quote;
use crate::arith::mul_div_floor;
use crate::{CampaignId, CouponId, Fen, GoodsId, Points};
use serde::{Deserialize, Serialize};

/// Pieces of one line that come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedPieces {
    /// Of which line, by its place in the cart.
    pub line: u32,
    /// So many came back before.
    pub before: u32,
    /// So many come back now.
    pub now: u32,
}

/// What pieces bring back: the paid shares of exactly these pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    /// Their list price.
    pub list: Fen,
    /// What was paid for them.
    pub due: Fen,
    /// Of that to principal.
    pub principal: Fen,
    /// Of that to bonus.
    pub bonus: Fen,
    /// Of that to where it came from outside.
    pub outside: Fen,
    /// Points that were spent on them.
    pub points: Points,
    /// Points that they earned, which go.
    pub earned: Points,
}

/// What pieces of a sale bring back. Returned in any order and any parts, all pieces bring back exactly what was paid. `None` when there are not so many.
pub fn pieces_back(quote: &Quote, pieces: ReturnedPieces) -> Option<Back> {
    let line = quote.lines.get(usize::try_from(pieces.line).ok()?)?;
    let upto = pieces.before.checked_add(pieces.now)?;
    let (after, before) = (Back::upto(line, upto)?, Back::upto(line, pieces.before)?);
    let less = |after: Fen, before: Fen| after.checked_sub(before);
    Some(Back {
        list: less(after.list, before.list)?,
        due: less(after.due, before.due)?,
        principal: less(after.principal, before.principal)?,
        bonus: less(after.bonus, before.bonus)?,
        outside: less(after.outside, before.outside)?,
        points: after.points.checked_sub(before.points)?,
        earned: after.earned.checked_sub(before.earned)?,
    })
}

impl Back {
    /// What the first so many pieces of a line carry. Each part is a part of the one before it, so that with more pieces none of them is less.
    fn upto(line: &QuotedLine, pieces: u32) -> Option<Self> {
        let share = |whole: Fen| piece_share(whole, line.quantity, 0, pieces);
        let part = |whole: Fen, of: Fen, upto: Fen| match of.get() {
            0 => Some(Fen::ZERO),
            of => mul_div_floor(whole.get(), upto.get(), of).map(Fen::new),
        };
        let due = share(line.due)?;
        let bonus = part(line.bonus, line.due, due)?;
        let net = due.checked_sub(bonus)?;
        let principal = part(line.principal, line.due.checked_sub(line.bonus)?, net)?;
        Some(Self {
            list: share(line.list)?,
            due,
            principal,
            bonus,
            outside: net.checked_sub(principal)?,
            points: Points::new(share(Fen::new(line.points.get()))?.get()),
            earned: Points::new(share(Fen::new(line.earned.get()))?.get()),
        })
    }
}

/// The coupons that come back once so many pieces of each line did: those of which all lines that carried them are back.
pub fn coupons_back(quote: &Quote, returned: &[u32]) -> Vec<CouponId> {
    let is_back = |place: usize| {
        let pieces = quote.lines.get(place).map_or(0, |line| line.quantity);
        returned.get(place).is_some_and(|returned| *returned >= pieces)
    };
    let carried = |shares: &[Fen]| {
        shares
            .iter()
            .enumerate()
            .all(|(place, share)| !share.is_positive() || is_back(place))
    };
    let back = quote
        .applied
        .iter()
        .filter(|applied| applied.amount.is_positive() && carried(&applied.shares));
    back.filter_map(|applied| match applied.source {
        Source::Offer(OfferId::Coupon(coupon)) => Some(coupon),
        _ => None,
    })
    .collect()
}

/// A gift that is asked back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftDue {
    /// By which campaign it was given.
    pub campaign: CampaignId,
    /// Which goods.
    pub goods: GoodsId,
    /// So many pieces in all.
    pub pieces: u32,
    /// What is charged for those that are kept, all together.
    pub worth: Fen,
}

/// The gifts that the goods still kept would not have got, once so many pieces of each line came back. They are given back or paid.
pub fn gifts_due(quote: &Quote, returned: &[u32]) -> Vec<GiftDue> {
    quote
        .gifts
        .iter()
        .filter_map(|gift| gift_due(quote, gift, returned))
        .collect()
}

fn gift_due(quote: &Quote, gift: &QuotedGift, returned: &[u32]) -> Option<GiftDue> {
    let mut kept = 0_i64;
    for (place, measured) in &gift.of {
        let place = usize::try_from(*place).ok()?;
        let pieces = quote.lines.get(place)?.quantity;
        let back = returned.get(place).copied().unwrap_or(0).min(pieces);
        let gone = piece_share(*measured, pieces, 0, back)?;
        kept = kept.saturating_add(measured.get().saturating_sub(gone.get()));
    }
    let rule = super::Gift {
        from: gift.from,
        goods: gift.goods,
        quantity: gift.pieces,
        worth: gift.worth,
        each: gift.each,
    };
    // Nothing is given for goods that are all back.
    let still = if kept == 0 { 0 } else { rule.pieces(kept) };
    let pieces = gift.quantity.saturating_sub(still);
    (pieces > 0).then(|| GiftDue {
        campaign: gift.campaign,
        goods: gift.goods,
        pieces,
        worth: Fen::new(gift.worth.get().saturating_mul(i64::from(pieces))),
    })
}

/// The two figures of a return under *claw-back*, shown before anybody confirms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClawBack {
    /// What the frozen shares bring back: the default.
    pub share: Fen,
    /// What is paid back when the goods that are kept cost what they would have cost alone, under the rules of that day; never below zero, and never more than
    /// what was paid.
    pub claw_back: Fen,
}

/// Both figures. `kept` is the same request with the lines that are kept alone, or none when nothing is; `list` is what was in force at the sale;
/// `paid` is the amount before points of the sale, less what earlier returns brought back of it.
///
/// # Errors
/// See [`QuoteError`].
pub fn claw_back(list: &PriceList, kept: Option<&Request<'_>>, paid: Fen, share: Fen) -> Result<ClawBack, QuoteError> {
    let alone = match kept {
        Some(kept) => quote(list, kept)?.before_points,
        None => Fen::ZERO,
    };
    let claw_back = Fen::new(paid.get().saturating_sub(alone.get()).clamp(0, paid.get().max(0)));
    Ok(ClawBack { share, claw_back })
}
