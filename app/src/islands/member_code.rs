//! The rotating member code, drawn on the phone.
//!
//! The server draws the code of the step in which the page was asked for. From there on the phone goes on by itself, with or without a
//! network: it fetches this device's key once, keeps it where no script can read it, and computes each step's code. Where that is not
//! possible the page asks for itself again.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::symbol::{code128, qr};

/// The texts of the island, in the visitor's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberCodeTexts {
    pub bars: String,
    pub qr: String,
    pub refresh: String,
    /// After the number of seconds that are left.
    pub seconds: String,
    /// Once the phone draws the code itself.
    pub offline: String,
    /// When the code is too old and no new one can be had.
    pub stale: String,
    /// While another app is in front.
    pub covered: String,
}

/// Why the symbols are not shown.
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only the phone covers what it shows")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cover {
    Hidden,
    Stale,
}

/// The symbols, the time that is left, and where the code comes from.
#[island]
pub fn MemberCode(
    /// The code of the server's step.
    payload: String,
    /// The server's clock when it rendered the page, in milliseconds.
    server_millis: i64,
    texts: MemberCodeTexts,
) -> impl IntoView {
    let digits = RwSignal::new(payload.clone());
    let left = RwSignal::new(secs_left(server_millis));
    let own = RwSignal::new(false);
    let cover = RwSignal::new(None::<Cover>);

    #[cfg(feature = "hydrate")]
    phone::start(
        &payload,
        server_millis,
        phone::Shown {
            digits,
            left,
            own,
            cover,
        },
    );

    let qr_path = move || digits.with(|digits| qr(digits).map(|symbol| symbol.path));
    let bars_path = move || digits.with(|digits| code128(digits).map(|symbol| symbol.path));
    let seconds = texts.seconds;
    view! {
        <div class="symbols" data-cover=move || cover.get().map(|_| "on") data-own=move || own.get().then_some("on")>
            <svg class="bars" viewBox="0 0 165 1" preserveAspectRatio="none" role="img" aria-label=texts.bars>
                <path d=bars_path />
            </svg>
            <svg class="qr" viewBox="0 0 29 29" role="img" aria-label=texts.qr>
                <path d=qr_path />
            </svg>
            <p class="cover" role="status">
                {move || match cover.get() {
                    Some(Cover::Hidden) => texts.covered.clone(),
                    Some(Cover::Stale) => texts.stale.clone(),
                    None => String::new(),
                }}
            </p>
        </div>
        <div class="ring">
            <span>{texts.refresh.clone()}</span>
            <progress max="30" value=move || left.get().to_string() aria-label=texts.refresh></progress>
            <span class="secs" aria-hidden="true">{move || format!("{} {seconds}", left.get())}</span>
        </div>
        <p class="chip">{move || own.get().then(|| texts.offline.clone())}</p>
    }
}

/// Whole seconds until the step ends, 1 to 30.
fn secs_left(millis: i64) -> i64 {
    30 - millis.div_euclid(1_000).rem_euclid(30)
}

#[cfg(feature = "hydrate")]
mod phone;

#[cfg(test)]
mod tests {
    use super::secs_left;

    #[test]
    fn a_step_has_thirty_seconds_and_then_the_next_begins() {
        assert_eq!(secs_left(0), 30);
        assert_eq!(secs_left(999), 30);
        assert_eq!(secs_left(29_000), 1);
        assert_eq!(secs_left(30_000), 30);
    }
}
