//! The facts behind an entry, from which a statement makes its words in any language.

use huika_domain::{Fen, Points};
use serde::{Deserialize, Serialize};

/// What is kept of a business fact besides its amounts. Old entries keep their form for ever, so a field that is added
/// later needs a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Explanation {
    /// A top-up arrived.
    TopUp {
        /// Our order number.
        number: String,
        /// The payment channel.
        channel: String,
        /// The rule that its bonus came from.
        rule: String,
        /// Whether the money came after the order had expired.
        late: bool,
    },
    /// A bill was paid.
    Sale {
        /// The receipt.
        receipt_number: String,
        /// Before discounts.
        gross: Fen,
        /// Taken off for the tier.
        discount: Fen,
        /// Taken off for points.
        points_value: Fen,
        /// Paid outside of the card.
        outside: Fen,
        /// How.
        outside_channel: String,
    },
    /// An item of the points mall.
    Redemption {
        /// The order.
        number: String,
        /// The item's name at that time.
        item: String,
    },
    /// Goods came back, or an exchange was undone.
    Reversal {
        /// The receipt or order that is taken back.
        number: String,
        /// What of the bill is taken back.
        gross: Fen,
    },
    /// Something lapsed.
    Expiry {
        /// What fell to the shop, in points.
        points: Points,
        /// What fell to the shop, in fen.
        bonus: Fen,
    },
    /// By hand.
    Manual {
        /// Why.
        reason: String,
        /// Who approved it, when that was needed.
        approved_by: String,
    },
    /// Between two members.
    Gift {
        /// The other side, masked.
        other: String,
        /// A word with it.
        message: String,
    },
    /// An amount set aside or let go.
    Hold {
        /// What for.
        purpose: String,
    },
    /// A top-up paid back.
    Refund {
        /// The order that is paid back.
        number: String,
        /// Through which channel.
        channel: String,
        /// Bonus that lapses with it.
        bonus_lapsed: Fen,
    },
    /// A fee for a card that replaced another.
    Replacement {
        /// The last digits of the card that ended. Its whole number stands nowhere but in the card's own row.
        old_tail: String,
        /// What it cost.
        fee: Fen,
        /// Through which channel it was paid; empty for the card's balance.
        channel: String,
    },
}
