//! The quote of a quick amount: what a sale costs, what pays for it, and what it earns.
//!
//! What the member sees, what the till charges and what the ledger posts is this one value. The figures are those of the engine of prices
//! (`pricing`), for a cart of one amount; every figure has a line that shows its arithmetic.

use crate::pricing::{
    Applied, Buyer, CartLine, Coupon, CouponChoice, CouponKind, Moment, PayWith, Place, PointsWanted, PriceList,
    QuoteError, Request, Source, What, Who, Window, quote as price,
};
use crate::{
    BusinessDay, CouponId, Deduction, DeductionRule, EarnRule, Fen, Line, Millis, MoneyDraw, MoneyLot, Points,
    SpendOrder, StoreId, Tier, Words,
};
use serde::{Deserialize, Serialize};

/// Everything that decides what a sale costs.
#[derive(Clone, Copy, Debug)]
pub struct QuoteInput<'a> {
    /// The goods at their prices.
    pub gross: Fen,
    /// The member's tier: its discount and its factor for points.
    pub tier: &'a Tier,
    /// What a coupon takes off, already checked against its own terms.
    pub coupon: Fen,
    /// Points the member wants to pay with.
    pub points_wanted: PointsWanted,
    /// Points the member can use now.
    pub points_usable: Points,
    /// What points are worth.
    pub deduction: DeductionRule,
    /// What a net payment earns.
    pub earn: EarnRule,
    /// What it is paid with.
    pub pay_with: PayWith,
    /// The member's money lots, oldest first.
    pub lots: &'a [MoneyLot],
    /// The instant of the sale.
    pub now: Millis,
}

impl<'a> QuoteInput<'a> {
    /// A plain sale paid from stored value: no coupon, no points spent, the default rules.
    pub fn from_balance(gross: Fen, tier: &'a Tier, lots: &'a [MoneyLot], now: Millis) -> Self {
        Self {
            gross,
            tier,
            coupon: Fen::ZERO,
            points_wanted: PointsWanted::None,
            points_usable: Points::ZERO,
            deduction: DeductionRule::default(),
            earn: EarnRule::default(),
            pay_with: PayWith::Balance,
            lots,
            now,
        }
    }
}

/// What a sale costs, what pays for it, and what it earns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The goods at their prices.
    pub gross: Fen,
    /// Off for the tier, above zero.
    pub tier_discount: Fen,
    /// Off for a coupon, above zero.
    pub coupon: Fen,
    /// Points spent and what they take off.
    pub deduction: Deduction,
    /// To be paid: gross less everything taken off.
    pub due: Fen,
    /// Of that from principal.
    pub principal: Fen,
    /// Of that from bonus.
    pub bonus: Fen,
    /// Of that with outside money.
    pub outside: Fen,
    /// Which lots give how much.
    pub draws: Vec<MoneyDraw>,
    /// Principal and outside money: what earns points and growth.
    pub net: Fen,
    /// Points earned.
    pub earned: Points,
    /// How each figure came about.
    pub lines: Vec<Line>,
}

impl Quote {
    /// What is taken from stored value.
    pub fn stored(&self) -> Fen {
        Fen::new(self.principal.get().saturating_add(self.bonus.get()))
    }
}

/// Works out a sale of one amount: tier discount, coupon, points, payment, earning.
///
/// # Errors
/// See `QuoteError`; whatever the reason, nothing has happened yet.
pub fn quote(input: &QuoteInput<'_>) -> Result<Quote, QuoteError> {
    let list = PriceList {
        deduction: input.deduction,
        earn: input.earn,
        ..PriceList::default()
    };
    let coupons = coupon(input)?;
    let priced = price(
        &list,
        &request(input, &[CartLine::quick(input.gross)], coupons.as_slice()),
    )?;
    let off = |is_it: fn(&Source) -> bool| {
        let applied = priced.applied.iter().filter(|applied| is_it(&applied.source));
        Fen::checked_sum(applied.map(|applied| applied.amount)).ok_or(QuoteError::BadRule)
    };
    let tier_discount = off(|source| matches!(source, Source::Tier(_)))?;
    if off(|source| matches!(source, Source::Offer(_)))? != input.coupon {
        return Err(QuoteError::CouponAboveBill);
    }
    let applied = priced.applied;
    let mut quote = Quote {
        gross: input.gross,
        tier_discount,
        coupon: input.coupon,
        deduction: priced.deduction,
        due: priced.due,
        principal: priced.principal,
        bonus: priced.bonus,
        outside: priced.outside,
        draws: priced.draws,
        net: priced.net,
        earned: priced.earned,
        lines: Vec::new(),
    };
    quote.lines = lines(input, &quote, &applied);
    Ok(quote)
}

