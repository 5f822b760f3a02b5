//! What WeChat tells a portal: payments and refunds, sealed; and what a forger would send instead.

use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{insert, signed_headers_at};
use super::{refund, trade};
use crate::book::{Gateway, RefundStatus};
use crate::chance;
use crate::clock::{formatted, real_now, rfc3339};
use crate::crypto::{RsaKey, seal};
use crate::delivery::{Draft, begin, post};
use crate::world::World;

/// Tells the portal that an order was paid.
pub fn notify_trade(world: &World, number: &str) {
    let (url, plain) = {
        let book = world.book();
        let Some(paid) = book.wechat_trades.get(number) else {
            return;
        };
        // What a till asked for is not told: the till asks.
        if paid.notify_url.is_empty() {
            return;
        }
        (paid.notify_url.clone(), trade::transaction(world, paid))
    };
    tell(world, number, url, &envelope(world, "TRANSACTION.SUCCESS", &plain));
}

/// Tells the portal how a refund ended.
pub fn notify_refund(world: &World, refund_number: &str) {
    let (number, url, event, plain) = {
        let book = world.book();
        let Some(ended) = book.wechat_refunds.get(refund_number) else {
            return;
        };
        let Some(paid) = book.wechat_trades.get(&ended.number) else {
            return;
        };
        let Some(url) = ended.notify_url.clone() else { return };
        let event = match ended.status {
            RefundStatus::Success => "REFUND.SUCCESS",
            RefundStatus::Closed => "REFUND.CLOSED",
            RefundStatus::Abnormal => "REFUND.ABNORMAL",
            RefundStatus::Processing => return,
        };
        let mut plain = json!({
            "mchid": world.keys.account.mchid,
            "transaction_id": paid.transaction_id,
            "out_trade_no": ended.number,
            "refund_id": ended.refund_id,
            "out_refund_no": ended.refund_number,
            "refund_status": ended.status,
            "user_received_account": "支付用户零钱",
            "amount": {
                "total": paid.total, "refund": ended.amount, "payer_total": paid.total, "payer_refund": ended.amount,
            },
        });
        if let Some(at) = ended.success_at {
            plain["success_time"] = json!(rfc3339(at));
        }
        (ended.number.clone(), url, event, plain)
    };
    tell(world, &number, url, &envelope(world, event, &plain));
}

/// Says anything about anything, sealed and signed as WeChat does; returns the portal's status (0: no answer).
pub async fn say(world: &World, event: &str, plain: &Value) -> u16 {
    let body = envelope(world, event, plain).to_string().into_bytes();
    let headers = signed_headers_at(world, &body, real_now() / 1000);
    let url = format!("{}/notify/wechat", world.portal);
    post(world, Gateway::WeChat, &url, headers, body).await.0
}

/// The body of a notification, with its resource sealed.
pub fn envelope(world: &World, event: &str, plain: &Value) -> Value {
    let (original, summary) = if event.starts_with("REFUND") {
        ("refund", "退款通知")
    } else {
        ("transaction", "支付成功")
    };
    let nonce = chance::hex::<6>();
    let now = world.clock.now();
    json!({
        "id": notice_id(now),
        "create_time": rfc3339(now),
        "resource_type": "encrypt-resource",
        "event_type": event,
        "summary": summary,
        "resource": {
            "original_type": original,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": seal(&world.keys.account.apiv3_key, &nonce, original, plain.to_string().as_bytes()),
            "associated_data": original,
            "nonce": nonce,
        },
    })
}

fn notice_id(now: i64) -> String {
    format!("EV-{}{}", formatted(now, "%Y%m%d%H%M%S"), chance::digits(8))
}

fn tell(world: &World, number: &str, url: String, body: &Value) {
    let id = body["id"].as_str().unwrap_or_default().to_owned();
    begin(
        world,
        Draft {
            gateway: Gateway::WeChat,
            id,
            number,
            url,
            body: body.to_string(),
        },
    );
}

/// Goes on with what a restart interrupted: refunds and payments that the bank was working on.
pub fn resume(world: &World) {
    let (refunds, late): (Vec<_>, Vec<_>) = {
        let book = world.book();
        let processing = book
            .wechat_refunds
            .values()
            .filter(|r| r.status == RefundStatus::Processing);
        (
            processing.map(|r| r.refund_number.clone()).collect(),
            book.wechat_trades
                .values()
                .filter(|t| t.in_flight)
                .map(|t| t.number.clone())
                .collect(),
        )
    };
    for number in refunds {
        refund::end_later(world, &number);
    }
    for number in late {
        trade::finish_late_payment(world, &number);
    }
}

