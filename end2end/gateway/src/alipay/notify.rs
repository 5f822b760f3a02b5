//! What Alipay tells a portal: a form with a signature over its sorted fields; and what a forger would send instead.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::form_urlencoded;

use crate::book::{AlipayStatus, AlipayTrade, Gateway};
use crate::chance;
use crate::clock::{Ms, plain, real_now};
use crate::crypto::RsaKey;
use crate::delivery::{Draft, begin, post};
use crate::form::yuan;
use crate::world::World;

type Fields = BTreeMap<String, String>;

/// Tells the portal how a trade stands; after a refund, with the refund's request number.
pub fn notify_trade(world: &World, number: &str, refund: Option<&str>) {
    let Some(trade) = world.book().alipay_trades.get(number).cloned() else {
        return;
    };
    if trade.order.notify_url.is_empty() {
        return;
    }
    let fields = fields(world, &trade, refund);
    let id = fields["notify_id"].clone();
    let url = trade.order.notify_url.clone();
    begin(
        world,
        Draft {
            gateway: Gateway::Alipay,
            id,
            number,
            url,
            body: encoded(&fields),
        },
    );
}

/// Says anything about anything, signed as Alipay does; returns the portal's status (0: no answer).
pub async fn say(world: &World, fields: &BTreeMap<String, String>) -> u16 {
    let body = signed_by(&world.keys.alipay, fields).into_bytes();
    let url = format!("{}/notify/alipay", world.portal);
    post(world, Gateway::Alipay, &url, axum::http::HeaderMap::new(), body)
        .await
        .0
}

