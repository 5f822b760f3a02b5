//! The control interface for tests, JSON under `/control`: read messages and orders, pay without a browser, and make things go wrong.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::alipay;
use crate::book::{Message, Policy};
use crate::clock::real_now;
use crate::form::refuse;
use crate::phone::{code_in, e164};
use crate::stripe;
use crate::wechat::{self, Fault, PayError};
use crate::world::World;

pub fn routes() -> Router<World> {
    Router::new()
        .route("/control/sms", get(latest_message))
        .route("/control/sms/fail", post(fail_messages))
        .route("/control/clock", post(advance_clock))
        .route("/control/wechat/trades/{number}", get(trade))
        .route("/control/wechat/trades/{number}/pay", post(pay))
        .route("/control/wechat/paid", post(add_paid))
        .route("/control/wechat/notify", post(notify))
        .route("/control/wechat/event", post(say_wechat))
        .route("/control/alipay/event", post(say_alipay))
        .route("/control/stripe/event", post(say_stripe))
        .route("/control/{gateway}/console-refund/{number}", post(refund_in_console))
        .route("/control/stripe/dispute/{number}", post(dispute))
        .route("/control/alipay/trades/{number}/pay", post(pay_alipay))
        .route("/control/alipay/notify", post(notify_alipay))
        .route("/control/stripe/orders/{number}/pay", post(pay_stripe))
        .route("/control/stripe/notify", post(notify_stripe))
        .route("/control/notifications/{number}", get(notifications))
        .route("/control/wechat/policy", post(set_policy))
        .route("/control/policy", post(set_policy))
        .route("/control/wechat/faults", post(set_faults))
}

#[derive(Deserialize)]
struct MessageQuery {
    phone: String,
    /// Only messages with a higher id.
    #[serde(default)]
    after: u64,
    /// How long to wait for one, at most 30 seconds.
    #[serde(default)]
    wait_ms: u64,
}

/// The newest message of a phone, with the code in it; 404 when there is none.
async fn latest_message(State(world): State<World>, Query(query): Query<MessageQuery>) -> Response {
    let phone = e164(&query.phone);
    let until = real_now() + i64::try_from(query.wait_ms.min(30_000)).unwrap_or(0);
    loop {
        let arrival = world.message_arrived.notified();
        let found: Option<Message> = world
            .book()
            .messages
            .iter()
            .rev()
            .find(|m| m.phone == phone && m.id > query.after)
            .cloned();
        if let Some(message) = found {
            let code = code_in(&message.text);
            return Json(json!({
                "id": message.id, "phone": message.phone, "text": message.text, "code": code,
                "provider": message.provider, "reference": message.reference, "at": message.at,
            }))
            .into_response();
        }
        let left = until - real_now();
        if left <= 0 {
            return refuse(StatusCode::NOT_FOUND, "no message for this phone");
        }
        let wait = Duration::from_millis(u64::try_from(left).unwrap_or(0));
        let _ = tokio::time::timeout(wait, arrival).await;
    }
}

#[derive(Deserialize)]
struct Times {
    times: u32,
}

/// The next messages are refused by the provider.
async fn fail_messages(State(world): State<World>, Json(order): Json<Times>) -> Response {
    world.sms_faults.set(order.times);
    Json(json!({ "times": order.times })).into_response()
}

#[derive(Deserialize)]
struct Advance {
    advance_secs: i64,
}

async fn advance_clock(State(world): State<World>, Json(order): Json<Advance>) -> Response {
    let now = world.clock.advance(order.advance_secs.saturating_mul(1000));
    Json(json!({ "now": now })).into_response()
}

/// An order with its notifications and refunds.
async fn trade(State(world): State<World>, Path(number): Path<String>) -> Response {
    let now = world.clock.now();
    let book = world.book();
    let Some(trade) = book.wechat_trades.get(&number) else {
        return refuse(StatusCode::NOT_FOUND, "no such order");
    };
    let notices: Vec<_> = book
        .notifications
        .values()
        .filter(|notice| notice.number == number)
        .collect();
    let refunds: Vec<_> = book
        .wechat_refunds
        .values()
        .filter(|refund| refund.number == number)
        .collect();
    Json(json!({ "trade": trade, "state": trade.state_at(now), "notifications": notices, "refunds": refunds }))
        .into_response()
}