/// What the engine is asked. Without campaigns nothing depends on when and where.
fn request<'a>(input: &QuoteInput<'a>, lines: &'a [CartLine], coupons: &'a [Coupon]) -> Request<'a> {
    Request {
        lines,
        buyer: Some(Buyer {
            points_usable: input.points_usable,
            lots: input.lots,
            ..Buyer::of_tier(input.tier)
        }),
        coupons,
        choice: CouponChoice::Best,
        codes: &[],
        allowances: &[],
        points: input.points_wanted,
        pay_with: input.pay_with,
        tenders: &[],
        place: Place {
            store: StoreId::new(0),
            terminal: None,
        },
        at: Moment {
            now: input.now,
            day: BusinessDay::FIRST,
            minute: 0,
        },
    }
}

/// An amount that a coupon takes off, whose own terms were checked already.
fn coupon(input: &QuoteInput<'_>) -> Result<Option<Coupon>, QuoteError> {
    if input.coupon.is_negative() {
        return Err(QuoteError::CouponAboveBill);
    }
    Ok(input.coupon.is_positive().then(|| Coupon {
        id: CouponId::new(1),
        rank: 0,
        group: None,
        window: Window::default(),
        who: Who::default(),
        what: What::default(),
        from: Fen::ZERO,
        valid_from: None,
        valid_until: None,
        used: false,
        worth: input.coupon,
        code: None,
        kind: CouponKind::Amount { off: input.coupon },
    }))
}

/// The lines of a quote: the price, what is taken off, what is due, what pays, what is earned. What is nothing has none.
fn lines(input: &QuoteInput<'_>, quote: &Quote, applied: &[Applied]) -> Vec<Line> {
    let off = |amount: Fen| Fen::new(-amount.get());
    let mut lines = vec![Line::money(Words::Gross, "", quote.gross)];
    for applied in applied {
        let words = match applied.source {
            Source::Points => Words::PointsDeduction,
            Source::Offer(_) => Words::Coupon,
            _ => Words::TierDiscount,
        };
        lines.push(Line::money(words, applied.arithmetic.display(), off(applied.amount)));
    }
    lines.push(Line::money(Words::Due, due_arithmetic(quote), quote.due));
    for draw in &quote.draws {
        push_draw(&mut lines, input.lots, *draw);
    }
    if quote.outside.is_positive() {
        lines.push(Line::money(Words::Outside, "", quote.outside));
    }
    let rate = format!(
        "{} × {} ÷ {} × {} %",
        quote.net.yuan(),
        input.earn.points,
        input.earn.per.yuan(),
        input.tier.points_percent
    );
    lines.push(Line::points(Words::PointsEarned, rate, quote.earned));
    lines
}

fn due_arithmetic(quote: &Quote) -> String {
    let mut arithmetic = String::new();
    for amount in [quote.tier_discount, quote.coupon, quote.deduction.amount] {
        if amount.is_positive() {
            if arithmetic.is_empty() {
                arithmetic = quote.gross.yuan();
            }
            arithmetic.push_str(" − ");
            arithmetic.push_str(&amount.yuan());
        }
    }
    arithmetic
}

/// The two lines of one lot. Only pro rata has arithmetic to show: the share of what was left in the lot.
fn push_draw(lines: &mut Vec<Line>, lots: &[MoneyLot], draw: MoneyDraw) {
    let taken = Fen::new(draw.principal.get().saturating_add(draw.bonus.get()));
    let shared = lots
        .iter()
        .find(|lot| lot.id == draw.lot)
        .filter(|lot| lot.order == SpendOrder::ProRata && draw.principal.is_positive() && draw.bonus.is_positive());
    let (share, rest) = shared.map_or_else(Default::default, |lot| {
        let left = lot.principal_left.get().saturating_add(lot.bonus_left.get());
        let share = format!(
            "{} × {} ÷ {}",
            taken.yuan(),
            lot.principal_left.yuan(),
            Fen::new(left).yuan()
        );
        (share, format!("{} − {}", taken.yuan(), draw.principal.yuan()))
    });
    if draw.principal.is_positive() {
        lines.push(Line::money(Words::Principal, share, draw.principal));
    }
    if draw.bonus.is_positive() {
        lines.push(Line::money(Words::Bonus, rest, draw.bonus));
    }
}

#[cfg(test)]
mod tests;
