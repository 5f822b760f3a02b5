//! The steps of a quote, one after the other.

use super::earning::earned;
use super::error::{MAX_GROSS, MOST_CAMPAIGNS, MOST_COUPONS, MOST_LINES, QuoteError};
use super::explanation::{Applied, Arithmetic, Source, Step};
use super::hand;
use super::level::{Taken, level_prices};
use super::list::PriceList;
use super::offered::offered;
use super::pool::Line;
use super::quoted::{Quote, QuotedLine};
use super::request::{PointsWanted, Request};
use super::spread::Spread;
use super::tender::{Payment, pay};
use super::tier::tier_discounts;
use crate::arith::mul_div_floor;
use crate::{Deduction, Fen, Points};

/// The most pieces of one bill.
const MOST_PIECES: i64 = 1_000_000;

/// Works a sale out.
///
/// # Errors
/// See [`QuoteError`]; whatever the reason, nothing has happened yet.
pub fn quote(list: &PriceList, request: &Request<'_>) -> Result<Quote, QuoteError> {
    let lines = canonical(list, request)?;
    let mut left: Vec<i64> = lines.iter().map(|line| line.list).collect();
    let mut taken: Vec<Taken> = Vec::new();
    let allowed = level_prices(list, request.buyer.as_ref(), &lines, &mut left, &mut taken);
    hand::own_prices(&lines, &mut left, &mut taken);
    if let Some(buyer) = &request.buyer {
        tier_discounts(list, buyer, (&lines, &allowed), &mut left, &mut taken)?;
    }
    hand::of_lines(&lines, &mut left, &mut taken);
    let offered = offered(list, request, (&lines, &allowed), &mut left, &mut taken);
    hand::of_bill(request.hand, &lines, &mut left, &mut taken);
    let before_points = left.clone();
    let deduction = points(list, request, &mut left, &mut taken)?;
    let rounding = round_off(list, &mut left, &mut taken);
    let due = Fen::new(left.iter().sum());
    let payment = pay(request, due)?;
    let split = Split::of(&left, &payment);
    let tier_percent = request.buyer.as_ref().map_or(0, |buyer| buyer.tier.points_percent);
    let earned = earned(list, tier_percent, &split.net, &offered.factors).ok_or(QuoteError::BadRule)?;
    let of_points = taken.iter().find(|taken| taken.step == Step::Points);
    let spent_by = of_points.map_or(&[][..], |taken| &taken.shares);
    let spent = apart(deduction.points, spent_by.iter().copied());
    let gained = apart(
        earned,
        split
            .net
            .iter()
            .zip(&offered.factors)
            .map(|(net, factor)| net.saturating_mul(*factor)),
    );

    let mut quoted = vec![QuotedLine::default(); lines.len()];
    for (number, line) in lines.iter().enumerate() {
        let points = |all: &[i64]| Points::new(all.get(number).copied().unwrap_or(0));
        quoted[line.place] = QuotedLine {
            quantity: line.cart.quantity,
            list: Fen::new(line.list),
            before_points: Fen::new(before_points[number]),
            due: Fen::new(left[number]),
            principal: Fen::new(split.principal[number]),
            bonus: Fen::new(split.bonus[number]),
            outside: Fen::new(split.net[number] - split.principal[number]),
            points: points(&spent),
            earned: points(&gained),
        };
    }
    let Payment {
        draws,
        principal,
        bonus,
        outside,
        tenders,
    } = payment;
    Ok(Quote {
        version: list.version,
        lines: quoted,
        gifts: offered.gifts,
        applied: taken.into_iter().map(|taken| applied(&lines, taken)).collect(),
        refused: offered.refused,
        best: offered.best,
        list: Fen::new(lines.iter().map(|line| line.list).sum()),
        before_points: Fen::new(before_points.iter().sum()),
        deduction,
        rounding,
        due,
        principal,
        bonus,
        outside,
        tenders,
        draws,
        net: Fen::new(split.net.iter().sum()),
        earned,
    })
}