#[derive(Deserialize)]
struct PayOrder {
    /// `now`, `late` or `twice`.
    #[serde(default = "now")]
    how: String,
    #[serde(default)]
    delay_ms: u64,
}

fn now() -> String {
    "now".to_owned()
}

/// Pays as the cashier's buttons do.
async fn pay(State(world): State<World>, Path(number): Path<String>, Json(order): Json<PayOrder>) -> Response {
    let done = match order.how.as_str() {
        "now" => wechat::pay(&world, &number, 1),
        "twice" => wechat::pay(&world, &number, 2),
        "late" => wechat::begin_late_payment(&world, &number, order.delay_ms),
        _ => return refuse(StatusCode::BAD_REQUEST, "how is now, late or twice"),
    };
    match done {
        Ok(()) => Json(json!({ "ok": true })).into_response(),
        Err(PayError::NotKnown) => refuse(StatusCode::NOT_FOUND, "no such order"),
        Err(PayError::AlreadyPaid) => refuse(StatusCode::CONFLICT, "already paid"),
        Err(PayError::Closed) => refuse(StatusCode::CONFLICT, "closed"),
    }
}

/// An order that was paid some time ago.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaidBefore {
    number: String,
    total: i64,
    paid_at: i64,
    transaction: String,
}

/// Puts paid orders into the book without notifying anybody, so that a day's bill can be long.
async fn add_paid(State(world): State<World>, Json(orders): Json<Vec<PaidBefore>>) -> Response {
    let count = orders.len();
    let mut book = world.book();
    for order in orders {
        let trade = wechat::paid_before(&order.number, order.total, order.paid_at, order.transaction);
        book.wechat_trades.insert(order.number, trade);
    }
    Json(json!({ "orders": count })).into_response()
}

/// The same for Alipay: an order whose cashier page was opened.
async fn pay_alipay(State(world): State<World>, Path(number): Path<String>, Json(order): Json<PayOrder>) -> Response {
    match alipay::pay(&world, &number, &order.how, order.delay_ms) {
        Ok(()) => Json(json!({ "ok": true })).into_response(),
        Err(problem) => refuse(StatusCode::CONFLICT, problem),
    }
}

/// The same for Stripe: the newest open session of an order.
async fn pay_stripe(State(world): State<World>, Path(number): Path<String>, Json(order): Json<PayOrder>) -> Response {
    let newest = {
        let book = world.book();
        let own = book
            .stripe_sessions
            .values()
            .filter(|s| s.reference.as_deref() == Some(number.as_str()));
        own.max_by_key(|s| (s.intent.is_none(), s.created))
            .map(|s| s.id.clone())
    };
    let Some(id) = newest else {
        return refuse(StatusCode::NOT_FOUND, "no such order");
    };
    let late = (order.how == "late").then(|| Duration::from_millis(order.delay_ms));
    match stripe::pay(&world, &id, if order.how == "twice" { 2 } else { 1 }, late) {
        Ok(()) => Json(json!({ "ok": true, "session": id })).into_response(),
        Err(problem) => refuse(StatusCode::CONFLICT, problem),
    }
}

