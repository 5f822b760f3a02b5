//! Counting a drawer: so many pieces of each note and coin. Who counts does not see what should be there.

use serde::{Deserialize, Serialize};

use crate::Fen;

/// The notes and coins of the yuan that are in use, the largest first, in fen.
pub const DENOMINATIONS: [i64; 8] = [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10];

/// More pieces of one kind are a slip of the hand: a till holds no ten thousand notes.
const PIECES_MAX: i64 = 9_999;

/// How many pieces of each denomination lie there, in the order of [`DENOMINATIONS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[i64; 8]", into = "[i64; 8]")]
pub struct CashCount([i64; 8]);

/// A number of pieces is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number of pieces is a whole number from 0 to {PIECES_MAX}")]
pub struct CashCountError;

impl CashCount {
    /// Reads what was typed for each denomination; an empty field is none of them.
    ///
    /// # Errors
    /// One of them is no whole number, or too large.
    pub fn parse(typed: [&str; 8]) -> Result<Self, CashCountError> {
        let mut pieces = [0; 8];
        for (place, text) in pieces.iter_mut().zip(typed) {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            if !text.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(CashCountError);
            }
            *place = text.parse().map_err(|_| CashCountError)?;
        }
        Self::try_from(pieces)
    }

    /// What they come to.
    #[must_use]
    pub fn total(self) -> Fen {
        let worth = |(pieces, denomination): (i64, i64)| pieces * denomination;
        Fen::new(self.0.into_iter().zip(DENOMINATIONS).map(worth).sum())
    }

    /// The pieces, in the order of [`DENOMINATIONS`].
    #[must_use]
    pub const fn pieces(self) -> [i64; 8] {
        self.0
    }
}

impl TryFrom<[i64; 8]> for CashCount {
    type Error = CashCountError;

    fn try_from(pieces: [i64; 8]) -> Result<Self, CashCountError> {
        if pieces.iter().all(|pieces| (0..=PIECES_MAX).contains(pieces)) {
            Ok(Self(pieces))
        } else {
            Err(CashCountError)
        }
    }
}

impl From<CashCount> for [i64; 8] {
    fn from(count: CashCount) -> Self {
        count.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawer_is_worth_its_pieces_and_an_empty_field_is_none_of_them() {
        let count = CashCount::parse(["3", "", " 1 ", "", "2", "7", "1", "4"]).expect("a count");
        assert_eq!(count.total(), Fen::new(30_000 + 2_000 + 1_000 + 700 + 50 + 40));
        assert_eq!(CashCount::default().total(), Fen::ZERO);
    }

    #[test]
    fn what_is_no_number_of_pieces_is_refused() {
        for wrong in ["-1", "1.5", "x", "+3", "10000", "99999999999999999999", "３"] {
            let typed = [wrong, "", "", "", "", "", "", ""];
            assert_eq!(CashCount::parse(typed), Err(CashCountError), "{wrong}");
        }
    }
}
