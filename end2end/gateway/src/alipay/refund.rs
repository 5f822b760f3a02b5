//! Refunds: at once, told again through the payment's notification.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::notify::notify_trade;
use super::order::fen;
use super::request::Request;
use super::trade::named;
use crate::book::{AlipayRefund, AlipayStatus};
use crate::clock::plain;
use crate::form::yuan;
use crate::world::World;

pub fn order(world: &World, request: &Request) -> Answer {
    match try_order(world, request) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn try_order(world: &World, request: &Request) -> Result<Answer, Answer> {
    let refuse = |code: &str, words: &str| Answer::business(request.method(), code, words);
    let trade = named(world, request)?;
    let amount = fen(request.text("refund_amount")).filter(|fen| *fen > 0);
    let amount = amount.ok_or_else(|| refuse("ACQ.INVALID_PARAMETER", "退款金额不合法"))?;
    let paid = trade.paid_at.is_some();
    if !paid {
        return Err(refuse("ACQ.TRADE_STATUS_ERROR", "交易状态不合法"));
    }
    let number = trade.order.number.clone();
    // Without a request number a refund is the whole of the trade.
    let request_number = match request.text("out_request_no") {
        "" if amount == trade.order.total => number.clone(),
        "" => return Err(refuse("ACQ.INVALID_PARAMETER", "部分退款必须传入out_request_no")),
        given => given.to_owned(),
    };
    let key = format!("{number}/{request_number}");
    let now = world.clock.now();
    let known = world.book().alipay_refunds.get(&key).cloned();
    let (fund_change, refunded) = match known {
        Some(known) if known.amount != amount => {
            return Err(refuse("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致"));
        }
        // The same again moves nothing.
        Some(_) => ("N", trade.refunded),
        None => {
            if trade.refunded + amount > trade.order.total {
                return Err(refuse("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限"));
            }
            let mut book = world.book();
            let refund = AlipayRefund {
                number: number.clone(),
                request_number: request_number.clone(),
                amount,
                at: now,
            };
            book.alipay_refunds.insert(key, refund);
            let Some(trade) = book.alipay_trades.get_mut(&number) else {
                return Err(refuse("ACQ.SYSTEM_ERROR", "系统错误"));
            };
            trade.refunded += amount;
            trade.refunded_at = Some(now);
            if trade.refunded == trade.order.total {
                trade.status = AlipayStatus::TradeClosed;
            }
            ("Y", trade.refunded)
        }
    };
    if fund_change == "Y" {
        notify_trade(world, &number, Some(&request_number));
    }
    let mut content: Map<String, Value> = Map::new();
    for (name, value) in [
        ("buyer_logon_id", json!("138****0000")),
        ("fund_change", json!(fund_change)),
        ("out_trade_no", json!(number)),
        ("trade_no", json!(trade.trade_no)),
        ("refund_fee", json!(yuan(refunded))),
        ("send_back_fee", json!(yuan(amount))),
        ("gmt_refund_pay", json!(plain(now))),
    ] {
        content.insert(name.to_owned(), value);
    }
    Ok(Answer::ok(request.method(), content))
}

/// A refund that somebody makes in the merchant's console, which numbers it by itself. `notified` says whether the portal hears of it.
pub fn from_console(world: &World, number: &str, amount: i64, notified: bool) -> Option<String> {
    let now = world.clock.now();
    let request_number = format!(
        "{}-{}",
        crate::clock::formatted(now, "%Y%m%d"),
        crate::chance::digits(20)
    );
    {
        let mut book = world.book();
        let trade = book
            .alipay_trades
            .get_mut(number)
            .filter(|trade| trade.paid_at.is_some())?;
        trade.refunded += amount;
        trade.refunded_at = Some(now);
        if trade.refunded == trade.order.total {
            trade.status = AlipayStatus::TradeClosed;
        }
        let refund = AlipayRefund {
            number: number.to_owned(),
            request_number: request_number.clone(),
            amount,
            at: now,
        };
        book.alipay_refunds.insert(format!("{number}/{request_number}"), refund);
    }
    if notified {
        notify_trade(world, number, Some(&request_number));
    }
    Some(request_number)
}

pub fn query(world: &World, request: &Request) -> Answer {
    let trade = match named(world, request) {
        Ok(trade) => trade,
        Err(refusal) => return refusal,
    };
    let key = format!("{}/{}", trade.order.number, request.text("out_request_no"));
    let mut content = Map::new();
    if let Some(refund) = world.book().alipay_refunds.get(&key) {
        for (name, value) in [
            ("out_trade_no", json!(refund.number)),
            ("trade_no", json!(trade.trade_no)),
            ("out_request_no", json!(refund.request_number)),
            ("refund_status", json!("REFUND_SUCCESS")),
            ("total_amount", json!(yuan(trade.order.total))),
            ("refund_amount", json!(yuan(refund.amount))),
            ("gmt_refund_pay", json!(plain(refund.at))),
        ] {
            content.insert(name.to_owned(), value);
        }
    }
    Answer::ok(request.method(), content)
}
