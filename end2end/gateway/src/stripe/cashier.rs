//! Stripe's hosted page.

use std::time::Duration;

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::session::{pay, status};
use crate::form::{html, yuan};
use crate::page::{page, page_error};
use crate::world::World;

const NAME: &str = "Stripe Checkout";

#[derive(Deserialize)]
pub struct ActForm {
    #[serde(default = "ten_seconds")]
    delay_ms: u64,
}

const fn ten_seconds() -> u64 {
    10_000
}

pub async fn show(State(world): State<World>, Path(id): Path<String>) -> Response {
    let Some(session) = world.book().stripe_sessions.get(&id).cloned() else {
        return page_error(
            NAME,
            "Something went wrong. The page you were looking for could not be found.",
        );
    };
    if status(&world, &session) != "open" {
        return page_error(NAME, "This checkout session has expired or was completed.");
    }
    let button = |action: &str, label: &str, plain: &str| {
        format!(
            "<button class=\"button{plain}\" formaction=\"/c/pay/{}/{action}\">{label}</button>",
            html(&id)
        )
    };
    page(
        NAME,
        "cashier stripe",
        "",
        &format!(
            "<header class=\"bar\"><span></span><h1>{NAME}</h1></header>\
             <main><div class=\"amount\"><span class=\"quiet\">{name}</span><b><sup>{currency}</sup>{amount}</b></div>\
             <form method=\"post\">{pay}{cancel}</form>\
             <details><summary>Other ways, for tests</summary><form method=\"post\">{late}{twice}</form></details>\
             <p class=\"note\">A local stand-in. No real money moves.</p></main>",
            name = html(&session.name),
            currency = html(&session.currency.to_uppercase()),
            amount = yuan(session.amount),
            pay = button("pay", "Pay", ""),
            cancel = button("cancel", "Cancel", " plain"),
            late = button("pay-late", "Pay, arrives later", " plain"),
            twice = button("pay-twice", "Pay, notified twice", " plain"),
        ),
    )
    .into_response()
}

pub async fn act(
    State(world): State<World>,
    Path((id, action)): Path<(String, String)>,
    Form(form): Form<ActForm>,
) -> Response {
    let Some(session) = world.book().stripe_sessions.get(&id).cloned() else {
        return page_error(
            NAME,
            "Something went wrong. The page you were looking for could not be found.",
        );
    };
    let done = match action.as_str() {
        "pay" => pay(&world, &id, 1, None),
        "pay-twice" => pay(&world, &id, 2, None),
        "pay-late" => pay(&world, &id, 1, Some(Duration::from_millis(form.delay_ms))),
        "cancel" => {
            let back = session.cancel_url.as_deref().unwrap_or(&session.success_url);
            return Redirect::to(back).into_response();
        }
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match done {
        Ok(()) => Redirect::to(&session.success_url.replace("{CHECKOUT_SESSION_ID}", &id)).into_response(),
        Err(problem) => page_error(NAME, problem),
    }
}
