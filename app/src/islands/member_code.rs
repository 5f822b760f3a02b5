//! The rotating member code, drawn on the phone.
//!
//! The server draws the code of the step in which the page was asked for. From there on the phone goes on by itself, with or without a
//! network: it fetches this device's key once, keeps it where no script can read it, and computes each step's code. Where that is not
//! possible the page asks for itself again.
//!
//! The shell that the service worker keeps is the same island without a code: the phone goes on from what it remembers.

use leptos::prelude::*;

use super::member_code::shown::{Cover, secs_left};
use crate::symbol::{code128, qr};

/// What the server knows. It stands in the page as attributes, because reading properties would bring a JSON parser into the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberCodeFacts {
    /// The twenty digits of the server's step; empty in the shell.
    pub payload: String,
    /// The server's clock when it rendered the page, in milliseconds.
    pub server_millis: i64,
    /// The texts, in the visitor's language. The browser leaves those that stand in the page as they are.
    pub texts: MemberCodeTexts,
}

/// The texts of the island.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemberCodeTexts {
    pub bars: &'static str,
    pub qr: &'static str,
    /// Above the digits, which are seen only when somebody asks for them.
    pub digits: &'static str,
    pub refresh: &'static str,
    /// After the number of seconds that are left.
    pub seconds: &'static str,
    /// Once the phone draws the code itself.
    pub offline: &'static str,
    /// When the code is too old and no new one can be had.
    pub stale: &'static str,
    /// While another app is in front.
    pub covered: &'static str,
    /// When the phone remembers nothing and there is no network to ask.
    pub purged: &'static str,
    /// When the phone's clock cannot be trusted.
    pub doubt: &'static str,
}

/// The symbols, the time that is left, and where the code comes from. The page provides [`MemberCodeFacts`] as context.
#[island]
pub fn MemberCode() -> impl IntoView {
    let MemberCodeFacts {
        payload,
        server_millis,
        texts,
    } = facts();
    let digits = RwSignal::new(payload.clone());
    let left = RwSignal::new(secs_left(server_millis));
    let own = RwSignal::new(false);
    let doubt = RwSignal::new(false);
    let cover = RwSignal::new(payload.is_empty().then_some(Cover::Starting));

    #[cfg(feature = "hydrate")]
    phone::start(
        &payload,
        server_millis,
        shown::Shown {
            digits,
            left,
            own,
            doubt,
            cover,
        },
    );

    let qr_path = move || digits.with(|digits| qr(digits).map(|symbol| symbol.path));
    let bars_path = move || digits.with(|digits| code128(digits).map(|symbol| symbol.path));
    let covered = move || {
        cover.get().map(|cover| match cover {
            Cover::Starting => "starting",
            Cover::Hidden => "hidden",
            Cover::Stale => "stale",
            Cover::Purged => "purged",
        })
    };
    view! {
        <div
            id="member-code"
            class="symbols"
            data-payload=payload
            data-millis=server_millis.to_string()
            data-cover=covered
            data-own=move || own.get().then_some("yes")
            data-doubt=move || doubt.get().then_some("yes")
        >
            // Named by a text and not by an attribute, which waking the island would empty.
            <svg class="bars" viewBox="0 0 165 1" preserveAspectRatio="none" role="img">
                <title>{texts.bars}</title>
                <path d=bars_path />
            </svg>
            <svg class="qr" viewBox="0 0 29 29" role="img">
                <title>{texts.qr}</title>
                <path d=qr_path />
            </svg>
            // For a counter whose scanner fails. Closed until it is tapped, so that nobody reads the digits off a screen in passing.
            <details class="digits">
                <summary>{texts.digits}</summary>
                <p>{move || digits.with(|digits| in_fours(digits))}</p>
            </details>
            <p class="cover stale">{texts.stale}</p>
            <p class="cover hidden">{texts.covered}</p>
            <p class="cover purged">{texts.purged}</p>
            <p class="doubt">{texts.doubt}</p>
            <div class="ring">
                <span>{texts.refresh}</span>
                <progress max="30" value=move || left.get().to_string() aria-label=texts.refresh></progress>
                <span class="secs" aria-hidden="true"><b>{move || left.get().to_string()}</b>" "<span>{texts.seconds}</span></span>
            </div>
            <p class="chip">{texts.offline}</p>
        </div>
    }
}

#[cfg(not(feature = "hydrate"))]
fn facts() -> MemberCodeFacts {
    expect_context()
}

#[cfg(feature = "hydrate")]
fn facts() -> MemberCodeFacts {
    let read = |name| super::browser::attribute("member-code", name).unwrap_or_default();
    MemberCodeFacts {
        payload: read("data-payload"),
        server_millis: read("data-millis").parse().unwrap_or_default(),
        texts: MemberCodeTexts::default(),
    }
}

/// Digits as somebody reads them out.
fn in_fours(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 4);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(any(feature = "hydrate", test))]
mod memory;
#[cfg(feature = "hydrate")]
mod phone;
mod shown;

#[cfg(test)]
mod tests {
    use super::in_fours;

    #[test]
    fn twenty_digits_are_read_out_in_fours() {
        assert_eq!(in_fours("88123456789012345675"), "8812 3456 7890 1234 5675");
        assert_eq!(in_fours(""), "");
    }
}
