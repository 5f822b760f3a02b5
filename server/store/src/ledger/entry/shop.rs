//! Entries that are no member's: a sale to nobody in particular, and money that is put into a drawer, taken out of it, or missing from it.

use huika_domain::{EntryId, Fen};

use super::{
    adds_up, cash_has_a_drawer,
    head::{Head, insert_head},
    header::Header,
    rows::{Line, insert_lines},
    shop_line,
};
use crate::{
    StoreError, Tx,
    ledger::{Account, Commodity, Origin},
};

/// An entry about the shop's own accounts.
#[must_use = "nothing is in the books before it is posted"]
#[derive(Default)]
pub(crate) struct ShopDraft {
    lines: Vec<Line>,
    origin: Origin,
}

impl ShopDraft {
    /// An entry of a counter or a till.
    pub(crate) fn from_origin(origin: Origin) -> Self {
        Self {
            origin,
            ..Self::default()
        }
    }

    /// Moves money on an account of the shop. Nothing is written for zero.
    pub(crate) fn money(&mut self, account: Account, party: &str, amount: Fen) {
        self.lines
            .extend(shop_line(account, Commodity::Money, party, amount.get()));
    }

    /// Whether nothing would move.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// [`super::Draft::post`], without a member.
    pub(crate) fn post(self, tx: &mut Tx<'_>, header: &Header<'_>) -> Result<EntryId, StoreError> {
        adds_up(&self.lines, header)?;
        cash_has_a_drawer(&self.lines, self.origin, header)?;
        tx.number_ahead(&["entry"])?;
        let head = Head {
            origin: self.origin,
            ..Head::default()
        };
        let entry = insert_head(tx, header, &head)?;
        insert_lines(tx, entry, &self.lines, &[])?;
        Ok(entry)
    }
}
