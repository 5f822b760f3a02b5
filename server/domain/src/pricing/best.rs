//! Which of the offers that apply are used: the set with the lowest amount before points, then the one that keeps the more valuable coupons.
//!
//! Most offers only ever help, whatever else is used, and are simply used. The others are *choices*, and all their admissible sets are tried:
//!
//! * offers that exclude each other;
//! * a campaign that may bring a coupon below its threshold, with that coupon;
//! * an offer that works on pieces and what lowers those pieces before it, because another piece may become the cheapest;
//! * an offer on some of the lines after one on more or others of them: shares are rounded to the fen, and where they fall decides what is left for it;
//! * and whatever works before such an offer on the same lines, for the same reason.
//!
//! Of what remains it holds that each takes of sums of lines that everything after it takes of as a whole, so a lower sum before a step is never a higher one
//! after it: using one more never raises the price. So with up to eight choices one more offer never raises the price either: all sets without it
//! are among those tried. With more, those that only concern single fen are used without a choice, then all that exclude nothing; beyond that the engine
//! goes on greedily, by rank, larger saving and lower number. `Best` says which of these it was.

use super::apply::{Outcome, Runner};
use super::offer::Offer;
use super::quoted::Best;
use super::stacking::{Mode, Stacking};
use crate::StackGroupId;
use std::cmp::Reverse;

/// The most choices whose sets are all tried.
const MOST_CHOICES: usize = 8;

/// The set that is used.
pub(super) struct Chosen {
    pub used: Vec<bool>,
    pub best: Best,
    /// The lowest price of a set with each offer, for those that were a choice.
    pub with: Vec<Option<i64>>,
    pub price: i64,
}

/// Why an offer is a choice.
#[derive(Clone, Copy, Debug, Default)]
struct Why {
    excludes: bool,
    decides: bool,
    fen: bool,
}

/// Chooses among the offers of a cart.
pub(super) fn choose(runner: &mut Runner<'_, '_>, stacking: &Stacking) -> Chosen {
    let offers = runner.offers;
    let sides: Vec<Side> = offers.iter().map(|offer| Side::of(offer, stacking)).collect();
    let (why, whole) = choices(offers, &sides, stacking);
    runner.share_roughly(whole);
    let number =
        |pick: fn(&Why) -> bool| -> Vec<usize> { (0..offers.len()).filter(|offer| pick(&why[*offer])).collect() };
    let all = number(|why| why.excludes || why.decides || why.fen);
    if all.len() <= MOST_CHOICES {
        return try_all(runner, &all, &sides, stacking, Best::Proved);
    }
    for some in [number(|why| why.excludes || why.decides), number(|why| why.excludes)] {
        if some.len() <= MOST_CHOICES {
            return try_all(runner, &some, &sides, stacking, Best::Searched);
        }
    }
    greedily(runner, &number(|why| why.excludes), &sides, stacking)
}

/// What decides with whom an offer goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    is_coupon: bool,
    group: Option<StackGroupId>,
    mode: Option<Mode>,
}

impl Side {
    pub fn of(offer: &Offer<'_>, stacking: &Stacking) -> Self {
        Self {
            is_coupon: offer.is_coupon(),
            group: offer.group,
            mode: stacking.mode(offer.group),
        }
    }

    pub fn excludes(self, other: Self, stacking: &Stacking) -> bool {
        let exclusive = |side: Self| side.mode == Some(Mode::Exclusive);
        if self.is_coupon == other.is_coupon && (exclusive(self) || exclusive(other)) {
            return true;
        }
        match (self.group, other.group) {
            (Some(one), Some(other)) if one == other => self.mode == Some(Mode::Best),
            (Some(one), Some(other)) => stacking.keeps_apart(one, other),
            _ => false,
        }
    }
}

/// Which offers are a choice, and why; and of which it makes no difference how their lines share what they take.
fn choices(offers: &[Offer<'_>], sides: &[Side], stacking: &Stacking) -> (Vec<Why>, Vec<bool>) {
    let mut why = vec![Why::default(); offers.len()];
    if offers.len() < 2 {
        return (why, vec![true; offers.len()]);
    }
    let lowest: Vec<i64> = offers.iter().map(|offer| least_before_coupons(offer, offers)).collect();
    // What each offer leads to by what it does to the lines of a later one.
    let mut leads = vec![Why::default(); offers.len()];
    for later in 1..offers.len() {
        for earlier in 0..later {
            let (one, other) = (&offers[earlier], &offers[later]);
            if sides[earlier].excludes(sides[later], stacking) {
                why[earlier].excludes = true;
                why[later].excludes = true;
                continue;
            }
            if !(one.prices && other.prices && one.set.meets(&other.set)) {
                continue;
            }
            let below = !one.is_coupon() && other.from > lowest[later];
            if below || other.effect.by_piece() {
                leads[earlier].decides = true;
                why[earlier].decides = true;
                why[later].decides = true;
            } else if !one.set.is_within(&other.set) {
                leads[earlier].fen = true;
                why[earlier].fen = true;
                why[later].fen = true;
            }
        }
    }
    let mut whole: Vec<bool> = leads.iter().map(|leads| !(leads.decides || leads.fen)).collect();
    for (offer, leads) in leads.iter().enumerate().filter(|(_, leads)| leads.decides || leads.fen) {
        for before in 0..offer {
            if offers[before].prices && offers[before].set.meets(&offers[offer].set) {
                why[before].decides |= leads.decides;
                why[before].fen |= leads.fen;
                whole[before] = false;
            }
        }
    }
    spare_coupons(offers, &mut why);
    (why, whole)
}

/// The least that the lines of a coupon can cost after all campaigns.
fn least_before_coupons(coupon: &Offer<'_>, offers: &[Offer<'_>]) -> i64 {
    if coupon.from <= 0 {
        return 0;
    }
    let campaigns = offers.iter().filter(|offer| offer.prices && !offer.is_coupon());
    let taken: i64 = campaigns
        .filter(|offer| offer.set.meets(&coupon.set))
        .map(|offer| offer.bound)
        .sum();
    coupon.measured - taken
}

