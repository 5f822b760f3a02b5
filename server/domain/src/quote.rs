//! The quote: what a sale costs, what pays for it, and what it earns.
//!
//! What the member sees, what the till charges and what the ledger posts is this one value, worked out by this one function
//! Every figure in it has a line that shows its arithmetic.

use crate::arith::mul_div_half_up;
use crate::{
    Deduction, DeductionError, DeductionRule, EarnRule, ErrorCode, Fen, Line, Millis, MoneyDraw, MoneyLot, Points,
    Shortage, SpendOrder, Tier, Words, plan_spend, spendable_on,
};
use serde::{Deserialize, Serialize};

/// How many points the member wants to pay with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointsWanted {
    /// None.
    #[default]
    None,
    /// Exactly so many, or an error that says why not.
    Exactly(Points),
    /// As many as the bill and the balance allow.
    Most,
}

/// What the bill is paid with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayWith {
    /// All of it from stored value, or an error that says what is missing.
    #[default]
    Balance,
    /// Stored value as far as it goes, and the rest with outside money.
    BalanceFirst,
    /// All of it with outside money.
    Outside,
}

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

/// Why there is no quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// Nothing is sold, or nothing is paid for it, neither in money nor in points.
    #[error("a sale needs an amount above zero")]
    NotPositive,
    /// More than [`MOST_GROSS`].
    #[error("a bill is at most {}", MOST_GROSS)]
    TooMuch,
    /// A coupon below zero or above what is left of the bill.
    #[error("the coupon takes off more than the bill")]
    CouponAboveBill,
    /// So many points cannot be used for this bill.
    #[error(transparent)]
    Points(#[from] DeductionError),
    /// The stored value does not cover it.
    #[error(transparent)]
    Short(#[from] Shortage),
    /// A figure does not fit, or a rule makes no sense.
    #[error("the amounts or the rules make no sense")]
    BadRule,
}

impl QuoteError {
    /// A stable code for addresses and logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotPositive => ErrorCode::AmountTooSmall.as_str(),
            Self::TooMuch => ErrorCode::AmountTooLarge.as_str(),
            Self::CouponAboveBill => ErrorCode::CouponAboveBill.as_str(),
            Self::Points(DeductionError::NotWholeBlocks { .. }) => ErrorCode::PointsNotWholeBlocks.as_str(),
            Self::Points(DeductionError::NotEnough { .. }) => ErrorCode::PointsShort.as_str(),
            Self::Points(DeductionError::AboveTheLimit { .. }) => ErrorCode::PointsAboveLimit.as_str(),
            Self::Short(_) => ErrorCode::BalanceShort.as_str(),
            Self::Points(DeductionError::BadRule) | Self::BadRule => ErrorCode::RuleWrong.as_str(),
        }
    }
}

/// The largest bill, 10,000,000.00: a slip of a finger or a broken till, and so small that a day's total never overflows.
pub const MOST_GROSS: Fen = Fen::new(1_000_000_000);

/// Works out a sale, step by step: tier discount, coupon, points, payment, earning.
///
/// # Errors
/// See `QuoteError`; whatever the reason, nothing has happened yet.
pub fn quote(input: &QuoteInput<'_>) -> Result<Quote, QuoteError> {
    if !input.gross.is_positive() {
        return Err(QuoteError::NotPositive);
    }
    if input.gross > MOST_GROSS {
        return Err(QuoteError::TooMuch);
    }
    let tier_discount = tier_discount(input)?;
    let after_tier = input.gross.checked_sub(tier_discount).ok_or(QuoteError::BadRule)?;
    if input.coupon.is_negative() || input.coupon > after_tier {
        return Err(QuoteError::CouponAboveBill);
    }
    let before_points = after_tier.checked_sub(input.coupon).ok_or(QuoteError::BadRule)?;
    let deduction = deduction(input, before_points)?;
    let due = before_points.checked_sub(deduction.amount).ok_or(QuoteError::BadRule)?;

    let from_balance = match input.pay_with {
        PayWith::Balance => due,
        PayWith::BalanceFirst => due.min(spendable_on(input.lots, due, input.now)),
        PayWith::Outside => Fen::ZERO,
    };
    let draws = plan_spend(input.lots, from_balance, due, input.now)?;
    let outside = due.checked_sub(from_balance).ok_or(QuoteError::BadRule)?;
    let principal = Fen::checked_sum(draws.iter().map(|draw| draw.principal)).ok_or(QuoteError::BadRule)?;
    let bonus = Fen::checked_sum(draws.iter().map(|draw| draw.bonus)).ok_or(QuoteError::BadRule)?;
    let net = principal.checked_add(outside).ok_or(QuoteError::BadRule)?;
    let earned = input
        .earn
        .earned(net, input.tier.points_percent)
        .ok_or(QuoteError::BadRule)?;

    let mut quote = Quote {
        gross: input.gross,
        tier_discount,
        coupon: input.coupon,
        deduction,
        due,
        principal,
        bonus,
        outside,
        draws,
        net,
        earned,
        lines: Vec::new(),
    };
    quote.lines = lines(input, &quote);
    Ok(quote)
}

fn tier_discount(input: &QuoteInput<'_>) -> Result<Fen, QuoteError> {
    let percent = input.tier.discount_percent;
    if percent > 100 {
        return Err(QuoteError::BadRule);
    }
    mul_div_half_up(input.gross.get(), i64::from(percent), 100)
        .map(Fen::new)
        .ok_or(QuoteError::BadRule)
}

fn deduction(input: &QuoteInput<'_>, bill: Fen) -> Result<Deduction, QuoteError> {
    match input.points_wanted {
        PointsWanted::None => Ok(Deduction::default()),
        PointsWanted::Exactly(points) => Ok(input.deduction.exactly(points, bill, input.points_usable)?),
        PointsWanted::Most => Ok(input.deduction.most(bill, input.points_usable)?),
    }
}

/// The lines of a quote: the price, what is taken off, what is due, what pays, what is earned. What is nothing has none.
fn lines(input: &QuoteInput<'_>, quote: &Quote) -> Vec<Line> {
    let off = |amount: Fen| Fen::new(-amount.get());
    let mut lines = vec![Line::money(Words::Gross, "", quote.gross)];
    if quote.tier_discount.is_positive() {
        let arithmetic = format!("{} × {} %", quote.gross.yuan(), input.tier.discount_percent);
        lines.push(Line::money(Words::TierDiscount, arithmetic, off(quote.tier_discount)));
    }
    if quote.coupon.is_positive() {
        lines.push(Line::money(Words::Coupon, "", off(quote.coupon)));
    }
    if quote.deduction.points.is_positive() {
        let rule = input.deduction;
        let arithmetic = format!("{} ÷ {} × {}", quote.deduction.points, rule.block, rule.worth.yuan());
        lines.push(Line::money(
            Words::PointsDeduction,
            arithmetic,
            off(quote.deduction.amount),
        ));
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
    let taken_off: Vec<String> = [quote.tier_discount, quote.coupon, quote.deduction.amount]
        .into_iter()
        .filter(|amount| amount.is_positive())
        .map(|amount| format!(" − {}", amount.yuan()))
        .collect();
    if taken_off.is_empty() {
        String::new()
    } else {
        format!("{}{}", quote.gross.yuan(), taken_off.concat())
    }
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
