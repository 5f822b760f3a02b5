//! Cards: their kinds, what is seen of one, and its life from the first day to its replacement.

mod card_type;
mod current;
mod fee;
mod issue;
mod life;
mod periodic;
mod request;
mod several;
mod stopped;
mod view;

pub use card_type::{
    CardTypeDetails, CardTypeError, CardTypeRow, card_type, card_types, cards_of_type, change_card_type, end_card_type,
    make_card_type, reopen_card_type, set_joining_type, stores_of_type,
};
pub(crate) use card_type::{insert_card_types, joining_type};
pub(crate) use current::{CurrentCard, current_card};
pub(crate) use issue::{NewCard, issue_card};
pub use life::{CardAction, CardReceipt, Replace, change_card, replace_card};
pub use periodic::charge_periodic_fees;
pub use request::{By, CardError, CardEventKind, FeeFrom, by_proxy};
pub use several::{
    Givable, GiveCard, OwnCard, cards_of, change_kind, choose_card, givable, give_card, renew_card, take_card_back,
};
pub use stopped::Stopped;
pub use view::{CardEvent, CardState, card_events, card_state, find_card_holder};
