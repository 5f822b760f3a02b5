//! The words and shapes of things that several surfaces show.

mod amounts;
pub mod approval;
mod birthday;
pub mod card;
pub mod card_receipt;
pub mod channel;
mod code_wait;
pub mod device;
mod frame;
mod live;
pub mod misfits;
pub mod movement;
mod page;
mod passkey;
pub mod refund;
mod role;
pub mod tier;
pub mod times;
mod unopened;

pub use amounts::{amount, big_money};
pub use birthday::{TypedBirthday, birthday_fields, birthday_text, day_text};
pub use code_wait::code_wait;
pub use frame::{Frame, Tab, Title, scripts};
pub use live::asked;
pub use movement::live as live_movement;
pub use page::{Leave, not_found, page};
pub use passkey::passkey_words;
pub use role::role_name;
pub use times::{day, moment, time_of_day};
pub use unopened::lead_to_set_up;
