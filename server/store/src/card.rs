//! Cards: what is seen of one, and its life from the first day to its replacement.

mod life;
mod stopped;
mod view;

pub use life::{By, CardAction, CardError, CardReceipt, FeeFrom, Replace, change_card, replace_card};
pub use stopped::Stopped;
pub use view::{CardEvent, CardState, card_events, card_state, find_card_holder};
