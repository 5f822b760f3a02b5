//! The quote of a sale: what it costs, what pays for it, and what it earns.
//!
//! What the member sees, what the till charges and what the ledger posts is this one value. The figures are those of the engine of prices
//! (`pricing`); every figure has a line that shows its arithmetic. [`quote`] asks the engine for a quick amount, [`explained`] takes
//! whatever it answered for a cart.

use crate::pricing::{
    Buyer, CartLine, Coupon, CouponChoice, CouponKind, Moment, OfferId, PayWith, Place, PointsWanted, PriceList,
    Quote as Priced, QuoteError, Request, Source, What, Who, Window, quote as price,
};
use crate::{
    BusinessDay, CouponId, Deduction, DeductionRule, EarnRule, Fen, Line, Millis, MoneyDraw, MoneyLot, Points,
    SpendOrder, StoreId, Tier, Words,
};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The goods at their prices.
    pub gross: Fen,
    /// Off at a price level and for the tier, above zero.
    pub tier_discount: Fen,
    /// Off by campaigns and coupons, above zero.
    pub offers: Fen,
    /// Off by hand, above zero.
    pub by_hand: Fen,
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
    /// What the engine answered: every line with its shares, and every step.
    pub priced: Priced,
}

/// What the arithmetic of a quote's figures is shown with.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The member's money lots, oldest first.
    pub lots: &'a [MoneyLot],
    /// What a net payment earns.
    pub earn: EarnRule,
    /// The tier's factor for points; none without a member, who earns nothing.
    pub points_percent: Option<u16>,
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
    let quote = explained(
        priced,
        &Terms {
            lots: input.lots,
            earn: input.earn,
            points_percent: Some(input.tier.points_percent),
        },
    )?;
    if quote.offers != input.coupon {
        return Err(QuoteError::CouponAboveBill);
    }
    Ok(quote)
}

/// What the engine answered, with a line for every figure.
///
/// # Errors
/// A sum does not fit.
pub fn explained(priced: Priced, terms: &Terms<'_>) -> Result<Quote, QuoteError> {
    let off = |is_it: fn(&Source) -> bool| {
        let applied = priced.applied.iter().filter(|applied| is_it(&applied.source));
        Fen::checked_sum(applied.map(|applied| applied.amount)).ok_or(QuoteError::BadRule)
    };
    let tier_discount = off(|source| matches!(source, Source::Level(_) | Source::Tier(_) | Source::Brand(_)))?;
    let offers = off(|source| matches!(source, Source::Offer(_)))?;
    let by_hand = off(|source| matches!(source, Source::Hand))?;
    let lines = lines(&priced, terms);
    Ok(Quote {
        gross: priced.list,
        tier_discount,
        offers,
        by_hand,
        deduction: priced.deduction,
        due: priced.due,
        principal: priced.principal,
        bonus: priced.bonus,
        outside: priced.outside,
        draws: priced.draws.clone(),
        net: priced.net,
        earned: priced.earned,
        lines,
        priced,
    })
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
        hand: None,
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
fn lines(quote: &Priced, terms: &Terms<'_>) -> Vec<Line> {
    let off = |amount: Fen| Fen::new(-amount.get());
    let mut lines = vec![Line::money(Words::Gross, "", quote.list)];
    for applied in quote.applied.iter().filter(|applied| applied.amount.is_positive()) {
        let words = match applied.source {
            Source::Level(_) => Words::PriceLevel,
            Source::Points => Words::PointsDeduction,
            Source::Offer(OfferId::Campaign(_)) => Words::Campaign,
            Source::Offer(_) => Words::Coupon,
            Source::Hand => Words::ByHand,
            Source::Rounding => Words::Rounding,
            Source::Tier(_) | Source::Brand(_) => Words::TierDiscount,
        };
        lines.push(Line::money(words, applied.arithmetic.display(), off(applied.amount)));
    }
    lines.push(Line::money(Words::Due, due_arithmetic(quote), quote.due));
    for draw in &quote.draws {
        push_draw(&mut lines, terms.lots, *draw);
    }
    if quote.outside.is_positive() {
        lines.push(Line::money(Words::Outside, "", quote.outside));
    }
    if let Some(percent) = terms.points_percent {
        let rate = rate(quote, terms.earn, percent);
        lines.push(Line::points(Words::PointsEarned, rate, quote.earned));
    }
    lines
}

/// How points came about; nothing where lines earn at different rates.
fn rate(quote: &Priced, earn: EarnRule, percent: u16) -> String {
    if earn.earned(quote.net, percent) != Some(quote.earned) {
        return String::new();
    }
    let (net, per) = (quote.net.yuan(), earn.per.yuan());
    format!("{net} × {} ÷ {per} × {percent} %", earn.points)
}

/// The same source's parts, such as the tier on some lines and a brand on others, are taken off one after the other.
fn due_arithmetic(quote: &Priced) -> String {
    let mut arithmetic = String::new();
    for amount in quote.applied.iter().map(|applied| applied.amount) {
        if amount.is_positive() {
            if arithmetic.is_empty() {
                arithmetic = quote.list.yuan();
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
