//! Stripe: Checkout sessions, the payment intents behind them, refunds, and signed events.

mod answer;
mod balance;
mod cashier;
mod dispute;
mod events;
mod form;
mod intent;
mod refund;
mod session;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::routing::{any, get, post};

pub use answer::Answer as StoredAnswer;
pub use dispute::dispute;
pub use events::{Forgery, forge, say, signed_headers};
pub use refund::from_console;
pub use session::{pay, resume};

use crate::world::World;
use answer::Answer;
use form::Form;

/// A request that may be repeated under the same key gets the first answer again.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

pub fn routes() -> Router<World> {
    Router::new()
        .route("/v1/{*path}", any(receive))
        .route("/c/pay/{session}", get(cashier::show))
        .route("/c/pay/{session}/{action}", post(cashier::act))
}

async fn receive(
    State(world): State<World>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        return Answer::invalid("", "The request body is too large.").send(&world, false);
    };
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    if text("authorization") != format!("Bearer {}", world.keys.account.stripe_secret_key) {
        return Answer::unauthorised().send(&world, false);
    }
    tracing::info!(%method, path = uri.path(), "stripe");
    let source = if method == Method::POST {
        String::from_utf8_lossy(&body).into_owned()
    } else {
        uri.query().unwrap_or_default().to_owned()
    };
    let form = match Form::read(&source) {
        Ok(form) => form,
        Err(refusal) => return refusal.send(&world, false),
    };
    let key = text(IDEMPOTENCY_KEY);
    if method != Method::POST || key.is_empty() {
        return dispatch(&world, &method, uri.path(), &form).send(&world, false);
    }
    let asked = format!("{} {source}", uri.path());
    let known = world.book().stripe_answers.get(key).cloned();
    match known {
        Some((before, answer)) if before == asked => answer.send(&world, true),
        Some(_) => Answer::idempotency_error().send(&world, false),
        None => {
            let answer = dispatch(&world, &method, uri.path(), &form);
            // What was refused before anything began may be repeated, as may what failed inside.
            if answer.status == 200 {
                world
                    .book()
                    .stripe_answers
                    .insert(key.to_owned(), (asked, answer.clone()));
            }
            answer.send(&world, false)
        }
    }
}

fn dispatch(world: &World, method: &Method, path: &str, form: &Form) -> Answer {
    let segments: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
    match (method.as_str(), segments.as_slice()) {
        ("POST", ["checkout", "sessions"]) => session::create(world, form),
        ("GET", ["checkout", "sessions"]) => session::list(world, form),
        ("GET", ["checkout", "sessions", id]) => session::retrieve(world, id),
        ("POST", ["checkout", "sessions", id, "expire"]) => session::expire(world, id),
        ("GET", ["payment_intents", "search"]) => intent::search(world, form),
        ("GET", ["payment_intents", id]) => intent::retrieve(world, id),
        ("GET", ["balance_transactions"]) => balance::list(world, form),
        ("POST", ["refunds"]) => refund::create(world, form),
        ("GET", ["refunds"]) => refund::list(world, form),
        ("GET", ["refunds", id]) => refund::retrieve(world, id),
        _ => Answer::missing("", &format!("Unrecognized request URL ({method}: {path}).")),
    }
}
