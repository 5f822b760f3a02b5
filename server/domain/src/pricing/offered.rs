//! Steps 4 to 6: which offers are used, what they take and give, and why the others are not.

use super::apply::Runner;
use super::best::{Chosen, Side, choose};
use super::earning::factors;
use super::explanation::{Arithmetic, Source};
use super::level::{Allowed, Taken};
use super::list::PriceList;
use super::offer::{Ground, Offer, because, offers};
use super::pool::{Line, Scratch};
use super::quoted::{Best, QuotedGift};
use super::refusal::{Missing, OfferId, Reason, Refused, Why};
use super::request::Request;
use crate::Fen;

/// What the offers did.
pub(super) struct Offered {
    pub gifts: Vec<QuotedGift>,
    pub refused: Vec<Refused>,
    pub best: Best,
    /// What each line earns by, in hundredths of a percent.
    pub factors: Vec<i64>,
}

/// Steps 4 to 6.
pub(super) fn offered(
    list: &PriceList,
    request: &Request<'_>,
    (lines, allowed): (&[Line<'_>], &[Allowed]),
    left: &mut Vec<i64>,
    taken: &mut Vec<Taken>,
) -> Offered {
    let mut scratch = Scratch::default();
    let ground = Ground {
        list,
        request,
        lines,
        allowed,
        left,
    };
    let (offers, mut refused) = offers(&ground, &mut scratch);
    if offers.is_empty() {
        refused.sort_by_key(|refused| refused.offer);
        return Offered {
            gifts: Vec::new(),
            refused,
            best: Best::Proved,
            factors: factors(list, request, (lines, allowed), &[]),
        };
    }
    let after_tier = left.clone();
    let mut runner = Runner::new(lines, &offers, &after_tier, scratch);
    let chosen = choose(&mut runner, &list.stacking);
    let (mut worked, now) = runner.record(&chosen.used);
    debug_assert_eq!(
        now.iter().sum::<i64>(),
        chosen.price,
        "the set costs what it was chosen for"
    );
    let mut used: Vec<&Offer<'_>> = Vec::new();
    let mut gifts = Vec::new();
    for (number, offer) in offers.iter().enumerate() {
        let works = worked.iter().any(|(worked, _)| *worked == number);
        if chosen.used[number] && (works || offer.gift.is_some() || offer.extra_points > 0) {
            used.push(offer);
            gifts.extend(given(offer, lines, &after_tier));
            if !works {
                worked.push((number, nothing_off(offer, lines.len())));
            }
        } else {
            refused.push(because(offer.id, why_not(&offers, number, &chosen, &runner, list)));
        }
    }
    // A gift or more points stand where they belong.
    worked.sort_by_key(|(number, _)| *number);
    taken.extend(worked.into_iter().map(|(_, taken)| taken));
    *left = now;
    refused.sort_by_key(|refused| refused.offer);
    Offered {
        gifts,
        refused,
        best: chosen.best,
        factors: factors(list, request, (lines, allowed), &used),
    }
}

/// What an offer gave, as a line of its own.
fn given(offer: &Offer<'_>, lines: &[Line<'_>], after_tier: &[i64]) -> Option<QuotedGift> {
    let ((gift, quantity), OfferId::Campaign(campaign)) = (offer.gift?, offer.id) else {
        return None;
    };
    let mut of: Vec<(u32, Fen)> = offer
        .lines
        .iter()
        .map(|line| {
            (
                u32::try_from(lines[*line].place).unwrap_or(u32::MAX),
                Fen::new(after_tier[*line]),
            )
        })
        .collect();
    of.sort_unstable();
    Some(QuotedGift {
        campaign,
        goods: gift.goods,
        quantity,
        worth: gift.worth,
        from: gift.from,
        each: gift.each,
        pieces: gift.quantity,
        of,
    })
}

fn nothing_off(offer: &Offer<'_>, lines: usize) -> Taken {
    let arithmetic = Arithmetic::Amount {
        amount: Fen::ZERO,
        of: Fen::ZERO,
    };
    Taken {
        step: offer.step,
        source: Source::Offer(offer.id),
        arithmetic,
        amount: 0,
        shares: vec![0; lines],
    }
}

/// Why an offer that applies was not used, or took nothing.
fn why_not(offers: &[Offer<'_>], number: usize, chosen: &Chosen, runner: &Runner<'_, '_>, list: &PriceList) -> Why {
    let offer = &offers[number];
    let dearer = chosen.with[number].map_or(0, |with| (with - chosen.price).max(0));
    if !chosen.used[number] {
        let in_its_way =
            |other: &usize| *other != number && chosen.used[*other] && excludes(offer, &offers[*other], list);
        let other = (0..offers.len())
            .filter(in_its_way)
            .min_by_key(|other| (offers[*other].rank, offers[*other].id));
        if let Some(other) = other {
            let other = offers[other].id;
            let saves = Fen::new(dearer);
            return (Reason::NotWith, Some(Missing::Instead { other, saves }));
        }
    }
    let missing = offer.from - runner.before_coupons(offer);
    if offer.is_coupon() && offer.from > 0 && missing > 0 {
        return (Reason::BelowThreshold, Some(Missing::Money(Fen::new(missing))));
    }
    if dearer > 0 && !chosen.used[number] {
        return (Reason::CostsMore, Some(Missing::Dearer(Fen::new(dearer))));
    }
    (Reason::NothingLeft, None)
}

fn excludes(one: &Offer<'_>, other: &Offer<'_>, list: &PriceList) -> bool {
    Side::of(one, &list.stacking).excludes(Side::of(other, &list.stacking), &list.stacking)
}