fn fields(world: &World, trade: &AlipayTrade, refund: Option<&str>) -> Fields {
    let now = world.clock.now();
    let total = yuan(trade.order.total);
    let account = &world.keys.account;
    let mut fields: Fields = [
        ("notify_time", plain(now)),
        ("notify_type", "trade_status_sync".to_owned()),
        (
            "notify_id",
            format!("{}{}", crate::clock::formatted(now, "%Y%m%d"), chance::hex::<12>()),
        ),
        ("charset", "utf-8".to_owned()),
        ("version", "1.0".to_owned()),
        ("app_id", account.alipay_app_id.clone()),
        ("auth_app_id", account.alipay_app_id.clone()),
        ("trade_no", trade.trade_no.clone()),
        ("out_trade_no", trade.order.number.clone()),
        ("buyer_id", "2088102122524333".to_owned()),
        ("seller_id", account.alipay_seller_id.clone()),
        ("subject", trade.order.subject.clone()),
        ("total_amount", total.clone()),
        ("gmt_create", plain(trade.created_at)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let status = match trade.status_at(now) {
        AlipayStatus::WaitBuyerPay => "WAIT_BUYER_PAY",
        AlipayStatus::TradeSuccess => "TRADE_SUCCESS",
        AlipayStatus::TradeClosed => "TRADE_CLOSED",
    };
    let mut put = |name: &str, value: String| fields.insert(name.to_owned(), value);
    put("trade_status", status.to_owned());
    if let Some(at) = trade.paid_at {
        put("gmt_payment", plain(at));
        put("receipt_amount", total.clone());
        put("buyer_pay_amount", total.clone());
        put(
            "fund_bill_list",
            format!("[{{\"amount\":\"{total}\",\"fundChannel\":\"ALIPAYACCOUNT\"}}]"),
        );
    }
    if let (Some(request_number), Some(at)) = (refund, trade.refunded_at) {
        put("out_biz_no", request_number.to_owned());
        put("refund_fee", yuan(trade.refunded));
        put("gmt_refund", format!("{}.000", plain(at)));
    }
    if !trade.order.passback_params.is_empty() {
        put("passback_params", trade.order.passback_params.clone());
    }
    fields
}

/// The form with its signature, which every delivery computes anew.
pub fn signed_form(world: &World, body: &str) -> String {
    let fields: Fields = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    signed_by(&world.keys.alipay, &fields)
}

fn signed_by(key: &RsaKey, fields: &Fields) -> String {
    let sign = key.sign(content(fields).as_bytes());
    let mut signed = fields.clone();
    signed.insert("sign".to_owned(), sign);
    signed.insert("sign_type".to_owned(), "RSA2".to_owned());
    encoded(&signed)
}

fn content(fields: &Fields) -> String {
    fields
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&")
}

fn encoded(fields: &Fields) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// The parameters with which the payer's browser comes back: signed too, and still only something to look at.
pub fn return_address(world: &World, trade: &AlipayTrade) -> String {
    let account = &world.keys.account;
    let fields: Fields = [
        ("charset", "utf-8".to_owned()),
        ("method", format!("{}.return", trade.order.method)),
        ("version", "1.0".to_owned()),
        ("app_id", account.alipay_app_id.clone()),
        ("auth_app_id", account.alipay_app_id.clone()),
        ("seller_id", account.alipay_seller_id.clone()),
        ("out_trade_no", trade.order.number.clone()),
        ("trade_no", trade.trade_no.clone()),
        ("total_amount", yuan(trade.order.total)),
        ("timestamp", plain(world.clock.now())),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let separator = if trade.order.return_url.contains('?') { '&' } else { '?' };
    format!(
        "{}{separator}{}",
        trade.order.return_url,
        signed_by(&world.keys.alipay, &fields)
    )
}

/// What is wrong with a notification that a test sends on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forgery {
    /// Nothing: a genuine one, once more.
    None,
    /// The amount was changed after signing.
    Tampered,
    /// Signed by somebody else's key.
    ForeignKey,
    /// No signature.
    Unsigned,
    /// The signature is no base64.
    NotBase64,
    /// A field comes twice.
    Doubled,
    /// A signature of type RSA, that is SHA-1.
    WeakType,
    /// Genuine in every way, with a field that has no value.
    EmptyValue,
    /// Genuine in every way, with one fen more.
    OtherAmount,
    /// Genuine in every way, for another seller.
    OtherMerchant,
    /// Genuine in every way, of another app.
    OtherApp,
    /// Genuine in every way, of an order that nobody opened.
    OtherNumber,
    /// A megabyte.
    Oversized,
}

/// Sends one notification about a trade, wrong in one way; returns the portal's status (0: no answer).
pub async fn forge(world: &World, number: &str, url: Option<String>, forgery: Forgery) -> Option<u16> {
    let trade = {
        let book = world.book();
        let looked_at = || {
            book.alipay_cashiers
                .values()
                .find(|order| order.number == number)
                .cloned()
                .map(claimed)
        };
        book.alipay_trades.get(number).cloned().or_else(looked_at)?
    };
    let mut fields = fields(world, &trade, None);
    // A forger claims that money came, whether or not it did.
    fields.insert("trade_status".to_owned(), "TRADE_SUCCESS".to_owned());
    fields
        .entry("gmt_payment".to_owned())
        .or_insert_with(|| plain(real_now()));
    let mut put = |name: &str, value: String| fields.insert(name.to_owned(), value);
    match forgery {
        Forgery::OtherAmount => put("total_amount", yuan(trade.order.total + 1)),
        Forgery::EmptyValue => put("body", String::new()),
        Forgery::OtherMerchant => put("seller_id", "2088000000000000".to_owned()),
        Forgery::OtherApp => put("app_id", "2021000000000000".to_owned()),
        Forgery::OtherNumber => put("out_trade_no", format!("X{}", chance::digits(20))),
        Forgery::Oversized => put("body", "x".repeat(1024 * 1024)),
        _ => None,
    };
    let stranger;
    let key = if forgery == Forgery::ForeignKey {
        stranger = RsaKey::generate().ok()?;
        &stranger
    } else {
        &world.keys.alipay
    };
    let mut body = signed_by(key, &fields);
    match forgery {
        Forgery::Tampered => {
            let (was, is) = (
                format!("total_amount={}", yuan(trade.order.total)),
                "total_amount=99999.00",
            );
            body = body.replace(&was, is);
        }
        Forgery::Unsigned => body = encoded(&fields),
        Forgery::NotBase64 => body = body.replace("sign=", "sign=ALIPAY%2FSIGNTEST%2F"),
        Forgery::Doubled => body.push_str("&total_amount=0.01"),
        Forgery::WeakType => body = body.replace("sign_type=RSA2", "sign_type=RSA"),
        _ => {}
    }
    let url = url.unwrap_or_else(|| trade.order.notify_url.clone());
    Some(
        post(
            world,
            Gateway::Alipay,
            &url,
            axum::http::HeaderMap::new(),
            body.into_bytes(),
        )
        .await
        .0,
    )
}

/// An order that nobody confirmed, as a forger would have it.
fn claimed(order: crate::book::AlipayOrder) -> AlipayTrade {
    let at: Ms = real_now();
    AlipayTrade {
        trade_no: format!("2026112222001{}", chance::digits(15)),
        created_at: at,
        paid_at: Some(at),
        status: AlipayStatus::TradeSuccess,
        refunded: 0,
        refunded_at: None,
        in_flight: false,
        auth_code: None,
        order,
    }
}
