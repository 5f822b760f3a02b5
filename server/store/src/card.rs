//! Cards: what is seen of one, and its life from the first day to its replacement.

mod kind;
mod life;
mod stopped;
mod view;

pub(crate) use kind::add_card_type;
pub use life::{By, CardAction, CardError, CardEventKind, CardReceipt, FeeFrom, Replace, change_card, replace_card};
pub use stopped::Stopped;
pub use view::{CardEvent, CardState, card_events, card_state, find_card_holder};