/// What is wrong with a notification that a test sends on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forgery {
    /// Nothing: a genuine one, once more.
    None,
    /// One byte of the body changed after signing.
    FlippedByte,
    /// One byte of the signature changed.
    FlippedSignature,
    /// Signed ten minutes ago.
    Stale,
    /// Signed ten minutes from now.
    FromTheFuture,
    /// A serial that nobody knows.
    WrongSerial,
    /// Signed by somebody else's key under WeChat's serial.
    ForeignKey,
    /// WeChat's own probe, which is not even base64.
    SignTest,
    /// No signature headers at all.
    Unsigned,
    /// No timestamp header.
    NoTimestamp,
    /// Signed, but sealed with another APIv3 key.
    OtherSeal,
    /// Genuine in every way, with one fen more.
    OtherAmount,
    /// Genuine in every way, in US dollars.
    OtherCurrency,
    /// Genuine in every way, of another merchant.
    OtherMerchant,
    /// Genuine in every way, of another app.
    OtherApp,
    /// Genuine in every way, of an order that nobody opened.
    OtherNumber,
    /// The body breaks off in the middle.
    Truncated,
    /// A megabyte.
    Oversized,
    /// Signed, but no JSON.
    NotJson,
}

/// Sends one notification about an order, wrong in one way; returns the portal's status (0: no answer).
pub async fn forge(world: &World, number: &str, url: Option<String>, forgery: Forgery) -> Option<u16> {
    let (own_url, mut plain) = {
        let book = world.book();
        let known = book.wechat_trades.get(number)?;
        (known.notify_url.clone(), trade::transaction(world, known))
    };
    let now = world.clock.now();
    // A forger claims that money came, whether or not it did.
    plain["trade_state"] = json!("SUCCESS");
    for (field, value) in [
        (
            "transaction_id",
            json!(format!("4200{}{}", formatted(now, "%Y%m%d"), chance::digits(16))),
        ),
        ("success_time", json!(rfc3339(now))),
    ] {
        if plain.get(field).is_none() {
            plain[field] = value;
        }
    }
    match forgery {
        Forgery::OtherAmount => plain["amount"]["total"] = json!(plain["amount"]["total"].as_i64()? + 1),
        Forgery::OtherCurrency => plain["amount"]["currency"] = json!("USD"),
        Forgery::OtherMerchant => plain["mchid"] = json!("1900000001"),
        Forgery::OtherApp => plain["appid"] = json!("wx0000000000000000"),
        Forgery::OtherNumber => plain["out_trade_no"] = json!(format!("X{}", chance::digits(20))),
        _ => {}
    }
    let mut envelope = envelope(world, "TRANSACTION.SUCCESS", &plain);
    if forgery == Forgery::OtherSeal {
        let sealed = seal(
            &chance::hex::<16>(),
            "000000000000",
            "transaction",
            plain.to_string().as_bytes(),
        );
        envelope["resource"]["ciphertext"] = json!(sealed);
    }
    let mut body = envelope.to_string().into_bytes();
    match forgery {
        Forgery::NotJson => body = b"trade_state=SUCCESS".to_vec(),
        Forgery::Oversized => body.resize(1024 * 1024, b' '),
        _ => {}
    }
    let headers = forged_headers(world, &body, forgery)?;
    match forgery {
        Forgery::FlippedByte => {
            let middle = body.len() / 2;
            body[middle] ^= 1;
        }
        Forgery::Truncated => body.truncate(body.len() / 2),
        _ => {}
    }
    Some(
        post(world, Gateway::WeChat, &url.unwrap_or(own_url), headers, body)
            .await
            .0,
    )
}

fn forged_headers(world: &World, body: &[u8], forgery: Forgery) -> Option<HeaderMap> {
    let now_secs = real_now() / 1000;
    let mut headers = match forgery {
        Forgery::Stale => signed_headers_at(world, body, now_secs - 600),
        Forgery::FromTheFuture => signed_headers_at(world, body, now_secs + 600),
        Forgery::Unsigned => HeaderMap::new(),
        _ => signed_headers_at(world, body, now_secs),
    };
    match forgery {
        Forgery::FlippedSignature => {
            let signature = headers["wechatpay-signature"].to_str().ok()?.to_owned();
            let first = if signature.starts_with('A') { "B" } else { "A" };
            insert(
                &mut headers,
                "wechatpay-signature",
                &format!("{first}{}", &signature[1..]),
            );
        }
        Forgery::WrongSerial => insert(
            &mut headers,
            "wechatpay-serial",
            "PUB_KEY_ID_0000000000000000000000000000000",
        ),
        Forgery::ForeignKey => {
            let mut message = format!("{now_secs}\n{}\n", headers["wechatpay-nonce"].to_str().ok()?).into_bytes();
            message.extend_from_slice(body);
            message.push(b'\n');
            insert(
                &mut headers,
                "wechatpay-signature",
                &RsaKey::generate().ok()?.sign(&message),
            );
        }
        Forgery::SignTest => {
            let probe = format!("WECHATPAY/SIGNTEST/{}", headers["wechatpay-signature"].to_str().ok()?);
            insert(&mut headers, "wechatpay-signature", &probe);
        }
        Forgery::NoTimestamp => {
            headers.remove("wechatpay-timestamp");
        }
        _ => {}
    }
    Some(headers)
}