/// Where coupons could take more than there is, one of them may be kept.
fn spare_coupons(offers: &[Offer<'_>], why: &mut [Why]) {
    for coupon in offers.iter().filter(|offer| offer.is_coupon()) {
        let near = || {
            offers
                .iter()
                .filter(|other| other.prices && other.set.meets(&coupon.set))
        };
        if near().map(|other| other.bound).sum::<i64>() < coupon.measured {
            continue;
        }
        for (other, why) in offers.iter().zip(why.iter_mut()) {
            why.fen |= other.is_coupon() && other.set.meets(&coupon.set);
        }
    }
}

/// Tries all admissible sets of the choices, with everything else.
fn try_all(runner: &mut Runner<'_, '_>, choices: &[usize], sides: &[Side], stacking: &Stacking, best: Best) -> Chosen {
    let offers = runner.offers;
    let mut used: Vec<bool> = vec![true; offers.len()];
    let mut with = vec![None; offers.len()];
    let Some(first) = choices.first() else {
        let price = runner.outcome(&used).price;
        return Chosen {
            used,
            best,
            with,
            price,
        };
    };
    runner.agree(*first, &used);
    // The most important choice has the highest bit, so that of two sets that are as good the one with it wins.
    let mut by_rank = choices.to_vec();
    by_rank.sort_by_key(|choice| Reverse((offers[*choice].rank, offers[*choice].id)));
    let against: Vec<u32> = by_rank
        .iter()
        .map(|one| {
            let others = by_rank.iter().enumerate();
            let others = others.filter(|(_, other)| *other != one && sides[*one].excludes(sides[**other], stacking));
            others.map(|(bit, _)| 1 << bit).sum()
        })
        .collect();
    let mut lowest: Option<(Outcome, u32)> = None;
    for mask in 0..1_u32 << by_rank.len() {
        let has = |bit: usize| mask & (1 << bit) != 0;
        if (0..by_rank.len()).any(|bit| has(bit) && mask & against[bit] != 0) {
            continue;
        }
        for (bit, choice) in by_rank.iter().enumerate() {
            used[*choice] = has(bit);
        }
        let outcome = runner.outcome(&used);
        for (bit, choice) in by_rank.iter().enumerate() {
            let price: &mut Option<i64> = &mut with[*choice];
            if has(bit) && price.is_none_or(|price| outcome.price < price) {
                *price = Some(outcome.price);
            }
        }
        if lowest.is_none_or(|(least, _)| outcome <= least) {
            lowest = Some((outcome, mask));
        }
    }
    let (outcome, mask) = lowest.unwrap_or_else(|| (runner.outcome(&used), 0));
    for (bit, choice) in by_rank.iter().enumerate() {
        used[*choice] = mask & (1 << bit) != 0;
    }
    let price = outcome.price;
    Chosen {
        used,
        best,
        with,
        price,
    }
}

/// Takes one after the other, as long as it goes with those before and does not raise the price.
fn greedily(runner: &mut Runner<'_, '_>, choices: &[usize], sides: &[Side], stacking: &Stacking) -> Chosen {
    let offers = runner.offers;
    let mut used: Vec<bool> = (0..offers.len()).map(|offer| !choices.contains(&offer)).collect();
    let mut by_rank = choices.to_vec();
    by_rank.sort_by_key(|choice| {
        let offer = &offers[*choice];
        (offer.rank, Reverse(offer.bound), offer.id)
    });
    let mut price = runner.outcome(&used).price;
    for choice in by_rank {
        let excluded = |other: usize| used[other] && sides[choice].excludes(sides[other], stacking);
        if (0..offers.len()).any(excluded) {
            continue;
        }
        used[choice] = true;
        let with = runner.outcome(&used).price;
        if with <= price {
            price = with;
        } else {
            used[choice] = false;
        }
    }
    // What the bill would be with each of the others, instead of those that it does not go with.
    let with = (0..offers.len()).map(|choice| {
        if used[choice] || !choices.contains(&choice) {
            return None;
        }
        let goes = |other: usize| used[other] && !sides[choice].excludes(sides[other], stacking);
        let instead: Vec<bool> = (0..offers.len()).map(|other| other == choice || goes(other)).collect();
        Some(runner.outcome(&instead).price)
    });
    let with = with.collect();
    Chosen {
        used,
        best: Best::Greedy,
        with,
        price,
    }
}
