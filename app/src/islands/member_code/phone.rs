//! What the phone does once a second.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use huika_domain::{Millis, Payload, Step, code8, message_for};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{CryptoKey, VisibilityState};

use super::{Cover, secs_left};
use crate::islands::browser::{
    code_mac, document, find_key, forever, keep_key, keep_offline_page, phone_millis, post, window,
};

/// What the page shows of it.
#[derive(Clone, Copy)]
pub struct Shown {
    pub digits: RwSignal<String>,
    pub left: RwSignal<i64>,
    pub own: RwSignal<bool>,
    pub cover: RwSignal<Option<Cover>>,
}

/// The code of one device at one step after the other.
struct Phone {
    of_device: Payload,
    /// How far the phone's clock is behind the server's.
    offset_millis: i64,
    key: RefCell<Option<CryptoKey>>,
    /// The step of the code that the server drew.
    server_step: i64,
    /// The step that was last drawn.
    step: Cell<i64>,
    asking: Cell<bool>,
    shown: Shown,
}

/// Goes on from the code that the server drew.
pub fn start(payload: &str, server_millis: i64, shown: Shown) {
    let Ok(of_device) = Payload::parse(payload) else { return };
    let server_step = Step::at(Millis::new(server_millis)).get();
    let phone = Rc::new(Phone {
        of_device,
        offset_millis: server_millis - phone_millis(),
        key: RefCell::new(None),
        server_step,
        step: Cell::new(server_step),
        asking: Cell::new(false),
        shown,
    });
    phone.ask_for_key();
    keep_offline_page();

    let every_second = Rc::clone(&phone);
    let tick = forever(move || every_second.tick());
    drop(window().set_interval_with_callback_and_timeout_and_arguments_0(&tick, 1_000));

    // The picture that the phone keeps of a hidden app must not hold a code.
    let turned = forever(move || {
        let hidden = document().visibility_state() == VisibilityState::Hidden;
        if hidden {
            phone.shown.cover.set(Some(Cover::Hidden));
        } else {
            phone.step.set(0);
            phone.tick();
        }
    });
    drop(document().add_event_listener_with_callback("visibilitychange", &turned));
}

impl Phone {
    fn tick(self: &Rc<Self>) {
        if document().visibility_state() == VisibilityState::Hidden {
            return;
        }
        let now = phone_millis() + self.offset_millis;
        self.shown.left.set(secs_left(now));
        let step = Step::at(Millis::new(now));
        if step.get() != self.step.replace(step.get()) {
            self.draw(step);
        }
    }

    fn draw(self: &Rc<Self>, step: Step) {
        let Some(key) = self.key.borrow().clone() else {
            // The till takes a code for one step longer; after that, what stands there would only be refused.
            let run_out = step.get() > self.server_step + 1;
            self.shown.cover.set(run_out.then_some(Cover::Stale));
            self.ask_for_key();
            return;
        };
        let phone = Rc::clone(self);
        spawn_local(async move {
            let Some(mac) = code_mac(&key, &message_for(step)).await else {
                return;
            };
            // A slow phone may come to this when the step is over already.
            if phone.step.get() == step.get() {
                let payload = Payload::new(phone.of_device.prefix(), phone.of_device.handle(), code8(&mac));
                phone.shown.digits.set(payload.compose());
                phone.shown.own.set(true);
                phone.shown.cover.set(None);
            }
        });
    }

    fn ask_for_key(self: &Rc<Self>) {
        if self.asking.replace(true) {
            return;
        }
        let phone = Rc::clone(self);
        spawn_local(async move {
            let handle = format!("{:09}", phone.of_device.handle().get());
            let key = match find_key(&handle).await {
                Some(key) => Some(key),
                None => fetch_key(&handle).await,
            };
            phone.asking.set(false);
            let had_run_out = phone.shown.cover.get_untracked() == Some(Cover::Stale);
            match key {
                Some(key) => {
                    phone.key.replace(Some(key));
                    phone.step.set(0);
                    phone.tick();
                }
                // No key to be had, but perhaps a network: then the server draws the code.
                None if had_run_out && window().navigator().on_line() => drop(window().location().reload()),
                None => {}
            }
        });
    }
}

/// The server hands the key out to the signed-in device only; it goes straight into the browser's key store.
async fn fetch_key(handle: &str) -> Option<CryptoKey> {
    let answer = post("/do/device_key").await?;
    let digits = answer.trim_matches('"').as_bytes();
    let mut raw = [0_u8; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in raw.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    let key = keep_key(handle, &raw).await;
    raw.fill(0);
    key
}
