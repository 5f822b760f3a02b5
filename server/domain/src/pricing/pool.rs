//! The goods that an offer is about, as it finds them.

use super::cart::CartLine;
use super::explanation::Arithmetic;
use super::refusal::{Missing, Reason, Why};
use crate::Fen;

/// A line of the cart in the engine's own order, which does not depend on the order of scanning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub cart: &'a CartLine,
    /// Its place in the cart.
    pub place: usize,
    /// Its pieces.
    pub quantity: i64,
    /// Its list price.
    pub list: i64,
}

/// What an offer finds: its lines, and what is left of each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool<'p> {
    pub cart: &'p [Line<'p>],
    /// The places of its lines in `cart`.
    pub lines: &'p [usize],
    /// What is left of every line of `cart`.
    pub left: &'p [i64],
    /// What its lines cost before any discount of its class.
    pub measured: i64,
}

/// Pieces of one line that cost the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    pub value: i64,
    /// Which of the offer's lines.
    pub position: usize,
    pub count: i64,
}

/// Working space that is kept between calls.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// For each line of the offer, what its share is measured by.
    pub weights: Vec<i64>,
    pub runs: Vec<Run>,
    pub others: Vec<Run>,
}

impl Pool<'_> {
    /// What is left of the line at a position.
    pub fn left_at(&self, position: usize) -> i64 {
        self.left[self.lines[position]]
    }

    /// All pieces of its lines.
    pub fn pieces(&self) -> i64 {
        self.lines.iter().map(|line| self.cart[*line].quantity).sum()
    }

    /// All that is left, which each line has a share in by what is left of it.
    pub fn all(&self, scratch: &mut Scratch) -> i64 {
        scratch.weights.clear();
        scratch.weights.extend(self.lines.iter().map(|line| self.left[*line]));
        scratch.weights.iter().sum()
    }

    /// No line has a share yet.
    pub fn none(&self, scratch: &mut Scratch) {
        scratch.weights.clear();
        scratch.weights.resize(self.lines.len(), 0);
    }

    /// The pieces of the lines that are meant: those of a line differ by a fen at most and add up to what is left of it.
    pub fn runs(&self, runs: &mut Vec<Run>, meant: impl Fn(&CartLine) -> bool) {
        runs.clear();
        for (position, line) in self.lines.iter().enumerate() {
            let Line { cart, quantity, .. } = self.cart[*line];
            if quantity <= 0 || !meant(cart) {
                continue;
            }
            let (value, more) = (self.left[*line] / quantity, self.left[*line] % quantity);
            runs.push(Run {
                value,
                position,
                count: quantity - more,
            });
            if more > 0 {
                runs.push(Run {
                    value: value + 1,
                    position,
                    count: more,
                });
            }
        }
    }

    /// That goods for so much are there.
    pub fn has_amount(&self, from: Fen) -> Result<(), Why> {
        let missing = from.get().saturating_sub(self.measured);
        if missing > 0 {
            return Err((Reason::BelowThreshold, Some(Missing::Money(Fen::new(missing)))));
        }
        Ok(())
    }

    /// That so many pieces are there.
    pub fn has_pieces(&self, from: u32) -> Result<(), Why> {
        few(i64::from(from) - self.pieces())
    }
}

/// That no piece is missing.
pub(super) fn few(missing: i64) -> Result<(), Why> {
    if missing <= 0 {
        return Ok(());
    }
    let missing = u32::try_from(missing).unwrap_or(u32::MAX);
    Err((Reason::TooFewPieces, Some(Missing::Pieces(missing))))
}

/// Takes so many pieces in the order of the runs, adds their values to the weights of their lines, and answers their sum.
pub(super) fn take_pieces(runs: &[Run], count: i64, weights: &mut [i64]) -> i64 {
    let (mut missing, mut sum) = (count, 0);
    for run in runs {
        if missing <= 0 {
            break;
        }
        let taken = run.count.min(missing);
        missing -= taken;
        weights[run.position] += run.value * taken;
        sum += run.value * taken;
    }
    sum
}

/// An amount that a rule names, held inside what a bill can be.
pub(super) fn bounded(amount: Fen) -> i64 {
    amount.get().clamp(0, super::MAX_GROSS.get())
}

/// A percentage of so much, rounded half up, perhaps at most so much.
pub(super) fn percent_of(of: i64, percent: u8, most: Option<Fen>) -> (i64, Arithmetic) {
    let arithmetic = Arithmetic::Percent {
        of: Fen::new(of),
        percent,
        most,
    };
    (rounded(of, percent).min(most.map_or(i64::MAX, Fen::get)), arithmetic)
}

/// A percentage of so many pieces that cost so much.
pub(super) fn pieces_of(count: i64, of: i64, percent: u8) -> (i64, Arithmetic) {
    let arithmetic = Arithmetic::Pieces {
        count: u32::try_from(count).unwrap_or(u32::MAX),
        of: Fen::new(of),
        percent,
    };
    (rounded(of, percent), arithmetic)
}

/// Half up to the fen. Bills are so small that the product fits.
fn rounded(of: i64, percent: u8) -> i64 {
    (of.saturating_mul(i64::from(percent)).saturating_add(50)).div_euclid(100)
}
