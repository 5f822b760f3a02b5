//! A till charges the payer's own code (当面付), and cancels an attempt. How the payer behaves stands in the last two digits of the code,
//! as at WeChat.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::order::fen;
use super::request::Request;
use super::trade::settle;
use crate::book::{AlipayOrder, AlipayRefund, AlipayStatus, AlipayTrade};
use crate::chance;
use crate::clock::formatted;
use crate::form::yuan;
use crate::world::World;

const KNOWN: [&str; 12] = [
    "out_trade_no",
    "total_amount",
    "subject",
    "scene",
    "auth_code",
    "product_code",
    "timeout_express",
    "seller_id",
    "operator_id",
    "terminal_id",
    "query_options",
    "business_params",
];

/// A password takes so long.
const PASSWORD_MS: i64 = 4_000;
const LIFE_MS: i64 = 120_000;

pub fn charge(world: &World, request: &Request) -> Answer {
    match try_charge(world, request) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn try_charge(world: &World, request: &Request) -> Result<Answer, Answer> {
    let refuse = |code: &str, words: &str| Answer::business(request.method(), code, words);
    let unknown = request
        .biz
        .as_object()
        .is_some_and(|biz| biz.keys().any(|name| !KNOWN.contains(&name.as_str())));
    let (number, subject) = (request.text("out_trade_no"), request.text("subject"));
    let total = fen(request.text("total_amount")).filter(|fen| *fen > 0);
    let total = total.ok_or_else(|| refuse("ACQ.INVALID_PARAMETER", "参数无效"))?;
    if unknown || number.is_empty() || subject.is_empty() || subject.contains(['/', '=', '&']) {
        return Err(refuse("ACQ.INVALID_PARAMETER", "参数无效"));
    }
    if request.text("scene") != "bar_code" || request.text("product_code") != "FACE_TO_FACE_PAYMENT" {
        return Err(refuse("ACQ.INVALID_PARAMETER", "参数无效"));
    }
    let code = request.text("auth_code").to_owned();
    let begins = code.get(..2).and_then(|two| two.parse::<u8>().ok()).unwrap_or_default();
    let is_code =
        (16..=24).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit()) && (25..=30).contains(&begins);
    let now = world.clock.now();
    {
        let book = world.book();
        if let Some(known) = book.alipay_trades.get(number) {
            return Err(match known.status_at(now) {
                AlipayStatus::TradeSuccess => refuse("ACQ.TRADE_HAS_SUCCESS", "交易已被支付"),
                AlipayStatus::TradeClosed => refuse("ACQ.TRADE_HAS_CLOSE", "交易已经关闭"),
                AlipayStatus::WaitBuyerPay => refuse("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改"),
            });
        }
        let used = book
            .alipay_trades
            .values()
            .any(|t| t.auth_code.as_deref() == Some(code.as_str()));
        if !is_code || used || code.ends_with("05") {
            // As long as Alipay leaves it.
            return Err(refuse(
                "ACQ.PAYMENT_AUTH_CODE_INVALID",
                "支付失败，获取顾客账户信息失败，请顾客刷新付款码后重新收款",
            ));
        }
    }
    if code.ends_with("04") {
        return Err(refuse("ACQ.BUYER_BALANCE_NOT_ENOUGH", "买家余额不足"));
    }
    let trade = AlipayTrade {
        order: AlipayOrder {
            method: request.method().to_owned(),
            number: number.to_owned(),
            total,
            subject: subject.to_owned(),
            expires_at: now + LIFE_MS,
            notify_url: request.parameter("notify_url").to_owned(),
            return_url: String::new(),
            quit_url: String::new(),
            passback_params: String::new(),
        },
        trade_no: format!("{}22001{}", formatted(now, "%Y%m%d"), chance::digits(15)),
        created_at: now,
        paid_at: None,
        status: AlipayStatus::WaitBuyerPay,
        refunded: 0,
        refunded_at: None,
        in_flight: false,
        auth_code: Some(code.clone()),
    };
    let trade_no = trade.trade_no.clone();
    world.book().alipay_trades.insert(number.to_owned(), trade);
    match code.get(code.len() - 2..) {
        Some("01" | "02" | "03") => Err(Answer::gateway_error(
            request.method(),
            "10003",
            "",
            "order success pay inprocess",
        )),
        Some("06") => {
            settle(world, number, 0);
            Err(Answer::gateway_error(
                request.method(),
                "20000",
                "ACQ.SYSTEM_ERROR",
                "系统错误",
            ))
        }
        _ => {
            settle(world, number, 1);
            let mut content: Map<String, Value> = Map::new();
            content.insert("out_trade_no".to_owned(), json!(number));
            content.insert("trade_no".to_owned(), json!(trade_no));
            content.insert("total_amount".to_owned(), json!(yuan(total)));
            content.insert("receipt_amount".to_owned(), json!(yuan(total)));
            Ok(Answer::ok(request.method(), content))
        }
    }
}

/// What the payer has done since: called before anything is said about a trade.
pub fn catch_up(world: &World, number: &str) {
    let now = world.clock.now();
    let pays = world.book().alipay_trades.get(number).is_some_and(|trade| {
        let typed = trade.auth_code.as_deref().is_some_and(|code| code.ends_with("01"));
        typed && trade.status == AlipayStatus::WaitBuyerPay && now >= trade.created_at + PASSWORD_MS
    });
    if pays {
        settle(world, number, 1);
    }
}

/// `alipay.trade.cancel`: closes what is unpaid, sends all of it back when it is paid, and succeeds for a number that nobody knows.
pub fn cancel(world: &World, request: &Request) -> Answer {
    let number = request.text("out_trade_no").to_owned();
    let now = world.clock.now();
    let mut book = world.book();
    let mut content: Map<String, Value> = Map::new();
    content.insert("out_trade_no".to_owned(), json!(number));
    content.insert("retry_flag".to_owned(), json!("N"));
    let Some(trade) = book.alipay_trades.get_mut(&number) else {
        return Answer::ok(request.method(), content);
    };
    content.insert("trade_no".to_owned(), json!(trade.trade_no));
    match trade.status_at(now) {
        AlipayStatus::WaitBuyerPay => {
            trade.status = AlipayStatus::TradeClosed;
            content.insert("action".to_owned(), json!("close"));
        }
        AlipayStatus::TradeSuccess => {
            let amount = trade.order.total - trade.refunded;
            trade.refunded += amount;
            trade.refunded_at = Some(now);
            trade.status = AlipayStatus::TradeClosed;
            let refund = AlipayRefund {
                number: number.clone(),
                request_number: number.clone(),
                amount,
                at: now,
            };
            book.alipay_refunds.insert(format!("{number}/{number}"), refund);
            content.insert("action".to_owned(), json!("refund"));
        }
        AlipayStatus::TradeClosed => {}
    }
    Answer::ok(request.method(), content)
}
