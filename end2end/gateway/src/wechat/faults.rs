//! Faults on purpose: a gateway that is down, slow, wrong or cut off, so that a portal can be watched living with it.

use std::sync::Mutex;
use std::time::Duration;

use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, insert, respond};
use crate::world::World;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// 500 SYSTEM_ERROR, and nothing was done.
    Error500,
    /// 503 without a word, and nothing was done.
    Error503,
    /// 429, and nothing was done.
    TooMany,
    /// It is done, but the answer comes only after `delay_ms`.
    Slow,
    /// It is done, but the answer's signature does not fit.
    BadSignature,
    /// It is done, but the answer is not signed.
    Unsigned,
    /// It is done, but only half of the answer arrives, signed as a whole.
    Half,
    /// It is done, but the answer is a 502 page of some machine in between.
    LostAnswer,
}

/// A fault that is waiting for its requests.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub kind: FaultKind,
    /// Only requests whose path contains this; empty for all.
    #[serde(default)]
    pub path: String,
    /// How often.
    #[serde(default = "once")]
    pub times: u32,
    #[serde(default)]
    pub delay_ms: u64,
}

const fn once() -> u32 {
    1
}

/// The faults that wait, in their order.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub fn set(&self, faults: Vec<Fault>) {
        *self.lock() = faults;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

pub fn take(world: &World, path: &str) -> Option<Fault> {
    let mut waiting = world.faults.lock();
    let fault = waiting
        .iter_mut()
        .find(|fault| fault.times > 0 && path.contains(&fault.path))?;
    fault.times -= 1;
    Some(fault.clone())
}

/// Faults that come before anything is done.
pub fn before(world: &World, fault: Option<&Fault>) -> Option<Response> {
    let answer = match fault?.kind {
        FaultKind::Error500 => Answer::refusal(500, "SYSTEM_ERROR", "系统异常，请稍后重试"),
        FaultKind::Error503 => Answer {
            status: 503,
            body: Vec::new(),
            inner_code: 0,
        },
        FaultKind::TooMany => Answer::refusal(429, "FREQUENCY_LIMITED", "频率超限"),
        _ => return None,
    };
    Some(answer.send(world))
}

/// Faults of the answer alone.
pub async fn after(world: &World, fault: Option<&Fault>, answer: Answer) -> Response {
    let Some(fault) = fault else { return answer.send(world) };
    tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    let body = answer.body.clone();
    let status = answer.status;
    let mut response = answer.send(world);
    match fault.kind {
        FaultKind::BadSignature => {
            let other = world.keys.wechat.sign(b"something else");
            insert(response.headers_mut(), "wechatpay-signature", &other);
            response
        }
        FaultKind::Unsigned => {
            response.headers_mut().remove("wechatpay-signature");
            response
        }
        FaultKind::Half => {
            let half = body[..body.len() / 2].to_vec();
            respond(status, std::mem::take(response.headers_mut()), half)
        }
        FaultKind::LostAnswer => respond(
            502,
            axum::http::HeaderMap::new(),
            b"<html>502 Bad Gateway</html>".to_vec(),
        ),
        _ => response,
    }
}
