//! Which of a member's cards is shown and topped up: the one that was chosen last, else the first one.

use huika_domain::{CardId, CardKind, CardNumber, CardTypeId, MemberId, Millis};

use crate::{StoreError, Tx, params};

/// The card that a member shows and tops up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CurrentCard {
    pub id: CardId,
    pub number: CardNumber,
    pub card_type: CardTypeId,
    pub kind: CardKind,
    pub expires_at: Option<Millis>,
}

impl CurrentCard {
    /// Whether it holds no more.
    pub fn is_over(&self, now: Millis) -> bool {
        self.expires_at.is_some_and(|last| now > last)
    }
}

/// The card that the member shows.
pub(crate) fn current_card(tx: &mut Tx<'_>, member: MemberId) -> Result<CurrentCard, StoreError> {
    let found = tx.one(
        "SELECT c.id, c.number, c.card_type_id, t.kind, c.expires_at FROM card c JOIN card_type t ON t.id = c.card_type_id \
         WHERE c.member_id = ?1 AND c.status = 'active' ORDER BY c.chosen_at DESC, c.id LIMIT 1",
        params![member],
        |row| {
            Ok(CurrentCard {
                id: row.get("id")?,
                number: number(&row.get::<String>("number")?)?,
                card_type: row.get("card_type_id")?,
                kind: row.get("kind")?,
                expires_at: row.get("expires_at")?,
            })
        },
    )?;
    found.ok_or_else(|| StoreError::Decode("a member without a card".into()))
}

/// A card's number as its row keeps it.
pub(crate) fn number(digits: &str) -> Result<CardNumber, StoreError> {
    CardNumber::parse(digits).map_err(|e| StoreError::Decode(e.to_string()))
}
