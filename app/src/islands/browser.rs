//! What the islands need of the browser: its clock, its key store, its HMAC, the movements that the page is told of.

mod key;
mod memory;

pub use key::{code_mac, find_key, keep_key};
pub use memory::{remember, remembered};

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Event, Headers, MessageEvent, RequestInit, Response, Window};

pub fn window() -> Window {
    web_sys::window().expect("islands run in a window")
}

pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// What the server wrote into the page for an island.
pub fn attribute(id: &str, name: &str) -> Option<String> {
    document().get_element_by_id(id)?.get_attribute(name)
}

/// Asks the browser to keep the page that is shown without a network. Where it keeps none, nothing is lost.
pub fn keep_offline_page() {
    let navigator = window().navigator();
    if js_sys::Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or(false) {
        drop(navigator.service_worker().register("/sw.js"));
    }
}

/// The phone's own clock, in milliseconds since 1970.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970 are far below 2^53"
)]
pub fn phone_millis() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds on a clock that nobody can set; it may stand still while the phone sleeps.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since the page was opened")]
pub fn steady_millis() -> i64 {
    window().performance().map_or(0, |clock| clock.now() as i64)
}

/// The server's clock to the second, when there is a network.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970 are far below 2^53"
)]
pub async fn server_millis() -> Option<i64> {
    let answer: Response = JsFuture::from(window().fetch_with_str("/healthz"))
        .await
        .ok()?
        .dyn_into()
        .ok()?;
    let date = answer.headers().get("date").ok()??;
    let millis = js_sys::Date::parse(&date);
    // The header cuts the fraction off; half a second is the best guess of it.
    millis.is_finite().then_some(millis as i64 + 500)
}

/// Hands over each movement that is newer than the page's `data-after`, as the page's script hears of it (`show/live.js`), for as long as
/// the page lives.
pub fn hear_movements(mut work: impl FnMut(String) + 'static) {
    let told = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(text) = event.data().as_string() {
            work(text);
        }
    });
    drop(document().add_event_listener_with_callback("movement", told.into_js_value().unchecked_ref()));
    // What came before there was anybody to hear it is told again.
    if let Ok(wanted) = Event::new("movement-wanted") {
        drop(document().dispatch_event(&wanted));
    }
}

/// A function for the browser to call for as long as the page lives.
pub fn forever(work: impl FnMut() + 'static) -> Function {
    Closure::<dyn FnMut()>::new(work).into_js_value().unchecked_into()
}

/// The answer's text to a POST without a body, to a server function of ours; `None` when there is no connection or it was refused.
pub async fn post(path: &str) -> Option<String> {
    let headers = Headers::new().ok()?;
    headers.set("accept", "application/json").ok()?;
    headers.set("content-type", "application/x-www-form-urlencoded").ok()?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(&JsValue::from_str(""));
    let answer: Response = JsFuture::from(window().fetch_with_str_and_init(path, &request))
        .await
        .ok()?
        .dyn_into()
        .ok()?;
    if !answer.ok() {
        return None;
    }
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}
