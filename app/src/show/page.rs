//! How a page is answered: whole, or with what is shown instead.

use std::{future::Future, pin::Pin};

use huika_store::StoreError;
use leptos::prelude::*;

use super::Frame;
use crate::{
    context::{forget_typed, visit},
    ui::{Empty, icon},
};

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
pub fn page(content: impl Future<Output = Result<AnyView, Leave>> + Send + 'static) -> AnyView {
    waiting(Box::pin(content))
}

/// What waits for a page is compiled once, and not for each page again.
fn waiting(content: Pin<Box<dyn Future<Output = Result<AnyView, Leave>> + Send>>) -> AnyView {
    let whole = Suspend::new(async move {
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
    });
    whole.into_any()
}

fn status(status: http::StatusCode) {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
}

/// Where the surface begins that an address belongs to.
fn start_of(path: &str) -> &'static str {
    ["/office", "/counter"]
        .into_iter()
        .find(|start| {
            path.strip_prefix(start)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
        .unwrap_or("/")
}

/// For addresses that lead nowhere.
pub fn not_found() -> AnyView {
    status(http::StatusCode::NOT_FOUND);
    let visit = visit();
    let t = visit.lang;
    let home = start_of(&visit.path);
    view! {
        <Frame title=t.text("not-found-title").to_owned() back=home>
            <Empty icon=icon::SEARCH title=t.text("not-found-title") text=t.text("not-found-text")>
                <a class="button quiet" href=home>{t.text("to-home")}</a>
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
        <Frame title=t.text("unavailable-title").to_owned() back=start_of(&visit.path)>
            <Empty icon=icon::CLOUD_OFF title=t.text("unavailable-title") text=t.text("unavailable-text")>
                <a class="button" href=visit.path>{t.text("try-again")}</a>
            </Empty>
        </Frame>
    }
    .into_any()
}
