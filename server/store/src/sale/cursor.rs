//! Where a list of sales goes on. It is sealed, so that a till learns no ids from it and can make none up.

use huika_domain::{BusinessDay, SaleId, StoreId};

use crate::db::secret::Secret;

/// The place in a day's list from which on older sales follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SalesCursor {
    /// The day.
    pub day: BusinessDay,
    /// The last sale that was told.
    pub before: SaleId,
}

const SEAL: &str = "sales-cursor";
/// Longer texts are none of ours and are not opened.
const LONGEST: usize = 256;

impl SalesCursor {
    /// The text that the till sends back, good for this store only.
    #[must_use]
    pub fn seal(self, secret: &Secret, store: StoreId) -> String {
        let text = format!("{store}\n{}\n{}", self.day.get(), self.before);
        hex::encode(secret.seal(SEAL, text.as_bytes()))
    }

    /// Reads it; `None` when it was not made here, or for another store.
    #[must_use]
    pub fn open(secret: &Secret, store: StoreId, text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let opened = secret.open(SEAL, &hex::decode(text).ok()?).ok()?;
        let text = String::from_utf8(opened).ok()?;
        let mut lines = text.split('\n');
        let owner = StoreId::parse(lines.next()?).ok()?;
        let day = BusinessDay::parse(lines.next()?).ok()?;
        let before = SaleId::parse(lines.next()?).ok()?;
        (owner == store).then_some(Self { day, before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_by_the_store_that_it_was_made_for_and_by_no_other() {
        let secret = Secret::new(&[7; 32]);
        let cursor = SalesCursor {
            day: BusinessDay::parse("2026-11-22").expect("a day"),
            before: SaleId::new(4711),
        };
        let text = cursor.seal(&secret, StoreId::new(1));
        assert_eq!(SalesCursor::open(&secret, StoreId::new(1), &text), Some(cursor));
        assert_eq!(SalesCursor::open(&secret, StoreId::new(2), &text), None);
        assert_eq!(SalesCursor::open(&Secret::new(&[8; 32]), StoreId::new(1), &text), None);
        for other in ["", "zz", "00", &text[2..], &text.repeat(9)] {
            assert_eq!(SalesCursor::open(&secret, StoreId::new(1), other), None, "{other}");
        }
    }
}
