//! What the phone does once a second.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use huika_domain::{Handle, Millis, Payload, Prefix, Step, code8, message_for};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{CryptoKey, VisibilityState};

use super::{
    memory::Memory,
    shown::{Cover, Shown, secs_left},
};
use crate::islands::browser::{
    code_mac, document, find_key, forever, keep_key, keep_offline_page, phone_millis, post, remember, remembered,
    server_millis, steady_millis, window,
};

/// How far the two clocks of a phone may part before its wall clock is compared again. It is more than a slow second.
const DRIFT_MILLIS: i64 = 5_000;

/// The code of one device at one step after the other.
struct Phone {
    prefix: Prefix,
    handle: Handle,
    /// How far the phone's clock is behind the server's.
    offset_millis: Cell<i64>,
    /// The phone's wall clock minus its steady one, when the offset was measured.
    drift_millis: Cell<i64>,
    key: RefCell<Option<CryptoKey>>,
    /// The step and the code that the server drew; none in the shell.
    drawn: Option<(i64, u32)>,
    /// The step that was last drawn.
    step: Cell<i64>,
    asking: Cell<bool>,
    measuring: Cell<bool>,
    shown: Shown,
}

/// Goes on from the code that the server drew, or in the shell from what the phone remembers.
pub fn start(payload: &str, server_clock: i64, shown: Shown) {
    let phone = if let Ok(payload) = Payload::parse(payload) {
        let step = Step::at(Millis::new(server_clock)).get();
        let offset = server_clock - phone_millis();
        let drawn = Some((step, payload.code()));
        Phone::new(payload.prefix(), payload.handle(), offset, drawn, shown)
    } else {
        let Some(memory) = remembered().and_then(|text| Memory::parse(&text)) else {
            shown.cover.set(Some(Cover::Purged));
            return;
        };
        shown.doubt.set(memory.is_doubtful(phone_millis()));
        Phone::new(memory.prefix, memory.handle, memory.offset_millis, None, shown)
    };
    let phone = Rc::new(phone);
    if phone.drawn.is_some() {
        phone.note_offset();
        keep_offline_page();
    } else {
        phone.measure();
    }
    phone.ask_for_key();

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
    fn new(prefix: Prefix, handle: Handle, offset_millis: i64, drawn: Option<(i64, u32)>, shown: Shown) -> Self {
        Self {
            prefix,
            handle,
            offset_millis: Cell::new(offset_millis),
            drift_millis: Cell::new(drift()),
            key: RefCell::new(None),
            drawn,
            step: Cell::new(drawn.map_or(0, |(step, _)| step)),
            asking: Cell::new(false),
            measuring: Cell::new(false),
            shown,
        }
    }

    fn tick(self: &Rc<Self>) {
        if document().visibility_state() == VisibilityState::Hidden {
            return;
        }
        // The phone slept, or somebody set its clock: only the server can tell which.
        if (drift() - self.drift_millis.get()).abs() > DRIFT_MILLIS {
            self.shown.doubt.set(true);
            self.measure();
        }
        let now = phone_millis() + self.offset_millis.get();
        self.shown.left.set(secs_left(now));
        let step = Step::at(Millis::new(now));
        if step.get() != self.step.replace(step.get()) {
            self.draw(step);
            if self.shown.doubt.get_untracked() {
                self.measure();
            }
        }
    }

    /// Compares the clocks, when there is a network; otherwise goes on with what is known, and says so.
    fn measure(self: &Rc<Self>) {
        if self.measuring.replace(true) {
            return;
        }
        let phone = Rc::clone(self);
        spawn_local(async move {
            let server = server_millis().await;
            phone.drift_millis.set(drift());
            phone.measuring.set(false);
            if let Some(server) = server {
                phone.offset_millis.set(server - phone_millis());
                phone.note_offset();
                phone.shown.doubt.set(false);
                phone.step.set(0);
                phone.tick();
            }
        });
    }

    fn note_offset(&self) {
        let memory = Memory {
            prefix: self.prefix,
            handle: self.handle,
            offset_millis: self.offset_millis.get(),
            noted_millis: phone_millis(),
        };
        remember(&memory.to_text());
    }

    fn draw(self: &Rc<Self>, step: Step) {
        let Some(key) = self.key.borrow().clone() else {
            // The till takes a code for one step longer; after that, what stands there would only be refused.
            let run_out = self.drawn.is_some_and(|(drawn, _)| step.get() > drawn + 1);
            if run_out {
                self.shown.cover.set(Some(Cover::Stale));
            } else if self.drawn.is_some() {
                self.shown.cover.set(None);
            }
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
                let payload = Payload::new(phone.prefix, phone.handle, code8(&mac));
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
            let handle = format!("{:09}", phone.handle.get());
            let kept = match find_key(&handle).await {
                Some(key) if phone.is_current(&key).await => Some(key),
                _ => None,
            };
            let key = match (kept, phone.drawn) {
                (Some(key), _) => Some(key),
                (None, Some(_)) => fetch_key(&handle).await,
                (None, None) => {
                    phone.shown.cover.set(Some(Cover::Purged));
                    None
                }
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

    /// Whether a key that was kept still draws what the server draws. A key that was given out anew elsewhere ends the one before.
    async fn is_current(&self, key: &CryptoKey) -> bool {
        let Some((step, code)) = self.drawn else {
            return true;
        };
        let mac = code_mac(key, &message_for(Step::new(step))).await;
        mac.is_some_and(|mac| code8(&mac) == code)
    }
}

fn drift() -> i64 {
    phone_millis() - steady_millis()
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
