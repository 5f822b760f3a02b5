//! The words and shapes of things that several surfaces show.

mod birthday;
mod code_wait;
mod frame;
mod live;
pub mod movement;
mod page;
mod role;
pub mod times;

pub use birthday::{TypedBirthday, birthday_fields, birthday_text, day_text};
pub use code_wait::code_wait;
pub use frame::{Frame, Tab, Title, scripts};
pub use live::asked;
pub use movement::{channel_name, live as live_movement};
pub use page::{Leave, not_found, page};
pub use role::role_name;
pub use times::{day, moment, time_of_day};
