//! Notifications of every gateway: written down, delivered on the gateway's own schedule, signed anew each time, until the portal takes them.

use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue};

use crate::alipay;
use crate::book::{Delivery, Gateway, Notice};
use crate::clock::real_now;
use crate::stripe;
use crate::wechat;
use crate::world::World;

/// Seconds between one delivery and the next.
const fn schedule_secs(gateway: Gateway) -> &'static [u32] {
    match gateway {
        Gateway::WeChat => &[
            15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600,
        ],
        Gateway::Alipay => &[240, 600, 600, 3600, 7200, 21_600, 54_000],
        Gateway::Stripe => &[60, 300, 1800, 7200, 18_000, 36_000, 43_200, 43_200, 43_200],
    }
}

/// A notification that begins.
pub struct Draft<'a> {
    pub gateway: Gateway,
    pub id: String,
    /// The order that it is about.
    pub number: &'a str,
    pub url: String,
    pub body: String,
}

/// Writes a notice down and begins to deliver it, as the policy says.
pub fn begin(world: &World, draft: Draft<'_>) {
    let Draft {
        gateway,
        id,
        number,
        url,
        body,
    } = draft;
    let (copies, delay_ms) = {
        let mut book = world.book();
        if book.policy.drop_next > 0 {
            book.policy.drop_next -= 1;
            return;
        }
        (book.policy.copies.max(1), book.policy.delay_ms)
    };
    let notice = Notice {
        id: id.clone(),
        gateway,
        number: number.to_owned(),
        url,
        body,
        next_at: Some(real_now()),
        deliveries: Vec::new(),
    };
    world.book().notifications.insert(id.clone(), notice);
    for _ in 1..copies {
        let (world, id) = (world.clone(), id.clone());
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            deliver(&world, &id).await;
        });
    }
    go_on(world, id, gateway, Duration::from_millis(delay_ms));
}

/// Goes on with the notifications that a restart interrupted.
pub fn resume(world: &World) {
    let waiting: Vec<_> = {
        let book = world.book();
        book.notifications
            .values()
            .filter(|n| n.next_at.is_some())
            .map(|n| (n.id.clone(), n.gateway))
            .collect()
    };
    for (id, gateway) in waiting {
        go_on(world, id, gateway, Duration::ZERO);
    }
}

fn go_on(world: &World, id: String, gateway: Gateway, wait: Duration) {
    let world = world.clone();
    tokio::spawn(async move {
        tokio::time::sleep(wait).await;
        for pause_secs in schedule_secs(gateway) {
            if deliver(&world, &id).await {
                break;
            }
            let pause = world.clock.scaled(*pause_secs);
            if let Some(notice) = world.book().notifications.get_mut(&id) {
                notice.next_at = Some(real_now() + i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
            }
            tokio::time::sleep(pause).await;
        }
        if let Some(notice) = world.book().notifications.get_mut(&id) {
            notice.next_at = None;
        }
    });
}

/// One delivery; true when the portal took it.
async fn deliver(world: &World, id: &str) -> bool {
    let found = world
        .book()
        .notifications
        .get(id)
        .map(|n| (n.gateway, n.url.clone(), n.body.clone()));
    let Some((gateway, url, body)) = found else { return true };
    let (headers, body) = match gateway {
        Gateway::WeChat => (wechat::signed_headers(world, body.as_bytes()), body),
        Gateway::Alipay => (HeaderMap::new(), alipay::signed_form(world, &body)),
        Gateway::Stripe => (stripe::signed_headers(world, body.as_bytes()), body),
    };
    let sent_at = real_now();
    let began = Instant::now();
    let (status, answer) = post(world, gateway, &url, headers, body.into_bytes()).await;
    let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(id, status, took_ms, "notification delivered");
    if let Some(notice) = world.book().notifications.get_mut(id) {
        notice.deliveries.push(Delivery {
            at: sent_at,
            status,
            took_ms,
        });
    }
    match gateway {
        Gateway::WeChat => matches!(status, 200 | 204),
        // Seven letters, no more and no less.
        Gateway::Alipay => status == 200 && answer == b"success",
        Gateway::Stripe => (200..300).contains(&status),
    }
}

/// Posts a notification; the status is 0 when no answer came.
pub async fn post(world: &World, gateway: Gateway, url: &str, mut headers: HeaderMap, body: Vec<u8>) -> (u16, Vec<u8>) {
    let kind = match gateway {
        Gateway::WeChat => "application/json",
        Gateway::Alipay => "application/x-www-form-urlencoded; charset=utf-8",
        Gateway::Stripe => "application/json; charset=utf-8",
    };
    headers.insert("content-type", HeaderValue::from_static(kind));
    headers.insert("accept", HeaderValue::from_static("*/*"));
    let Ok(response) = world.http.post(url).headers(headers).body(body).send().await else {
        return (0, Vec::new());
    };
    let status = response.status().as_u16();
    (
        status,
        response.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default(),
    )
}
