//! How much a card may hold.

use super::TopUpError;
use crate::{Balance, Fen};
use serde::{Deserialize, Serialize};

/// The cap of a card (RULES, stored value: caps), checked before payment is asked for and again when it arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapRule {
    /// The most that the card may hold.
    pub most: Fen,
    /// Whether bonus counts towards it.
    pub counts_bonus: bool,
}

impl CapRule {
    /// A card in a member's name: 5,000.00.
    pub const NAMED: Self = Self {
        most: Fen::new(500_000),
        counts_bonus: true,
    };
    /// A card of whoever holds it: 1,000.00.
    pub const BEARER: Self = Self {
        most: Fen::new(100_000),
        counts_bonus: true,
    };

    /// What of a balance counts; a sum that would not fit is the largest amount.
    fn counted(self, balance: Balance) -> i64 {
        let bonus = if self.counts_bonus { balance.bonus.get() } else { 0 };
        balance.principal.get().saturating_add(bonus)
    }
}

impl Default for CapRule {
    fn default() -> Self {
        Self::NAMED
    }
}

/// How much more a card can take, bonus included where the cap counts it; zero when it is full or above.
pub fn cap_room(balance: Balance, rule: CapRule) -> Fen {
    Fen::new(rule.most.get().saturating_sub(rule.counted(balance)).max(0))
}

/// Whether a card can take a top-up.
///
/// # Errors
/// `AboveCap` with the room that there is.
pub fn check_cap(balance: Balance, more: Balance, rule: CapRule) -> Result<(), TopUpError> {
    let room = cap_room(balance, rule);
    if rule.counted(more) <= room.get() {
        Ok(())
    } else {
        Err(TopUpError::AboveCap { room })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Millis, Occasion, TopUpChoice, TopUpMenu};

    fn holding(principal: i64, bonus: i64) -> Balance {
        Balance {
            principal: Fen::new(principal),
            bonus: Fen::new(bonus),
        }
    }

    fn price(fen: i64) -> Balance {
        TopUpMenu::default()
            .price(
                TopUpChoice::Amount(Fen::new(fen)),
                Occasion {
                    at: Millis::new(0),
                    first: false,
                },
            )
            .expect("inside the limits")
            .balance()
    }

    #[test]
    fn a_named_card_holds_five_thousand_with_its_bonus() {
        assert_eq!(check_cap(holding(480_000, 0), price(9_999), CapRule::NAMED), Ok(()));
        assert_eq!(
            check_cap(holding(490_000, 0), price(10_000), CapRule::NAMED),
            Err(TopUpError::AboveCap { room: Fen::new(10_000) })
        );
    }

    #[test]
    fn bonus_counts_only_where_the_setting_says_so() {
        let without = CapRule {
            counts_bonus: false,
            ..CapRule::NAMED
        };
        assert_eq!(check_cap(holding(490_000, 100_000), price(10_000), without), Ok(()));
        assert_eq!(cap_room(holding(490_000, 100_000), CapRule::NAMED), Fen::ZERO);
    }

    #[test]
    fn balances_at_the_edge_of_numbers_are_full_cards() {
        assert_eq!(cap_room(holding(i64::MAX, i64::MAX), CapRule::NAMED), Fen::ZERO);
    }
}
