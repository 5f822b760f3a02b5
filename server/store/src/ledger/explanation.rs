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
    /// Something expired.
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
        /// Bonus that expires with it.
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
    /// The account was closed, and what was left on it fell to the shop.
    Closing {
        /// Paid in, and given up.
        principal: Fen,
        /// Given by the shop.
        bonus: Fen,
        /// Points.
        points: Points,
    },
    /// What a new member gets.
    Welcome {
        /// The path that they came by.
        source: String,
    },
    /// What a tier gives to who reaches it.
    TierGift {
        /// The tier's name.
        tier: String,
    },
    /// For a friend who came, or for coming.
    Referral {
        /// The other side, masked.
        other: String,
        /// Given to who came; otherwise to who sent them.
        came: bool,
    },
    /// Money of a till's drawer beside sales.
    Drawer {
        /// Which: a word of `shift::DrawerMove`.
        act: String,
        /// At which till.
        till: String,
        /// How much more, or less, lies there.
        amount: Fen,
        /// Why; empty where nobody has to say.
        reason: String,
    },
    /// A fee of a card: for having got it, for a year or for a month.
    CardFee {
        /// The card's last digits.
        tail: String,
        /// Which year or month, as `2026` or `2026-11`; empty for a card that was given out.
        period: String,
        /// What it costs. Of a fee of a year or a month less is taken where less was there.
        fee: Fen,
        /// Through which channel it was paid; empty for the card's balance.
        channel: String,
    },
    /// Two accounts became one.
    Merge {
        /// The phone of the other one, masked.
        other: String,
        /// On the account that ended; otherwise on the one that stays.
        away: bool,
    },
}
