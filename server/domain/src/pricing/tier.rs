//! Step 3: the discount of the tier, or what members get on a brand where that is more. One of the two on a line, never both.

use super::buyer::Buyer;
use super::error::QuoteError;
use super::explanation::{Source, Step};
use super::level::{Allowed, Taken};
use super::list::PriceList;
use super::pool::{Line, percent_of};
use super::spread::Spread;

/// Takes the discounts off.
pub(super) fn tier_discounts(
    list: &PriceList,
    buyer: &Buyer<'_>,
    (lines, allowed): (&[Line<'_>], &[Allowed]),
    left: &mut [i64],
    taken: &mut Vec<Taken>,
) -> Result<(), QuoteError> {
    let brands = || {
        list.brand_discounts
            .iter()
            .filter(|brand| brand.is_for(buyer.tier.rank))
    };
    if buyer.tier.discount_percent > 100 || brands().any(|brand| brand.percent > 100) {
        return Err(QuoteError::BadRule);
    }
    if buyer.tier.discount_percent == 0 && brands().next().is_none() {
        return Ok(());
    }
    if brands().next().is_none() && allowed.iter().all(|allowed| allowed.discounts) {
        let weights = left.to_vec();
        take(
            (buyer.tier.discount_percent, Source::Tier(buyer.tier.rank)),
            &weights,
            left,
            taken,
        );
        return Ok(());
    }
    // What each line gets: the percentage, and whose it is.
    let best = |(line, allowed): (&Line<'_>, &Allowed)| {
        let mut best = (buyer.tier.discount_percent, Source::Tier(buyer.tier.rank));
        for brand in brands().filter(|brand| line.cart.brand == Some(brand.brand)) {
            if brand.percent > best.0 {
                best = (brand.percent, Source::Brand(brand.brand));
            }
        }
        Some(best).filter(|best| allowed.discounts && best.0 > 0)
    };
    let best: Vec<Option<(u8, Source)>> = lines.iter().zip(allowed).map(best).collect();
    for (place, one) in best.iter().enumerate() {
        let Some(one) = one.as_ref().filter(|_| !best[..place].contains(one)) else {
            continue;
        };
        let weight = |(left, best): (&i64, &Option<(u8, Source)>)| if best.as_ref() == Some(one) { *left } else { 0 };
        let weights: Vec<i64> = left.iter().zip(&best).map(weight).collect();
        take(*one, &weights, left, taken);
    }
    Ok(())
}

/// Takes a percentage of the weights off the lines.
fn take((percent, source): (u8, Source), weights: &[i64], left: &mut [i64], taken: &mut Vec<Taken>) {
    let (amount, arithmetic) = percent_of(weights.iter().sum(), percent, None);
    if amount <= 0 {
        return;
    }
    let mut shares = Vec::new();
    Spread::default().over(amount, weights, &mut shares);
    for (left, share) in left.iter_mut().zip(&shares) {
        *left -= share;
    }
    taken.push(Taken {
        step: Step::Tier,
        source,
        arithmetic,
        amount,
        shares,
    });
}
