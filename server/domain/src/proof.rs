//! What a member has to show for what they do by themself on a signed-in phone (RULES, identity and second look).
//!
//! A signed-in browser alone says little: a phone lies on a table, is lent, is found. So each act names what is enough for it, in
//! the one table of [`Act::enough`]; a use case that carries out an act asks there, and so does the page that offers it.

use serde::{Deserialize, Serialize};

/// What somebody has shown to be the member, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// The browser is signed in.
    Session,
    /// It signed in a few minutes ago, by whatever way.
    FreshSignIn,
    /// It did so by a one-time code, so whoever did it had the phone number too.
    FreshCode,
    /// A passkey of the member signed this very request.
    Passkey,
    /// The payment PIN came with this very request.
    Pin,
}

/// How a card stands, and who put it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardStanding {
    /// It can be used.
    InUse,
    /// The member froze it.
    FrozenByMember,
    /// A counter froze it, for somebody who had said that it is in wrong hands.
    FrozenByCounter,
    /// It was reported lost.
    Lost,
}

/// What is known of a member who wants to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether there is a payment PIN.
    pub has_pin: bool,
    /// The card.
    pub card: CardStanding,
}

crate::text_enum! {
    /// What a member does by themself.
    pub enum Act {
        /// Spend more than the code or the session alone may on one day, at a till or in the mall.
        SpendAboveLimit = "spend-above-limit",
        /// Give points to another member.
        GivePoints = "give-points",
        /// Give a coupon to another member.
        GiveCoupon = "give-coupon",
        /// Change what the code and the session alone may spend.
        ChangeLimit = "change-limit",
        /// Move to another phone number.
        MovePhone = "move-phone",
        /// Set the first PIN so that it works at once. By a one-time code for that purpose it can always be set, and works after a
        /// cooling-off.
        FirstPinAtOnce = "first-pin-at-once",
        /// Add a passkey.
        AddPasskey = "add-passkey",
        /// Remove a passkey.
        RemovePasskey = "remove-passkey",
        /// Use a frozen card again.
        UnfreezeCard = "unfreeze-card",
        /// Use a card again that was reported lost.
        FindCard = "find-card",
        /// Replace the card, which ends the old one's number and every key, and leaves a card that is in use.
        ReplaceCard = "replace-card",
        /// Take a copy of everything that is kept about them.
        TakeData = "take-data",
        /// Have the account closed.
        CloseAccount = "close-account",
        /// Freeze the card, report it lost, end other sessions, or send a top-up back where it came from: this takes rights away or
        /// moves money to nobody else, and has to be quick.
        Protect = "protect",
    }
}

use Proof::{FreshCode, FreshSignIn, Passkey, Pin, Session};

impl Act {
    /// The proofs of which any one is enough; with none of them it cannot be done on the phone, and the counter helps.
    pub const fn enough(self, standing: Standing) -> &'static [Proof] {
        use CardStanding::{FrozenByCounter, FrozenByMember, Lost};
        // Whoever holds the phone now may be the one whom a counter was told about.
        let in_doubt = matches!(standing.card, FrozenByCounter | Lost);
        let frozen = matches!(standing.card, FrozenByMember);
        match self {
            Self::Protect => &[Session],
            Self::SpendAboveLimit => &[Passkey, Pin],
            Self::GivePoints | Self::GiveCoupon | Self::ChangeLimit | Self::MovePhone | Self::FindCard => &[Pin],
            Self::RemovePasskey => &[FreshSignIn, Passkey, Pin],
            // Whoever holds the phone for a minute carries nothing away, and ends nothing.
            Self::TakeData | Self::CloseAccount => {
                if in_doubt {
                    &[Pin]
                } else {
                    &[FreshCode, Passkey, Pin]
                }
            }
            // What is made while there is a doubt opens nothing at once.
            Self::FirstPinAtOnce => {
                if in_doubt {
                    &[]
                } else {
                    &[FreshCode]
                }
            }
            Self::AddPasskey => {
                if in_doubt || standing.has_pin {
                    &[Pin]
                } else {
                    &[FreshSignIn]
                }
            }
            // What the counter froze, the counter or the PIN opens.
            Self::UnfreezeCard => {
                if in_doubt || standing.has_pin {
                    &[Pin]
                } else {
                    &[Session]
                }
            }
            // A new card is in use, so it is no way around that.
            Self::ReplaceCard => {
                if in_doubt || (frozen && standing.has_pin) {
                    &[Pin]
                } else {
                    &[FreshSignIn, Passkey, Pin]
                }
            }
        }
    }

    /// Whether one of the proofs that were shown is enough.
    pub fn is_proved(self, standing: Standing, shown: &[Proof]) -> bool {
        let enough = self.enough(standing);
        // A session is what everything else was shown in.
        enough.contains(&Session) || shown.iter().any(|proof| enough.contains(proof))
    }
}

#[cfg(test)]
mod tests;
