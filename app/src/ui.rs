//! Components that know nothing of the shop: what all pages are made of.

mod fact;
mod filter;
mod form;
pub mod icon;
mod language;
mod parts;
mod passkey;
mod script;
mod table;

pub use fact::fact;
pub use filter::{Filter, filters};
pub use form::{AmountField, CodeField, Field, KeyField, PinField, Problem, done, drawn_key, key_field};
pub use icon::icon;
pub use language::language_switch;
pub use parts::{Empty, Notice, Tone, amount, big_money};
pub use passkey::{PasskeyForm, no_passkey_note, passkey_script, passkey_words, passkeys_possible};
pub use script::{count_down, follow, forget, renew, wake};
pub use table::Table;
