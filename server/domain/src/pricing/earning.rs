//! What a sale earns: on what was really paid of each line, rounded down once for the whole sale.

use super::level::Allowed;
use super::list::PriceList;
use super::offer::Offer;
use super::pool::Line;
use super::request::Request;
use crate::Points;

/// The factor of each line, in hundredths of a percent: its rate, times what campaigns add.
pub(super) fn factors(
    list: &PriceList,
    request: &Request<'_>,
    (lines, allowed): (&[Line<'_>], &[Allowed]),
    used: &[&Offer<'_>],
) -> Vec<i64> {
    let rates: Vec<_> = list
        .earn_rates
        .iter()
        .filter(|rate| {
            rate.when.check(&request.at).is_ok() && rate.who.check(&request.place, request.buyer.as_ref()).is_ok()
        })
        .collect();
    let extra = |place: usize| -> i64 {
        let more = used
            .iter()
            .filter(|offer| offer.extra_points > 0 && offer.lines.contains(&place));
        more.map(|offer| i64::from(offer.extra_points)).sum()
    };
    let factor = |(place, line): (usize, &Line<'_>)| {
        if !allowed[place].points {
            return 0;
        }
        let rate = rates.iter().find(|rate| rate.what.names(line.cart));
        rate.map_or(100, |rate| i64::from(rate.percent)) * (100 + extra(place))
    };
    lines.iter().enumerate().map(factor).collect()
}

/// The points of a sale. `None` when the rule makes no sense or the number does not fit.
pub(super) fn earned(list: &PriceList, tier_percent: u16, net: &[i64], factors: &[i64]) -> Option<Points> {
    if net.iter().all(|net| *net <= 0) {
        return Some(Points::ZERO);
    }
    if list.earn.points.is_negative() || !list.earn.per.is_positive() {
        return None;
    }
    let weighted: i128 = net
        .iter()
        .zip(factors)
        .map(|(net, factor)| i128::from(*net) * i128::from(*factor))
        .sum();
    let points = weighted
        .checked_mul(i128::from(list.earn.points.get()))?
        .checked_mul(i128::from(tier_percent))?;
    let per = i128::from(list.earn.per.get()) * 100 * 10_000;
    i64::try_from(points.div_euclid(per)).ok().map(Points::new)
}