/// The notifications of an order, whichever gateway's, with their deliveries.
async fn notifications(State(world): State<World>, Path(number): Path<String>) -> Response {
    let book = world.book();
    let found: Vec<_> = book
        .notifications
        .values()
        .filter(|notice| notice.number == number)
        .collect();
    Json(json!(found)).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotifyOrder<F> {
    number: String,
    forgery: F,
    /// So many at once.
    #[serde(default = "one")]
    copies: u32,
    /// Elsewhere than the order says, such as another server of the same shop.
    url: Option<String>,
}

const fn one() -> u32 {
    1
}

impl<Forgery: Copy> NotifyOrder<Forgery> {
    /// Sends notifications about the order, genuine or forged, and answers with the statuses that came back.
    async fn send<S>(self, forge: impl Fn(String, Option<String>, Forgery) -> S) -> Response
    where
        S: Future<Output = Option<u16>> + Send + 'static,
    {
        let sent: Vec<_> = (0..self.copies.clamp(1, 200))
            .map(|_| tokio::spawn(forge(self.number.clone(), self.url.clone(), self.forgery)))
            .collect();
        let mut statuses = Vec::with_capacity(sent.len());
        for one in sent {
            match one.await {
                Ok(Some(status)) => statuses.push(status),
                _ => return refuse(StatusCode::NOT_FOUND, "no such order"),
            }
        }
        Json(json!({ "statuses": statuses })).into_response()
    }
}

async fn notify(State(world): State<World>, Json(order): Json<NotifyOrder<wechat::Forgery>>) -> Response {
    let forge = move |number: String, url, forgery| {
        let world = world.clone();
        async move { wechat::forge(&world, &number, url, forgery).await }
    };
    order.send(forge).await
}

async fn notify_alipay(State(world): State<World>, Json(order): Json<NotifyOrder<alipay::Forgery>>) -> Response {
    let forge = move |number: String, url, forgery| {
        let world = world.clone();
        async move { alipay::forge(&world, &number, url, forgery).await }
    };
    order.send(forge).await
}

async fn notify_stripe(State(world): State<World>, Json(order): Json<NotifyOrder<stripe::Forgery>>) -> Response {
    let forge = move |number: String, url, forgery| {
        let world = world.clone();
        async move { stripe::forge(&world, &number, url, forgery).await }
    };
    order.send(forge).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeChatEvent {
    event_type: String,
    plain: serde_json::Value,
}

/// Anything that WeChat could say, sealed and signed.
async fn say_wechat(State(world): State<World>, Json(event): Json<WeChatEvent>) -> Response {
    let status = wechat::say(&world, &event.event_type, &event.plain).await;
    Json(json!({ "status": status })).into_response()
}

/// Anything that Alipay could say, signed.
async fn say_alipay(State(world): State<World>, Json(fields): Json<BTreeMap<String, String>>) -> Response {
    let status = alipay::say(&world, &fields).await;
    Json(json!({ "status": status })).into_response()
}

/// Any event of Stripe's, signed.
async fn say_stripe(State(world): State<World>, Json(event): Json<serde_json::Value>) -> Response {
    let status = stripe::say(&world, &event).await;
    Json(json!({ "status": status })).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsoleRefund {
    amount: i64,
    /// Whether the portal hears of it; else only the day's bill names it.
    #[serde(default = "yes")]
    notified: bool,
}

const fn yes() -> bool {
    true
}

/// A refund that somebody makes in the gateway's console, and not the portal.
async fn refund_in_console(
    State(world): State<World>,
    Path((gateway, number)): Path<(String, String)>,
    Json(order): Json<ConsoleRefund>,
) -> Response {
    let refund = match gateway.as_str() {
        "wechat" => wechat::from_console,
        "alipay" => alipay::from_console,
        "stripe" => stripe::from_console,
        _ => return refuse(StatusCode::NOT_FOUND, "no such gateway"),
    };
    match refund(&world, &number, order.amount, order.notified) {
        Some(refund) => Json(json!({ "refund": refund })).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "no such paid order"),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisputeOrder {
    /// As Stripe names it, such as `needs_response`, `won` or `lost`.
    status: String,
    amount: Option<i64>,
    #[serde(default = "yes")]
    notified: bool,
}

/// The payer's bank disputes a payment, or decides.
async fn dispute(State(world): State<World>, Path(number): Path<String>, Json(order): Json<DisputeOrder>) -> Response {
    match stripe::dispute(&world, &number, &order.status, order.amount, order.notified) {
        Some(dispute) => Json(json!({ "dispute": dispute })).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "no such paid order"),
    }
}

/// How notifications and refunds behave from now on.
async fn set_policy(State(world): State<World>, Json(policy): Json<Policy>) -> Response {
    world.book().policy = policy.clone();
    Json(policy).into_response()
}

/// The faults of the next answers, instead of those set before.
async fn set_faults(State(world): State<World>, Json(faults): Json<Vec<Fault>>) -> Response {
    let count = faults.len();
    world.faults.set(faults);
    Json(json!({ "faults": count })).into_response()
}
