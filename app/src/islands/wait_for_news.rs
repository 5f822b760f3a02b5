//! A page that waits for a movement of the books, such as a payment, asks for itself again when it has come, and not before: nobody
//! is interrupted while reading.

use leptos::prelude::*;

/// The newest movement that the waiting page knows. It provides this as context; the browser reads it from the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitForNewsFacts {
    pub after: i64,
}

/// Nothing to see; reloads the page at the first movement that is newer than those it knew.
#[island]
pub fn WaitForNews() -> impl IntoView {
    let after = after();
    #[cfg(feature = "hydrate")]
    listen();
    view! { <span id="wait-for-news" hidden data-after=after></span> }
}

#[cfg(not(feature = "hydrate"))]
fn after() -> String {
    let facts: WaitForNewsFacts = expect_context();
    facts.after.to_string()
}

#[cfg(feature = "hydrate")]
fn after() -> String {
    super::browser::attribute("wait-for-news", "data-after").unwrap_or_default()
}

#[cfg(feature = "hydrate")]
fn listen() {
    super::browser::hear_movements(|_| drop(super::browser::window().location().reload()));
}