/// The lines in an order of the engine's own, by everything that a price depends on, so that the order of scanning changes nothing.
fn canonical<'a>(list: &PriceList, request: &Request<'a>) -> Result<Vec<Line<'a>>, QuoteError> {
    let too_many = request.lines.len() > MOST_LINES
        || list.campaigns.len() > MOST_CAMPAIGNS
        || request.coupons.len() > MOST_COUPONS
        || request.codes.len() > MOST_COUPONS;
    if too_many {
        return Err(QuoteError::TooMuch);
    }
    let (mut gross, mut pieces) = (Fen::ZERO, 0_i64);
    let mut lines = Vec::with_capacity(request.lines.len());
    for (place, cart) in request.lines.iter().enumerate() {
        if cart.quantity == 0 || cart.price.is_negative() {
            return Err(QuoteError::NotPositive);
        }
        let list = cart.list().ok_or(QuoteError::TooMuch)?;
        gross = gross.checked_add(list).ok_or(QuoteError::TooMuch)?;
        pieces += i64::from(cart.quantity);
        lines.push(Line {
            cart,
            place,
            quantity: i64::from(cart.quantity),
            list: list.get(),
        });
    }
    if !gross.is_positive() {
        return Err(QuoteError::NotPositive);
    }
    if gross > MAX_GROSS || pieces > MOST_PIECES {
        return Err(QuoteError::TooMuch);
    }
    lines.sort_by(|one, other| one.cart.cmp(other.cart).then(one.place.cmp(&other.place)));
    Ok(lines)
}

/// Step 7.
fn points(
    list: &PriceList,
    request: &Request<'_>,
    left: &mut [i64],
    taken: &mut Vec<Taken>,
) -> Result<Deduction, QuoteError> {
    let bill = Fen::new(left.iter().sum());
    let usable = request.buyer.as_ref().map_or(Points::ZERO, |buyer| buyer.points_usable);
    let deduction = match request.points {
        PointsWanted::None => return Ok(Deduction::default()),
        PointsWanted::Exactly(points) => list.deduction.exactly(points, bill, usable)?,
        PointsWanted::Most => list.deduction.most(bill, usable)?,
    };
    let arithmetic = Arithmetic::Points {
        points: deduction.points,
        block: list.deduction.block,
        worth: list.deduction.worth,
        most: list.deduction.limit(bill)?,
    };
    spread_over_all(Step::Points, Source::Points, arithmetic, deduction.amount, left, taken);
    Ok(deduction)
}

/// Step 8.
fn round_off(list: &PriceList, left: &mut [i64], taken: &mut Vec<Taken>) -> Fen {
    let (of, unit) = (Fen::new(left.iter().sum()), list.rounding.unit());
    let off = Fen::new(of.get() % unit.get());
    spread_over_all(
        Step::Rounding,
        Source::Rounding,
        Arithmetic::Down { of, unit },
        off,
        left,
        taken,
    );
    off
}

fn spread_over_all(
    step: Step,
    source: Source,
    arithmetic: Arithmetic,
    amount: Fen,
    left: &mut [i64],
    taken: &mut Vec<Taken>,
) {
    if !amount.is_positive() {
        return;
    }
    let mut shares = Vec::new();
    Spread::default().over(amount.get(), left, &mut shares);
    for (left, share) in left.iter_mut().zip(&shares) {
        *left -= share;
    }
    taken.push(Taken {
        step,
        source,
        arithmetic,
        amount: amount.get(),
        shares,
    });
}

/// What pays each line.
struct Split {
    bonus: Vec<i64>,
    principal: Vec<i64>,
    /// Principal and outside money.
    net: Vec<i64>,
}

impl Split {
    fn of(due: &[i64], payment: &Payment) -> Self {
        let mut spread = Spread::default();
        let (mut bonus, mut principal) = (Vec::new(), Vec::new());
        spread.over(payment.bonus.get(), due, &mut bonus);
        let net: Vec<i64> = due.iter().zip(&bonus).map(|(due, bonus)| due - bonus).collect();
        spread.over(payment.principal.get(), &net, &mut principal);
        Self { bonus, principal, net }
    }
}

/// Points over lines by their weights, by the cumulative floor; nothing at all without points.
fn apart(points: Points, weights: impl Iterator<Item = i64> + Clone) -> Vec<i64> {
    if points.is_zero() {
        return Vec::new();
    }
    let whole = weights.clone().fold(0_i64, i64::saturating_add);
    let (mut weight_before, mut before) = (0_i64, 0);
    let share = |weight: i64| {
        weight_before = weight_before.saturating_add(weight);
        let upto = mul_div_floor(points.get(), weight_before, whole).unwrap_or(0);
        let share = upto - before;
        before = upto;
        share
    };
    weights.map(share).collect()
}

/// What was taken, with its shares in the order of the cart.
fn applied(lines: &[Line<'_>], taken: Taken) -> Applied {
    let mut shares: Vec<Fen> = taken.shares.into_iter().map(Fen::new).collect();
    if lines.iter().enumerate().any(|(number, line)| number != line.place) {
        let own = shares.clone();
        for (line, share) in lines.iter().zip(own) {
            shares[line.place] = share;
        }
    }
    Applied {
        step: taken.step,
        source: taken.source,
        arithmetic: taken.arithmetic,
        amount: Fen::new(taken.amount),
        shares,
    }
}
