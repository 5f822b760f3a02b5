//! Opening a shop on an empty database: the first store, the first person of headquarters, the kind of card that members get, and
//! what the trade's template says. Once, by whoever holds the address that the server printed, or by a command at its shell.

mod key;
mod open;

pub use key::{SETUP_KEY_HOURS, SetupKey, is_setup_key, is_unopened, make_setup_key};
pub use open::{NewShop, NewShopError, OpenedShop, ShopByKey, open_shop, open_shop_with_key};
