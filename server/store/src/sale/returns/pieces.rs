//! Pieces of a sale that was made by lines: what exactly these bring back, from the shares that were frozen.

use huika_domain::{
    Fen, ReturnError, SaleId,
    pricing::{
        Back, ClawBack, GiftDue, Quote, QuotedLine, ReturnedPieces, coupons_back, gifts_due, piece_share, pieces_back,
    },
};
use serde::{Deserialize, Serialize};

use super::{
    asked::{GiftBack, PiecesBack},
    claw_back::both_figures,
    error::ReturnGoodsError,
    sold::{Restored, Sold},
};
use crate::{StoreError, Tx, params, price::BackNow, sale::kept::KeptSale};

/// What a return by pieces comes to, before its money is divided over its sources.
pub(super) struct Planned {
    /// The shares of these pieces.
    pub back: Back,
    /// What the shop keeps of them; below zero what it kept before and lets go now.
    pub kept: Fen,
    /// Of that by the rule of claw-back.
    pub claw_kept: Fen,
    pub claw_back: Option<ClawBack>,
    /// Gifts that are asked back and were not given back: they are charged.
    pub charged: Vec<GiftDue>,
    /// Gifts that are settled with this return.
    pub settled: Vec<GiftBack>,
    /// What of the sale is back afterwards, and the coupons that come back with it.
    pub now: BackNow,
}

/// A line of a receipt, and how many of its pieces can still come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineLeft {
    /// What it is called; empty for an amount.
    pub name: String,
    /// Pieces that were sold.
    pub quantity: u32,
    /// Of these, what came back.
    pub returned: u32,
    /// What was paid for all of them.
    pub due: Fen,
}

/// The lines of a sale with how many of their pieces came back; none of a plain amount.
pub fn lines_left(tx: &mut Tx<'_>, sale: SaleId) -> Result<Vec<LineLeft>, StoreError> {
    match KeptSale::read(tx, sale)? {
        Some(kept) => left_of(tx, sale, &kept),
        None => Ok(Vec::new()),
    }
}

fn left_of(tx: &mut Tx<'_>, sale: SaleId, kept: &KeptSale) -> Result<Vec<LineLeft>, StoreError> {
    let returned = returned_pieces(tx, sale, kept)?;
    let lines = kept.names.iter().zip(&kept.quote.lines).zip(&returned);
    let left = lines.map(|((name, line), returned)| LineLeft {
        name: name.clone(),
        quantity: line.quantity,
        returned: *returned,
        due: line.due,
    });
    Ok(left.collect())
}

/// Works out what these pieces bring back.
pub(super) fn plan(
    tx: &mut Tx<'_>,
    sold: &Sold,
    kept: &KeptSale,
    before: &Restored,
    (pieces, gifts): (&[PiecesBack], &[GiftBack]),
) -> Result<Planned, ReturnGoodsError> {
    let quote = &kept.quote;
    let returned = returned_pieces(tx, sold.sale, kept)?;
    let mut after = returned.clone();
    let (mut back, mut share) = (Back::default(), Fen::ZERO);
    for asked in pieces.iter().filter(|asked| asked.pieces > 0) {
        let place = usize::try_from(asked.line).map_err(|_| ReturnGoodsError::NoLine)?;
        let (Some(line), Some(so_far)) = (quote.lines.get(place), after.get_mut(place)) else {
            return Err(ReturnGoodsError::NoLine);
        };
        let left = line.quantity.saturating_sub(*so_far);
        if asked.pieces > left {
            return Err(ReturnGoodsError::TooManyPieces {
                line: asked.line,
                most: left,
            });
        }
        let these = ReturnedPieces {
            line: asked.line,
            before: *so_far,
            now: asked.pieces,
        };
        let one = pieces_back(quote, these).ok_or_else(broken)?;
        back = added(&back, &one).ok_or_else(broken)?;
        let upto = so_far.saturating_add(asked.pieces);
        let of_these = piece_share(line.before_points, line.quantity, *so_far, upto).ok_or_else(broken)?;
        share = share.checked_add(of_these).ok_or_else(broken)?;
        *so_far = upto;
    }
    if after == returned {
        return Err(ReturnError::NotPositive.into());
    }
    let claw_back = both_figures(tx, sold, kept, before, (&returned, &after), share)?;
    // What is kept of a return is never more than it brings back, and what is let go never more than was kept.
    let claw_kept = claw_back.map_or(0, |both| {
        both.share
            .get()
            .saturating_sub(both.claw_back.get())
            .clamp(-before.claw_kept.get().max(0), back.due.get())
    });
    let (charged, settled) = settle_gifts(quote, &after, before, gifts);
    let charge = Fen::checked_sum(charged.iter().map(|gift| gift.worth)).ok_or_else(broken)?;
    let was_back = coupons_back(quote, &returned);
    let is_whole = |(place, (line, back)): (u32, (&QuotedLine, &u32))| (*back >= line.quantity).then_some(place);
    let whole: Vec<u32> = (0_u32..)
        .zip(quote.lines.iter().zip(&after))
        .filter_map(is_whole)
        .collect();
    Ok(Planned {
        kept: Fen::new(claw_kept.saturating_add(charge.get()).min(back.due.get())),
        claw_kept: Fen::new(claw_kept),
        claw_back,
        charged,
        settled,
        now: BackNow {
            is_all: whole.len() == quote.lines.len(),
            coupons: coupons_back(quote, &after)
                .into_iter()
                .filter(|coupon| !was_back.contains(coupon))
                .collect(),
            lines: whole,
        },
        back,
    })
}

