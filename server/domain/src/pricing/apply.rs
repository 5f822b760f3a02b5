//! Steps 4 to 6 for one set of offers.

use super::explanation::{Arithmetic, Source};
use super::level::Taken;
use super::offer::Offer;
use super::pool::{Line, Pool, Scratch};
use super::spread::Spread;

/// Works sets of offers out on one cart; it keeps its working space between them.
pub(super) struct Runner<'r, 'a> {
    pub lines: &'r [Line<'a>],
    pub offers: &'r [Offer<'a>],
    /// What is left of each line after step 3.
    base: &'r [i64],
    /// What is left before the offers that differ between sets, and what was left before coupons if that is sooner.
    start: (usize, Vec<i64>, Vec<i64>),
    left: Vec<i64>,
    before_coupons: Vec<i64>,
    scratch: Scratch,
    spread: Spread,
    shares: Vec<i64>,
    /// Offers of which it makes no difference how their lines share what they take, as whatever comes later takes of all these lines together.
    whole: Vec<bool>,
}

/// What a set of offers comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Outcome {
    /// The amount before points.
    pub price: i64,
    /// What the coupons that it uses up are worth.
    pub coupons: i64,
    /// The opposite of what its gifts are worth.
    pub gifts: i64,
    /// The opposite of the points that it adds.
    pub points: i64,
}

impl<'r, 'a> Runner<'r, 'a> {
    pub fn new(lines: &'r [Line<'a>], offers: &'r [Offer<'a>], base: &'r [i64], scratch: Scratch) -> Self {
        Self {
            lines,
            offers,
            base,
            start: (0, base.to_vec(), Vec::new()),
            left: Vec::with_capacity(base.len()),
            before_coupons: Vec::with_capacity(base.len()),
            scratch,
            spread: Spread::default(),
            shares: Vec::with_capacity(base.len()),
            whole: vec![false; offers.len()],
        }
    }

    /// Says of which offers the shares make no difference: while sets are compared, these are not shared to the fen.
    pub fn share_roughly(&mut self, whole: Vec<bool>) {
        self.whole = whole;
    }

    /// From now on all sets agree on the offers before this one: they are worked out once.
    pub fn agree(&mut self, upto: usize, used: &[bool]) {
        self.left.clear();
        self.left.extend_from_slice(self.base);
        self.before_coupons.clear();
        self.walk(0, upto, used, None);
        self.start = (upto, self.left.clone(), self.before_coupons.clone());
    }

    /// What this set comes to. `used` says of each offer whether it belongs to it.
    pub fn outcome(&mut self, used: &[bool]) -> Outcome {
        self.run(used, None);
        let mut outcome = Outcome {
            price: self.left.iter().sum(),
            coupons: 0,
            gifts: 0,
            points: 0,
        };
        for (offer, _) in self.offers.iter().zip(used).filter(|(_, used)| **used) {
            outcome.coupons = outcome.coupons.saturating_add(offer.worth);
            outcome.points -= i64::from(offer.extra_points);
            if let Some((gift, pieces)) = offer.gift {
                outcome.gifts = outcome
                    .gifts
                    .saturating_sub(gift.worth.get().saturating_mul(i64::from(pieces)));
            }
        }
        outcome
    }

    /// The same set with everything that its offers take, and what is left of each line.
    pub fn record(&mut self, used: &[bool]) -> (Vec<(usize, Taken)>, Vec<i64>) {
        self.whole.fill(false);
        self.agree(0, used);
        let mut taken = Vec::new();
        self.run(used, Some(&mut taken));
        (taken, self.left.clone())
    }

    /// What the lines of an offer cost before coupons, in the set that was worked out last.
    pub fn before_coupons(&self, offer: &Offer<'_>) -> i64 {
        let left = if self.before_coupons.is_empty() {
            &self.left
        } else {
            &self.before_coupons
        };
        offer.lines.iter().map(|line| left[*line]).sum()
    }

    fn run(&mut self, used: &[bool], record: Option<&mut Vec<(usize, Taken)>>) {
        let (from, left, before) = &self.start;
        self.left.clone_from(left);
        self.before_coupons.clone_from(before);
        let from = *from;
        self.walk(from, self.offers.len(), used, record);
    }

    fn walk(&mut self, from: usize, upto: usize, used: &[bool], mut record: Option<&mut Vec<(usize, Taken)>>) {
        for (number, used) in used.iter().enumerate().take(upto).skip(from) {
            let offer = &self.offers[number];
            if offer.is_coupon() && self.before_coupons.is_empty() {
                self.before_coupons.extend_from_slice(&self.left);
            }
            if !used || !offer.prices {
                continue;
            }
            if offer.from > 0 && self.before_coupons(offer) < offer.from {
                continue;
            }
            let (amount, arithmetic) = self.take(number);
            if amount > 0
                && let Some(record) = record.as_deref_mut()
            {
                record.push((number, self.taken(number, amount, arithmetic)));
            }
        }
    }

    /// Takes what one offer takes off its lines.
    fn take(&mut self, number: usize) -> (i64, Arithmetic) {
        let offer = &self.offers[number];
        let pool = Pool {
            cart: self.lines,
            lines: &offer.lines,
            left: &self.left,
            measured: offer.measured,
        };
        let (amount, arithmetic) = offer.effect.take(&pool, &mut self.scratch);
        if self.whole[number] {
            fill(amount, &offer.lines, &self.scratch.weights, &mut self.left);
            return (amount, arithmetic);
        }
        self.spread.over(amount, &self.scratch.weights, &mut self.shares);
        for (line, share) in offer.lines.iter().zip(&self.shares) {
            self.left[*line] -= share;
        }
        (amount, arithmetic)
    }

    fn taken(&self, number: usize, amount: i64, arithmetic: Arithmetic) -> Taken {
        let offer = &self.offers[number];
        let mut shares = vec![0; self.lines.len()];
        for (line, share) in offer.lines.iter().zip(&self.shares) {
            shares[*line] = *share;
        }
        Taken {
            step: offer.step,
            source: Source::Offer(offer.id),
            arithmetic,
            amount,
            shares,
        }
    }
}

/// Takes an amount off the first lines that carry it.
fn fill(amount: i64, lines: &[usize], weights: &[i64], left: &mut [i64]) {
    let mut missing = amount;
    for (line, weight) in lines.iter().zip(weights) {
        let now = missing.min(*weight);
        left[*line] -= now;
        missing -= now;
        if missing <= 0 {
            break;
        }
    }
}
