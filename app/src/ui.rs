//! What all pages are made of.

mod birthday;
mod code_wait;
mod form;
mod frame;
pub mod icon;
mod language;
mod live;
mod parts;
mod passkey;
mod table;
pub mod when;

pub use birthday::{TypedBirthday, birthday_fields, birthday_text, day_text};
pub use code_wait::code_wait;
pub use form::{AmountField, CodeField, Field, KeyField, PinField, Problem, done, drawn_key, key_field};
pub use frame::{Frame, Tab, Title, scripts};
pub use icon::icon;
pub use language::language_switch;
pub use live::{asked, count_down, follow, forget, renew, wake};
pub use parts::{Empty, Notice, Tone, amount, big_money, member_symbols};
pub use passkey::{PasskeyForm, no_passkey_note, passkey_script, passkey_words, passkeys_possible};
pub use table::Table;
pub use when::{day, moment, time_of_day};

use std::future::Future;

use huika_store::StoreError;
use leptos::prelude::*;

use crate::context::{forget_typed, visit};

/// Why a page shows something else than it was made for.
#[derive(Debug)]
pub enum Leave {
    /// Another page is the right one.
    To(String),
    /// There is no such thing, or it belongs to somebody else: the answer is the same.
    NotFound,
    /// The books could not be read. Never shown as an empty balance.
    Unavailable,
}

impl Leave {
    pub fn to(path: &str) -> Self {
        Self::To(path.to_owned())
    }
}

impl From<StoreError> for Leave {
    fn from(error: StoreError) -> Self {
        // Nothing that we keep has such a name.
        if matches!(error, StoreError::Text) {
            return Self::NotFound;
        }
        tracing::error!(%error, "a page could not be read");
        Self::Unavailable
    }
}

/// A page that waits for the books before a single byte is sent, so that its status and title are right.
pub fn page(content: impl Future<Output = Result<AnyView, Leave>> + Send + 'static) -> impl IntoView {
    Suspend::new(async move {
        forget_typed();
        match content.await {
            Ok(view) => view,
            Err(Leave::To(path)) => {
                leptos_axum::redirect(&path);
                ().into_any()
            }
            Err(Leave::NotFound) => not_found(),
            Err(Leave::Unavailable) => unavailable(),
        }
    })
}

fn status(status: http::StatusCode) {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
}

/// For addresses that lead nowhere.
pub fn not_found() -> AnyView {
    status(http::StatusCode::NOT_FOUND);
    let t = visit().lang;
    view! {
        <Frame title=t.text("not-found-title").to_owned() back="/">
            <Empty icon=icon::SEARCH title=t.text("not-found-title") text=t.text("not-found-text")>
                <a class="button quiet" href="/">{t.text("to-home")}</a>
            </Empty>
        </Frame>
    }
    .into_any()
}

fn unavailable() -> AnyView {
    status(http::StatusCode::SERVICE_UNAVAILABLE);
    let visit = visit();
    let t = visit.lang;
    view! {
        <Frame title=t.text("unavailable-title").to_owned() back="/">
            <Empty icon=icon::CLOUD_OFF title=t.text("unavailable-title") text=t.text("unavailable-text")>
                <a class="button" href=visit.path>{t.text("try-again")}</a>
            </Empty>
        </Frame>
    }
    .into_any()
}