/// The gifts that are asked back for the first time: which of them are charged, and which are settled by that or by being there.
fn settle_gifts(quote: &Quote, after: &[u32], before: &Restored, given: &[GiftBack]) -> (Vec<GiftDue>, Vec<GiftBack>) {
    let pieces_of = |gifts: &[GiftBack], goods| {
        let of = gifts.iter().filter(|gift| gift.goods == goods);
        of.map(|gift| gift.pieces).fold(0_u32, u32::saturating_add)
    };
    let (mut charged, mut settled) = (Vec::new(), Vec::new());
    for due in gifts_due(quote, after) {
        let open = due.pieces.saturating_sub(pieces_of(&before.gifts, due.goods));
        if open == 0 {
            continue;
        }
        let missing = open.saturating_sub(pieces_of(given, due.goods));
        let of_one = due.worth.get().checked_div(i64::from(due.pieces)).unwrap_or_default();
        if missing > 0 {
            charged.push(GiftDue {
                pieces: missing,
                worth: Fen::new(of_one.saturating_mul(i64::from(missing))),
                ..due
            });
        }
        settled.push(GiftBack {
            goods: due.goods,
            pieces: open,
        });
    }
    (charged, settled)
}

/// Pieces of each line that came back so far.
fn returned_pieces(tx: &mut Tx<'_>, sale: SaleId, kept: &KeptSale) -> Result<Vec<u32>, StoreError> {
    let texts = tx.all(
        "SELECT pieces FROM sale_return WHERE sale_id = ?1 AND pieces <> '' ORDER BY id",
        params![sale],
        |row| row.get::<String>("pieces"),
    )?;
    let mut returned = vec![0_u32; kept.quote.lines.len()];
    for text in texts {
        let pieces: Vec<PiecesBack> = serde_json::from_str(&text).map_err(|e| StoreError::Decode(e.to_string()))?;
        for one in pieces {
            let place = usize::try_from(one.line).unwrap_or(usize::MAX);
            let sum = returned.get_mut(place).ok_or_else(broken)?;
            *sum = sum.saturating_add(one.pieces);
        }
    }
    Ok(returned)
}

fn added(one: &Back, other: &Back) -> Option<Back> {
    Some(Back {
        list: one.list.checked_add(other.list)?,
        due: one.due.checked_add(other.due)?,
        principal: one.principal.checked_add(other.principal)?,
        bonus: one.bonus.checked_add(other.bonus)?,
        outside: one.outside.checked_add(other.outside)?,
        points: one.points.checked_add(other.points)?,
        earned: one.earned.checked_add(other.earned)?,
    })
}

fn broken() -> StoreError {
    StoreError::Decode("the lines of a sale and its returns do not add up".into())
}
