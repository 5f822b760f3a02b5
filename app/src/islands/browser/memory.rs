//! What the phone remembers of its own code besides the key: whose it is, and how wrong its clock is. Neither is a secret.

use web_sys::Storage;

use super::window;

const NAME: &str = "huika-code";

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// Where the browser keeps nothing, the next visit needs a network; nothing else is lost.
pub fn remember(text: &str) {
    if let Some(storage) = storage() {
        drop(storage.set_item(NAME, text));
    }
}

pub fn remembered() -> Option<String> {
    storage()?.get_item(NAME).ok()?
}
