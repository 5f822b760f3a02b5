//! What a browser shows.
//!
//! Pages are rendered by the server and are ordinary page loads with ordinary links and forms. Only the islands are also compiled
//! for the browser; they take their texts and data as properties, so that no texts and no database reach it.
#![recursion_limit = "512"] // A page's type is as deep as the page.

pub mod islands;
pub mod symbol;

#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod counter;
#[cfg(feature = "ssr")]
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod member;
#[cfg(feature = "ssr")]
pub mod office;
#[cfg(feature = "ssr")]
pub mod passkey;
#[cfg(feature = "ssr")]
pub mod show;
#[cfg(feature = "ssr")]
pub mod staff;
#[cfg(feature = "ssr")]
pub mod ui;

#[cfg(feature = "ssr")]
mod document;

#[cfg(feature = "ssr")]
pub use document::{App, shell};

/// The browser's entry: finds the islands in the page and wakes them.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
